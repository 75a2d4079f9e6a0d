import org.jspecify.annotations.NullMarked;

/** TLS by Conscrypt; exports nothing. */
@NullMarked
@SuppressWarnings("requires-automatic")
module io.conpool.tls.conscrypt {
  requires transitive io.conpool;
  requires org.conscrypt;
  requires static org.jspecify;
  requires static osgi.core;

  provides io.conpool.spi.TlsProvider with
      io.conpool.tls.conscrypt.ConscryptTlsProvider;
}
