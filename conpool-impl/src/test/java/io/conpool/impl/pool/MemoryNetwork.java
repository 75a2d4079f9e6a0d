package io.conpool.impl.pool;

import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Connections that lead nowhere, for real threads: whatever is written is gone. */
final class MemoryNetwork implements TransportProvider {

  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();

  /** How many transports are open. */
  int open() {
    return open.get();
  }

  /** How many there were at most. */
  int mostOpen() {
    return mostOpen.get();
  }

  /** How many there ever were. */
  int opened() {
    return opened.get();
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Transport open(SocketAddress address, SocketOptions options) {
    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
    opened.incrementAndGet();
    return new Nowhere();
  }

  private final class Nowhere implements Transport {

    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch end = new CountDownLatch(1);

    @Override
    public void connect() throws IOException {
      checkOpen();
    }

    @Override
    public int read(ByteBuffer target, long timeoutNanos) throws IOException {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        close();
      }
      throw new AsynchronousCloseException();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      checkOpen();
      int count = source.remaining();
      source.position(source.limit());
      return count;
    }

    @Override
    public long write(ByteBuffer[] sources) throws IOException {
      long count = 0;
      for (ByteBuffer source : sources) {
        count += write(source);
      }
      return count;
    }

    @Override
    public int readNow(ByteBuffer target) throws IOException {
      checkOpen();
      return 0;
    }

    @Override
    public int writeNow(ByteBuffer source) throws IOException {
      return write(source);
    }

    @Override
    public void shutdownOutput() throws IOException {
      checkOpen();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
      return null;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        open.decrementAndGet();
        end.countDown();
      }
    }

    private void checkOpen() throws IOException {
      if (closed.get()) {
        throw new ClosedChannelException();
      }
    }
  }
}
