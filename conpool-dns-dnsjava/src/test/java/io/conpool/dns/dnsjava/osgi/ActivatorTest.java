package io.conpool.dns.dnsjava.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.spi.DnsResolverProvider;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class ActivatorTest {

  private final Map<String, String> properties = new HashMap<>();
  private final List<DnsResolverProvider> services = new ArrayList<>();
  private final BundleContext context =
      proxy(
          BundleContext.class,
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "getProperty" -> properties.get((String) arguments[0]);
                case "registerService" -> registered((Class<?>) arguments[0], arguments[1]);
                default -> throw new UnsupportedOperationException(method.getName());
              });

  private final Activator activator = new Activator();

  private Object registered(Class<?> type, Object service) {
    assertThat(type).isEqualTo(DnsResolverProvider.class);
    DnsResolverProvider provider = (DnsResolverProvider) service;
    services.add(provider);
    return proxy(
        ServiceRegistration.class, (proxy, method, arguments) -> services.remove(provider));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Test
  void theResolverIsAServiceFromStartToStop() {
    activator.start(context);
    assertThat(services).extracting(DnsResolverProvider::name).containsExactly("dnsjava");
    assertThat(services.get(0).availability().reason()).isNull();
    activator.stop(context);
    assertThat(services).isEmpty();
  }

  @Test
  void aBundleThatIsStartedAgainOffersItAgain() {
    activator.start(context);
    activator.stop(context);
    activator.start(context);
    assertThat(services).hasSize(1);
  }

  @Test
  void aBundleThatHasNotStartedCanStop() {
    activator.stop(context);
    assertThat(services).isEmpty();
  }

  @Test
  void theSettingsAreTheFrameworksProperties() {
    properties.put("io.conpool.dns.dnsjava.ndots", "99");
    activator.start(context);
    assertThat(services.get(0).availability().reason()).contains("ndots must be 0 to 15, was 99");
  }
}
