package io.conpool.it.osgi.consumer;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.ConnectionPoolFactory;
import io.conpool.PoolConfig;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * A bundle that uses conpool's services.
 *
 * <p>It answers: {@code exchange} and {@code exchange KEY=VALUE}, one exchange over a pool of its
 * own with that setting; {@code serve}, {@code done} and {@code mark}, for the {@link Load}; {@code
 * configured NAME}, one exchange over the pool that is a service of that name; {@code hold NAME}, a
 * lease of that pool, and {@code let go}, an exchange on it and its end.
 */
public final class ServiceConsumer implements BundleActivator, Function<String, String> {

  private final Load load = new Load();
  private @Nullable BundleContext context;
  private @Nullable Connection held;

  @Override
  public void start(BundleContext context) {
    this.context = context;
    new FactoryUser(context, load).open();
    context.registerService(
        Function.class.getName(),
        this,
        FrameworkUtil.asDictionary(Map.of("consumer", "consumer.service")));
  }

  /**
   * Ends the load alone: the framework gives the factory back, and conpool closes the pool. How the
   * last exchanges went is left in a system property, since nobody can ask any more.
   */
  @Override
  public void stop(BundleContext context) throws InterruptedException {
    load.end();
    System.setProperty("conpool.it.last", load.mark().toString());
  }

  @Override
  public String apply(String request) {
    String[] words = request.split(" ", 2);
    String argument = words.length > 1 ? words[1] : "";
    try {
      return switch (words[0]) {
        case "exchange" -> exchange(argument);
        case "serve" -> serve();
        case "done" -> Long.toString(load.done());
        case "mark" -> load.mark().toString();
        case "configured" -> exchange(pool(argument));
        case "hold" -> hold(argument);
        case "let" -> letGo();
        default -> throw new IllegalArgumentException(request);
      };
    } catch (IOException | InvalidSyntaxException | RuntimeException e) {
      return e.toString();
    }
  }

  private String exchange(String setting) throws IOException {
    int equals = setting.indexOf('=');
    Map<String, String> settings =
        equals < 0 ? Map.of() : Map.of(setting.substring(0, equals), setting.substring(equals + 1));
    ServiceReference<ConnectionPoolFactory> reference =
        context().getServiceReference(ConnectionPoolFactory.class);
    ConnectionPoolFactory factory = context().getService(reference);
    try (ConnectionPool pool = factory.create(PoolConfig.from(settings))) {
      return exchange(pool);
    }
  }

  private static String exchange(ConnectionPool pool) throws IOException {
    try (Connection connection = pool.acquire(Peer.ENDPOINT)) {
      Peer.talk(connection, "hello");
      connection.release();
      return "ok";
    }
  }

  private String serve() {
    load.start();
    return "ok";
  }

  private String hold(String name) throws IOException, InvalidSyntaxException {
    held = pool(name).acquire(Peer.ENDPOINT);
    return "ok";
  }

  private String letGo() throws IOException {
    try (Connection connection = Objects.requireNonNull(held)) {
      held = null;
      Peer.talk(connection, "still here");
      connection.release();
      return "ok";
    }
  }

  private ConnectionPool pool(String name) throws InvalidSyntaxException {
    ServiceReference<ConnectionPool> reference =
        context().getServiceReferences(ConnectionPool.class, "(name=" + name + ")").stream()
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no pool is called " + name));
    return context().getService(reference);
  }

  private BundleContext context() {
    return Objects.requireNonNull(context);
  }
}
