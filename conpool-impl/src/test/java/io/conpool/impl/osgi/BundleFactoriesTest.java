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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;

class BundleFactoriesTest {

  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final List<ConnectionPool> closed = new ArrayList<>();
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

    assertThat(closed).containsExactly(pool).doesNotContain(other);
    assertThatThrownBy(() -> first.create(PoolConfig.defaults()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the bundle stopping is stopped");
    assertThat(second.create(PoolConfig.defaults())).isNotNull();
  }

  private ConnectionPool pool() {
    Object identity = new Object();
    return proxy(
        ConnectionPool.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "close" -> {
                assertThat(arguments).containsExactly(DRAIN);
                yield closed.add((ConnectionPool) proxy);
              }
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
