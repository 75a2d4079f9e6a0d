package io.conpool.impl.pool;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** The calls that were made of some objects, in their order. */
final class CallNotes {

  /** The name of each method, noted before it was called. */
  final List<String> calls = new ArrayList<>();

  /** The same object, with its calls noted. */
  <T> T of(Class<T> type, T object) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              calls.add(method.getName());
              try {
                return method.invoke(object, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
