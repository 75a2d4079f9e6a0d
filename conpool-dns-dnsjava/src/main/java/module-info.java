import org.jspecify.annotations.NullMarked;

/** Name resolution by dnsjava. */
@NullMarked
@SuppressWarnings("requires-automatic") // osgi.core, at compile time only
module io.conpool.dns.dnsjava {
  requires transitive io.conpool;
  requires org.dnsjava;
  requires static org.jspecify;
  requires static osgi.core;

  exports io.conpool.dns.dnsjava;

  provides io.conpool.spi.DnsResolverProvider with
      io.conpool.dns.dnsjava.DnsjavaResolverProvider;
}
