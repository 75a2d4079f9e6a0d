import org.jspecify.annotations.NullMarked;

/** Name resolution by dnsjava. */
@NullMarked
module io.conpool.dns.dnsjava {
  requires transitive io.conpool;
  requires static org.jspecify;
}
