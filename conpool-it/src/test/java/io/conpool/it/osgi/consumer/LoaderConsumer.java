package io.conpool.it.osgi.consumer;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.ConnectionPoolFactory;
import io.conpool.PoolConfig;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * A bundle that finds conpool as if there were no OSGi.
 *
 * <p>It answers: {@code load}, one exchange over a pool of what {@link ServiceLoader} finds; {@code
 * create}, the same by {@link ConnectionPool#create(PoolConfig)}; {@code keep}, one over a pool
 * that it never closes; {@code stats}, the counts of that.
 */
public final class LoaderConsumer implements BundleActivator, Function<String, String> {

  private @Nullable ConnectionPool kept;

  @Override
  public void start(BundleContext context) {
    context.registerService(
        Function.class.getName(),
        this,
        FrameworkUtil.asDictionary(Map.of("consumer", "consumer.loader")));
  }

  /** Closes nothing. */
  @Override
  public void stop(BundleContext context) {}

  @Override
  public String apply(String request) {
    try {
      return switch (request) {
        case "load" -> load();
        case "keep" -> keep();
        case "stats" -> Objects.requireNonNull(kept).total().toString();
        case "create" -> exchange(ConnectionPool.create(PoolConfig.defaults()));
        default -> throw new IllegalArgumentException(request);
      };
    } catch (IOException | RuntimeException e) {
      return e.toString();
    }
  }

  private static String load() throws IOException {
    Optional<ConnectionPoolFactory> factory = factory();
    return factory.isPresent()
        ? exchange(factory.get().create(PoolConfig.defaults()))
        : "none found";
  }

  private String keep() throws IOException {
    kept = factory().orElseThrow().create(PoolConfig.defaults());
    return use(kept);
  }

  private static Optional<ConnectionPoolFactory> factory() {
    return ServiceLoader.load(ConnectionPoolFactory.class).findFirst();
  }

  private static String exchange(ConnectionPool closing) throws IOException {
    try (ConnectionPool pool = closing) {
      return use(pool);
    }
  }

  private static String use(ConnectionPool pool) throws IOException {
    try (Connection connection = pool.acquire(Peer.ENDPOINT)) {
      Peer.talk(connection, "hello");
      connection.release();
      return "ok";
    }
  }
}
