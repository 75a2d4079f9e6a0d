package io.conpool.impl.transport;

import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** What TCP and Unix-domain transports over a socket channel have in common. */
abstract class NioTransport implements Transport {

  /** For heap I/O the JDK keeps a direct copy of this size for every thread that does it. */
  static final int HEAP_SLICE = 64 * 1024;

  private static final long NANOS_PER_MILLI = 1_000_000;

  final SocketChannel channel;

  NioTransport(SocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public final void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public @Nullable SocketAddress localAddress() {
    try {
      return channel.getLocalAddress();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The descriptor is gone whatever close() reports, and nobody can do more about it.
    }
  }

  final int readSlice(ByteBuffer target) throws IOException {
    int limit = limitToSlice(target);
    try {
      return channel.read(target);
    } finally {
      target.limit(limit);
    }
  }

  final int writeSlice(ByteBuffer source) throws IOException {
    int limit = limitToSlice(source);
    try {
      return channel.write(source);
    } finally {
      source.limit(limit);
    }
  }

  /** Gathers as many whole buffers as make up one slice, or takes a slice of the first. */
  final long writeSlice(ByteBuffer[] sources) throws IOException {
    int first = 0;
    while (first < sources.length && !sources[first].hasRemaining()) {
      first++;
    }
    int end = first;
    int room = HEAP_SLICE;
    while (end < sources.length && copied(sources[end]) <= room) {
      room -= copied(sources[end]);
      end++;
    }
    return end == first && first < sources.length
        ? writeSlice(sources[first])
        : channel.write(sources, first, end - first);
  }

  /** In milliseconds, rounded up so that no wait ends early; 0 stays 0, which means no limit. */
  static int millis(long nanos) {
    long millis = nanos / NANOS_PER_MILLI + (nanos % NANOS_PER_MILLI == 0 ? 0 : 1);
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }

  private static int limitToSlice(ByteBuffer buffer) {
    int limit = buffer.limit();
    if (copied(buffer) > HEAP_SLICE) {
      buffer.limit(buffer.position() + HEAP_SLICE);
    }
    return limit;
  }

  private static int copied(ByteBuffer buffer) {
    return buffer.isDirect() ? 0 : buffer.remaining();
  }
}
