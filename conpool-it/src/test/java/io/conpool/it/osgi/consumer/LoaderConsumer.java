package io.conpool.it.osgi.consumer;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.ConnectionPoolFactory;
import io.conpool.PoolConfig;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * A bundle that finds conpool as if there were no OSGi.
 *
 * <p>It answers: {@code load}, one exchange over a pool of what {@link ServiceLoader} finds; {@code
 * create}, the same by {@link ConnectionPool#create(PoolConfig)}.
 */
public final class LoaderConsumer implements BundleActivator, Function<String, String> {

  @Override
  public void start(BundleContext context) {
    context.registerService(
        Function.class.getName(),
        this,
        FrameworkUtil.asDictionary(Map.of("consumer", "consumer.loader")));
  }

  @Override
  public void stop(BundleContext context) {}

  @Override
  public String apply(String request) {
    try {
      return switch (request) {
        case "load" -> load();
        case "create" -> exchange(ConnectionPool.create(PoolConfig.defaults()));
        default -> throw new IllegalArgumentException(request);
      };
    } catch (IOException | RuntimeException e) {
      return e.toString();
    }
  }

  private static String load() throws IOException {
    Optional<ConnectionPoolFactory> factory =
        ServiceLoader.load(ConnectionPoolFactory.class).findFirst();
    return factory.isPresent()
        ? exchange(factory.get().create(PoolConfig.defaults()))
        : "none found";
  }

  private static String exchange(ConnectionPool closing) throws IOException {
    try (ConnectionPool pool = closing;
        Connection connection = pool.acquire(Peer.ENDPOINT)) {
      Peer.talk(connection, "hello");
      connection.release();
      return "ok";
    }
  }
}
