package io.conpool.cmd.stress;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.PoolListener;
import io.conpool.PoolStats;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * As much of a pool as the stress run uses, with a fault on demand: one connection per endpoint.
 */
final class FakePool {

  enum Fault {
    NONE,
    /** The first answer has one wrong byte. */
    WRONG_BYTE,
    /** The first caller gets an error. */
    ERROR,
    /** The first caller waits for ever. */
    STALL
  }

  private final PoolListener listener;
  private final Fault fault;
  private final AtomicBoolean atFault = new AtomicBoolean();
  private final Map<Endpoint, BlockingQueue<Socket>> idle = new ConcurrentHashMap<>();
  private final AtomicInteger created = new AtomicInteger();

  private FakePool(PoolConfig config, Fault fault) {
    this.listener = config.listener();
    this.fault = fault;
  }

  static ConnectionPool create(PoolConfig config, Fault fault) {
    FakePool pool = new FakePool(config, fault);
    return proxy(
        ConnectionPool.class,
        Map.of(
            "acquire", args -> pool.acquire((Endpoint) args[0]),
            "total", args -> pool.total(),
            "describe", args -> "a fake pool",
            "close", args -> pool.close()));
  }

  private Connection acquire(Endpoint endpoint) throws IOException, InterruptedException {
    if (fault == Fault.ERROR && atFault.compareAndSet(false, true)) {
      throw new PoolException(
          new PoolError.ConnectionFailed(endpoint, 1, "no"), List.of("connecting"), null);
    }
    if (fault == Fault.STALL && atFault.compareAndSet(false, true)) {
      new CountDownLatch(1).await();
    }
    AtomicBoolean first = new AtomicBoolean();
    BlockingQueue<Socket> entries =
        idle.computeIfAbsent(
            endpoint,
            key -> {
              first.set(true);
              return new LinkedBlockingQueue<>();
            });
    return lease(entries, first.get() ? dial(endpoint) : entries.take());
  }

  private Socket dial(Endpoint endpoint) throws IOException {
    Socket socket = new Socket(endpoint.host(), endpoint.port());
    created.incrementAndGet();
    listener.connectionOpened(endpoint, socket.getRemoteSocketAddress(), Duration.ZERO);
    return socket;
  }

  private Connection lease(BlockingQueue<Socket> entries, Socket socket) throws IOException {
    InputStream in =
        fault == Fault.WRONG_BYTE && atFault.compareAndSet(false, true)
            ? new Garbled(socket.getInputStream())
            : socket.getInputStream();
    AtomicBoolean over = new AtomicBoolean();
    Call end =
        args -> {
          if (!over.getAndSet(true)) {
            entries.add(socket);
          }
          return null;
        };
    return proxy(
        Connection.class,
        Map.of(
            "outputStream",
            args -> socket.getOutputStream(),
            "inputStream",
            args -> in,
            "release",
            end,
            "close",
            end));
  }

  private PoolStats total() {
    return PoolStats.builder()
        .totalCreated(created.get())
        .idle(idle.values().stream().mapToInt(BlockingQueue::size).sum())
        .build();
  }

  private Object close() throws IOException {
    for (Map.Entry<Endpoint, BlockingQueue<Socket>> each : idle.entrySet()) {
      for (Socket socket = each.getValue().poll();
          socket != null;
          socket = each.getValue().poll()) {
        socket.close();
        listener.connectionClosed(
            each.getKey(), socket.getRemoteSocketAddress(), CloseReason.POOL_CLOSED);
      }
    }
    return null;
  }

  private interface Call {
    Object with(Object[] args) throws Exception;
  }

  private static <T> T proxy(Class<T> type, Map<String, Call> calls) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, args) -> calls.get(method.getName()).with(args)));
  }

  private static final class Garbled extends FilterInputStream {
    Garbled(InputStream in) {
      super(in);
    }

    @Override
    public byte[] readNBytes(int length) throws IOException {
      byte[] bytes = super.readNBytes(length);
      bytes[length / 2] ^= 1;
      return bytes;
    }
  }
}
