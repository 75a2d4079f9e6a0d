package io.conpool.impl.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.conpool.ConnectionPool;
import io.conpool.ConnectionPoolFactory;
import io.conpool.PoolConfig;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;

class BundleFactoriesTest {

  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final Map<ConnectionPool, Object> closed = new HashMap<>();
  private final BundleFactories factories = new BundleFactories(config -> pool(), DRAIN);
  private final ServiceRegistration<ConnectionPoolFactory> registration = fake();

  @Test
  void aBundlesPoolsAreClosedWhenItStopsAndNoOthers() {
    Bundle stopping = bundle("stopping");
    Bundle staying = bundle("staying");
    ConnectionPoolFactory first = factories.getService(stopping, registration);
    ConnectionPoolFactory second = factories.getService(staying, registration);
    ConnectionPool pool = first.create(PoolConfig.defaults());
    ConnectionPool other = second.create(PoolConfig.defaults());

    factories.ungetService(stopping, registration, first);

    assertThat(closed).containsOnly(entry(pool, DRAIN)).doesNotContainKey(other);
    assertThatThrownBy(() -> first.create(PoolConfig.defaults()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the bundle stopping is stopped or gave its factory back");
    assertThat(second.create(PoolConfig.defaults())).isNotNull();
  }

  private ConnectionPool pool() {
    Object identity = new Object();
    return proxy(
        ConnectionPool.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "close" ->
                  closed.put((ConnectionPool) proxy, arguments == null ? "at once" : arguments[0]);
              case "hashCode" -> identity.hashCode();
              case "equals" -> proxy == arguments[0];
              default -> method.getName();
            });
  }

  private static Bundle bundle(String name) {
    return proxy(Bundle.class, (proxy, method, arguments) -> name);
  }

  @SuppressWarnings("unchecked")
  private static ServiceRegistration<ConnectionPoolFactory> fake() {
    return proxy(ServiceRegistration.class, (proxy, method, arguments) -> null);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
