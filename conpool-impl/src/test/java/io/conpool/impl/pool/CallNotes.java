package io.conpool.impl.pool;

import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls that were made of some objects, in their order. */
final class CallNotes {

  /** The name of each method, noted before it was called. */
  final List<String> calls = new ArrayList<>();

  private @Nullable String failing;
  private @Nullable Error failure;

  /** The next call of a method is not made, but throws. */
  void throwNext(String method, Error thrown) {
    failing = method;
    failure = thrown;
  }

  private void throwIfToldTo(String method) {
    Error thrown = failure;
    if (thrown != null && method.equals(failing)) {
      failure = null;
      throw thrown;
    }
  }

  /** The same network, with the calls of all its transports noted. */
  TransportProvider network(TransportProvider network) {
    return new TransportProvider() {
      @Override
      public String name() {
        return "noting";
      }

      @Override
      public Transport open(SocketAddress address, SocketOptions options) throws IOException {
        return of(Transport.class, network.open(address, options));
      }
    };
  }

  /** The same object, with its calls noted. */
  <T> T of(Class<T> type, T object) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              calls.add(method.getName());
              throwIfToldTo(method.getName());
              try {
                return method.invoke(object, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
