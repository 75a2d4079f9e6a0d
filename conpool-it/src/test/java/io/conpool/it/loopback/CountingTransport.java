package io.conpool.it.loopback;

import io.conpool.spi.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One blocking channel. */
final class CountingTransport implements Transport {

  private static final int MOST_AT_ONCE = 1 << 16;

  private final SocketChannel channel;
  private final SocketAddress address;
  private final AtomicLong calls;
  private final Consumer<Transport> whenClosed;

  CountingTransport(
      SocketChannel channel,
      SocketAddress address,
      AtomicLong calls,
      Consumer<Transport> whenClosed) {
    this.channel = channel;
    this.address = address;
    this.calls = calls;
    this.whenClosed = whenClosed;
  }

  @Override
  public void connect() throws IOException {
    calls.incrementAndGet();
    channel.connect(address);
  }

  @Override
  public int read(ByteBuffer target, long timeoutNanos) throws IOException {
    calls.incrementAndGet();
    if (timeoutNanos == 0 || !target.hasRemaining()) {
      return channel.read(target);
    }
    channel.socket().setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNanos)));
    InputStream in = channel.socket().getInputStream();
    byte[] bytes = new byte[Math.min(target.remaining(), MOST_AT_ONCE)];
    int n = in.read(bytes);
    if (n > 0) {
      target.put(bytes, 0, n);
    }
    return n;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    calls.incrementAndGet();
    return channel.write(source);
  }

  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    calls.incrementAndGet();
    return channel.write(sources);
  }

  @Override
  public int readNow(ByteBuffer target) throws IOException {
    calls.incrementAndGet();
    channel.configureBlocking(false);
    try {
      return channel.read(target);
    } finally {
      channel.configureBlocking(true);
    }
  }

  @Override
  public int writeNow(ByteBuffer source) throws IOException {
    calls.incrementAndGet();
    channel.configureBlocking(false);
    try {
      return channel.write(source);
    } finally {
      channel.configureBlocking(true);
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    calls.incrementAndGet();
    channel.shutdownOutput();
  }

  @Override
  public @Nullable SocketAddress localAddress() {
    calls.incrementAndGet();
    try {
      return channel.getLocalAddress();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    calls.incrementAndGet();
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      whenClosed.accept(this);
    }
  }
}
