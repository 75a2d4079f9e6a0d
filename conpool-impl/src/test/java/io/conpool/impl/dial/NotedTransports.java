package io.conpool.impl.dial;

import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * The transports of a network, noted by the try that opens them; tries are told apart by their
 * receive buffer size.
 */
class NotedTransports implements TransportProvider {

  private final TransportProvider network;
  private final Map<Integer, TryNotes> tries = new HashMap<>();

  NotedTransports(TransportProvider network) {
    this.network = network;
  }

  /**
   * From now on there is one more try.
   *
   * @param receiveBufferSize of its transports and no other's
   */
  void note(int receiveBufferSize, TryNotes notes) {
    tries.put(receiveBufferSize, notes);
  }

  @Override
  public final String name() {
    return "noted";
  }

  @Override
  public final Transport open(SocketAddress address, SocketOptions options) throws IOException {
    TryNotes notes = tries.get(options.receiveBufferSize());
    notes.begin(address);
    beforeOpen();
    Transport opened = network.open(address, options);
    notes.opened(opened);
    return (Transport)
        Proxy.newProxyInstance(
            Transport.class.getClassLoader(),
            new Class<?>[] {Transport.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "close" -> notes.closed(opened);
                case "connect" -> {
                  call(opened, method, arguments);
                  afterConnect();
                  return null;
                }
                default -> {}
              }
              return call(opened, method, arguments);
            });
  }

  private static Object call(Transport transport, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(transport, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Called before a transport is opened; may throw what providers throw. */
  void beforeOpen() {}

  /** Called on the thread that has connected. */
  void afterConnect() {}
}
