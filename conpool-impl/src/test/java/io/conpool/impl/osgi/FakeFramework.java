package io.conpool.impl.osgi;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** As much of an OSGi framework as an activator needs: services, and who is told of them. */
final class FakeFramework {

  private final Map<ServiceReference<?>, Service<?>> services = new LinkedHashMap<>();
  private final Map<ServiceListener, String> listeners = new LinkedHashMap<>();
  private final List<BundleListener> bundleListeners = new ArrayList<>();
  private final Set<ServiceReference<?>> stuck = new HashSet<>();
  private boolean refusing;

  /** What the bundle under test is given when it starts. */
  final BundleContext context =
      proxy(BundleContext.class, (proxy, method, arguments) -> called(method.getName(), arguments));

  private final Bundle own =
      proxy(Bundle.class, (proxy, method, arguments) -> "the bundle under test");

  /** Something that is offered under a type, and the bundles that have got something for it. */
  private record Service<S>(
      Class<S> type, Object object, Map<Object, Object> properties, Map<Bundle, S> users) {

    String filter() {
      return "(objectClass=" + type.getName() + ")";
    }
  }

  private @Nullable Object called(String name, Object[] arguments) throws InvalidSyntaxException {
    return switch (name) {
      case "createFilter" -> FrameworkUtil.createFilter((String) arguments[0]);
      case "addServiceListener" ->
          listeners.put((ServiceListener) arguments[0], (String) arguments[1]);
      case "removeServiceListener" -> listeners.remove((ServiceListener) arguments[0]);
      case "addBundleListener" -> bundleListeners.add((BundleListener) arguments[0]);
      case "removeBundleListener" -> bundleListeners.remove((BundleListener) arguments[0]);
      case "getBundle" -> own;
      case "getServiceReferences" -> references("(objectClass=" + arguments[0] + ")");
      case "getService" -> service((ServiceReference<?>) arguments[0]).object();
      case "ungetService" -> true;
      case "registerService" ->
          registration((Class<?>) arguments[0], arguments[1], map((Dictionary<?, ?>) arguments[2]));
      default -> throw new UnsupportedOperationException(name);
    };
  }

  private ServiceReference<?> @Nullable [] references(String filter) {
    List<ServiceReference<?>> found = new ArrayList<>();
    services.forEach(
        (reference, service) -> {
          if (service.filter().equals(filter)) {
            found.add(reference);
          }
        });
    return found.isEmpty() ? null : found.toArray(ServiceReference<?>[]::new);
  }

  private Service<?> service(ServiceReference<?> reference) {
    Service<?> found = services.get(reference);
    if (found == null) {
      throw new IllegalStateException("no such service any more");
    }
    return found;
  }

  private static Map<Object, Object> map(@Nullable Dictionary<?, ?> properties) {
    Map<Object, Object> map = new HashMap<>();
    if (properties != null) {
      Collections.list(properties.keys()).forEach(key -> map.put(key, properties.get(key)));
    }
    return map;
  }

  private ServiceRegistration<?> registration(
      Class<?> type, Object object, Map<Object, Object> properties) {
    if (refusing) {
      throw new IllegalStateException("the framework refuses");
    }
    ServiceReference<?> reference = offer(type, object, properties);
    return proxy(
        ServiceRegistration.class,
        (proxy, method, arguments) -> {
          withdraw(reference);
          if (stuck.contains(reference)) {
            throw new IllegalStateException("the framework has trouble");
          }
          return null;
        });
  }

  /** Refuses to register services. */
  void refuse() {
    refusing = true;
  }

  /** Registers services again. */
  void acceptAgain() {
    refusing = false;
  }

  /** Throws when services of a type are unregistered that are offered now. */
  void failToUnregister(Class<?> type) {
    services.forEach(
        (reference, service) -> {
          if (service.type == type) {
            stuck.add(reference);
          }
        });
  }

  /** Another bundle offers a service. */
  <S> ServiceReference<?> offer(Class<S> type, Object object) {
    return offer(type, object, Map.of());
  }

  private <S> ServiceReference<?> offer(
      Class<S> type, Object object, Map<Object, Object> properties) {
    ServiceReference<?> reference =
        proxy(
            ServiceReference.class,
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == arguments[0];
                  default -> throw new UnsupportedOperationException(method.getName());
                });
    Service<S> service = new Service<>(type, object, properties, new IdentityHashMap<>());
    services.put(reference, service);
    tell(ServiceEvent.REGISTERED, service, reference);
    return reference;
  }

  /** A service goes: whoever listens hears of it, and what its users have got is taken back. */
  void withdraw(ServiceReference<?> reference) {
    Service<?> service = service(reference);
    tell(ServiceEvent.UNREGISTERING, service, reference);
    takeBack(service);
    services.remove(reference);
  }

  /** All services of a type go, as when the framework ends the bundle that offers them. */
  void withdrawAll(Class<?> type) {
    List<ServiceReference<?>> references = new ArrayList<>(services.keySet());
    references.removeIf(reference -> service(reference).type != type);
    references.forEach(this::withdraw);
  }

  private void tell(int event, Service<?> service, ServiceReference<?> reference) {
    List<ServiceListener> told = new ArrayList<>();
    listeners.forEach(
        (listener, filter) -> {
          if (service.filter().equals(filter)) {
            told.add(listener);
          }
        });
    told.forEach(listener -> listener.serviceChanged(new ServiceEvent(event, reference)));
  }

  @SuppressWarnings("unchecked") // a factory makes what it is registered as
  private static <S> void takeBack(Service<S> service) {
    service.users.forEach(
        (bundle, used) -> ((ServiceFactory<S>) service.object).ungetService(bundle, null, used));
    service.users.clear();
  }

  /** What a bundle gets that asks for the one service of a type; it comes from a factory. */
  @SuppressWarnings("unchecked") // as above
  <S> S get(Class<S> type, String bundleName) {
    for (Service<?> each : services.values()) {
      if (each.type == type) {
        Service<S> service = (Service<S>) each;
        Bundle bundle = proxy(Bundle.class, (proxy, method, arguments) -> bundleName);
        S made = ((ServiceFactory<S>) service.object).getService(bundle, null);
        service.users.put(bundle, made);
        return made;
      }
    }
    throw new IllegalStateException("no " + type);
  }

  /** What is offered under a type, the first offered first; not from factories. */
  <S> List<S> offered(Class<S> type) {
    return servicesOf(type).stream().map(service -> type.cast(service.object)).toList();
  }

  /** A property of each service of a type. */
  List<@Nullable Object> properties(Class<?> type, String key) {
    List<@Nullable Object> values = new ArrayList<>();
    servicesOf(type).forEach(service -> values.add(service.properties.get(key)));
    return values;
  }

  private List<Service<?>> servicesOf(Class<?> type) {
    List<Service<?>> found = new ArrayList<>(services.values());
    found.removeIf(service -> service.type != type);
    return found;
  }

  /** How many services of a type there are. */
  long count(Class<?> type) {
    return servicesOf(type).size();
  }

  /** How many listeners there are. */
  int listeners() {
    return listeners.size() + bundleListeners.size();
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
