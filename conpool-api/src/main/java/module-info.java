import org.jspecify.annotations.NullMarked;

/**
 * The API of conpool, a connection pool for any TCP or TLS protocol, and the SPI of its providers.
 *
 * @uses io.conpool.ConnectionPoolFactory what {@link
 *     io.conpool.ConnectionPool#create(io.conpool.PoolConfig)} looks for
 */
@NullMarked
@SuppressWarnings("requires-automatic") // the OSGi annotations, at compile time only
module io.conpool {
  requires static org.jspecify;
  requires static org.osgi.annotation.versioning;

  exports io.conpool;
  exports io.conpool.spi;

  uses io.conpool.ConnectionPoolFactory;
}
