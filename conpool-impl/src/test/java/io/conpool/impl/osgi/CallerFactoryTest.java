package io.conpool.impl.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.ConnectionPool;
import io.conpool.ConnectionPoolFactory;
import io.conpool.PoolConfig;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;

class CallerFactoryTest {

  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final List<String> closed = new ArrayList<>();
  private final Map<String, Integer> states = new HashMap<>();
  private final Bundle own = bundle("conpool");
  private final Bundle library = bundle("library");
  private final Bundle application = bundle("application");
  private final Map<Class<?>, Bundle> bundles =
      Map.of(CallerFactory.class, own, Library.class, library, Application.class, application);
  private final CallerFactory factory = new CallerFactory(this::newPool, DRAIN, bundles::get, own);

  /** Code of one bundle. */
  private static final class Library {
    static ConnectionPool pool(ConnectionPoolFactory factory, String name) {
      return factory.create(PoolConfig.builder().name(name).build());
    }
  }

  /** Code of another bundle, which uses the first. */
  private static final class Application {
    static ConnectionPool pool(ConnectionPoolFactory factory, String name) {
      return Library.pool(factory, name);
    }
  }

  private ConnectionPool newPool(PoolConfig config) {
    return proxy(
        ConnectionPool.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "close" ->
                  closed.add(config.name() + (arguments == null ? "" : " after " + arguments[0]));
              case "hashCode" -> System.identityHashCode(proxy);
              case "equals" -> proxy == arguments[0];
              default -> method.getName();
            });
  }

  private Bundle bundle(String name) {
    states.put(name, Bundle.ACTIVE);
    return proxy(
        Bundle.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "getState" -> states.get(name);
              case "hashCode" -> System.identityHashCode(proxy);
              case "equals" -> proxy == arguments[0];
              default -> name;
            });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private void stop(Bundle bundle) {
    states.put(bundle.getSymbolicName(), Bundle.RESOLVED);
    factory.bundleChanged(new BundleEvent(BundleEvent.STOPPED, bundle));
  }

  private void start(Bundle bundle) {
    states.put(bundle.getSymbolicName(), Bundle.ACTIVE);
    factory.bundleChanged(new BundleEvent(BundleEvent.STARTED, bundle));
  }

  @Test
  void aPoolIsClosedWhenTheBundleStopsWhoseCodeMadeIt() {
    ConnectionPool pool = Library.pool(factory, "a");
    stop(application);
    assertThat(closed).isEmpty();
    stop(library);
    assertThat(closed).containsExactly("a after PT2S");
    assertThat(pool).isNotNull();
  }

  @Test
  void ofTheBundlesThatCallTheNearestHasThePool() {
    ConnectionPool pool = Application.pool(factory, "a");
    stop(application);
    assertThat(closed).isEmpty();
    stop(library);
    assertThat(closed).containsExactly("a after PT2S");
    assertThat(pool).isNotNull();
  }

  @Test
  void aBundleThatIsNotStartedHasNoPoolsButWhoeverCallsIt() {
    states.put("library", Bundle.RESOLVED);
    ConnectionPool pool = Application.pool(factory, "a");
    stop(application);
    assertThat(closed).containsExactly("a after PT2S");
    assertThat(pool).isNotNull();
  }

  @Test
  void aBundleMayMakePoolsWhileItStartsAndWhileItStops() {
    states.put("library", Bundle.STARTING);
    ConnectionPool starting = Library.pool(factory, "starting");
    states.put("library", Bundle.STOPPING);
    factory.bundleChanged(new BundleEvent(BundleEvent.STOPPING, library));
    ConnectionPool stopping = Library.pool(factory, "stopping");
    assertThat(closed).isEmpty();
    stop(library);
    assertThat(closed).containsExactlyInAnyOrder("starting after PT2S", "stopping after PT2S");
    assertThat(List.of(starting, stopping)).hasSize(2);
  }

  @Test
  void aBundleThatIsStartedAgainMakesPoolsAgain() {
    ConnectionPool before = Library.pool(factory, "before");
    stop(library);
    start(library);
    ConnectionPool after = Library.pool(factory, "after");
    assertThat(closed).containsExactly("before after PT2S");
    stop(library);
    assertThat(closed).containsExactly("before after PT2S", "after after PT2S");
    assertThat(List.of(before, after)).hasSize(2);
  }

  @Test
  void aPoolThatNoBundleCallsForIsMadeAllTheSame() {
    ConnectionPool pool = factory.create(PoolConfig.defaults());
    stop(library);
    stop(application);
    stop(own);
    assertThat(pool).isNotNull();
    assertThat(closed).isEmpty();
  }

  @Test
  void aPoolWhoseBundleStopsWhileItIsMadeIsClosed() {
    CallerFactory late =
        new CallerFactory(
            config -> {
              states.put("library", Bundle.RESOLVED); // its event has come before
              return newPool(config);
            },
            DRAIN,
            bundles::get,
            own);
    assertThatThrownBy(() -> Library.pool(late, "a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the bundle library is stopped");
    assertThat(closed).containsExactly("a after PT2S");
  }
}
