import org.jspecify.annotations.NullMarked;

/** TLS by Conscrypt. */
@NullMarked
module io.conpool.tls.conscrypt {
  requires transitive io.conpool;
  requires static org.jspecify;
}
