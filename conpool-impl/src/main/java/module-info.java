import org.jspecify.annotations.NullMarked;

/** The implementation of conpool; exports nothing. */
@NullMarked
@SuppressWarnings("requires-automatic")
module io.conpool.impl {
  requires transitive io.conpool;
  requires static java.management;
  requires static jdk.jfr;
  requires static org.jspecify;
  requires static org.osgi.service.cm;
  requires static osgi.core;

  uses io.conpool.spi.DnsResolverProvider;
  uses io.conpool.spi.TlsProvider;
  uses io.conpool.spi.TransportProvider;

  provides io.conpool.ConnectionPoolFactory with
      io.conpool.impl.DefaultConnectionPoolFactory;
}
