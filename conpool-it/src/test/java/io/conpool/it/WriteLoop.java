package io.conpool.it;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/**
 * Writes again and again to a server that only reads: over one lease each, or over one channel.
 * Begin and end are marked by a look at a file that is not there, which {@code strace} shows.
 *
 * <p>By hand, {@code java ... WriteLoop 127.0.0.1:PORT lease 500000} tells the processor time.
 */
public final class WriteLoop {

  static final String MARK = "/conpool-write-loop";
  private static final int BYTES = 64;

  private WriteLoop() {}

  /** One write. */
  @FunctionalInterface
  private interface Step {
    void run(ByteBuffer request) throws IOException;
  }

  public static void main(String[] args) throws IOException {
    Endpoint endpoint = Endpoint.parse(args[0]);
    int count = Integer.parseInt(args[2]);
    if (args[1].equals("lease")) {
      try (ConnectionPool pool = ConnectionPool.create(PoolConfig.defaults())) {
        repeat(count, request -> overLease(pool, endpoint, request));
      }
    } else {
      InetAddress host = InetAddress.getByName(endpoint.host());
      try (SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(host, endpoint.port()))) {
        repeat(count, request -> writeAll(channel, request));
      }
    }
  }

  private static void overLease(ConnectionPool pool, Endpoint endpoint, ByteBuffer request)
      throws IOException {
    try (Connection connection = pool.acquire(endpoint)) {
      while (request.hasRemaining()) {
        connection.write(request);
      }
      connection.release();
    }
  }

  private static void writeAll(SocketChannel channel, ByteBuffer request) throws IOException {
    while (request.hasRemaining()) {
      channel.write(request);
    }
  }

  private static void repeat(int count, Step step) throws IOException {
    ByteBuffer request = ByteBuffer.allocateDirect(BYTES);
    step.run(request.clear()); // connects
    mark();
    long before = cpuNanos();
    for (int i = 0; i < count; i++) {
      step.run(request.clear());
    }
    long nanos = cpuNanos() - before;
    mark();
    System.out.printf(Locale.ROOT, "%.2f us of processor time each%n", nanos / 1e3 / count);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void mark() {
    if (new File(MARK).exists()) {
      throw new IllegalStateException(MARK + " must not be there");
    }
  }
}
