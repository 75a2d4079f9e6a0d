package io.conpool.tls.conscrypt.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.spi.TlsProvider;
import io.conpool.tls.conscrypt.ConscryptTlsProvider;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class ActivatorTest {

  private final Map<Object, Object> services = new HashMap<>();
  private final BundleContext framework =
      proxy(
          BundleContext.class,
          (self, method, arguments) -> {
            assertThat(method.getName()).isEqualTo("registerService");
            services.put(arguments[0], arguments[1]);
            return registration(arguments[0]);
          });

  private final Activator activator = new Activator();

  private ServiceRegistration<?> registration(Object type) {
    return proxy(
        ServiceRegistration.class,
        (self, method, arguments) -> {
          assertThat(method.getName()).isEqualTo("unregister");
          services.remove(type);
          return null;
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Test
  void theProviderIsAServiceFromStartToStop() {
    activator.start(framework);
    assertThat(services).containsOnlyKeys(TlsProvider.class);
    assertThat(services.get(TlsProvider.class)).isInstanceOf(ConscryptTlsProvider.class);
    activator.stop(framework);
    assertThat(services).isEmpty();
  }

  @Test
  void aStopWithoutAStartDoesNothing() {
    activator.stop(framework);
    assertThat(services).isEmpty();
  }
}
