package io.conpool.bench.peer;

import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Transports that are connected at once, have one byte for whoever reads and none for whoever only
 * looks, and swallow what is written.
 */
final class NullTransports implements TransportProvider {

  @Override
  public String name() {
    return "null";
  }

  @Override
  public Transport open(SocketAddress address, SocketOptions options) {
    return new NullTransport();
  }

  private static final class NullTransport implements Transport {

    @Override
    public void connect() {}

    @Override
    public int read(ByteBuffer target, long timeoutNanos) {
      target.put((byte) 0);
      return 1;
    }

    @Override
    public int write(ByteBuffer source) {
      int count = source.remaining();
      source.position(source.limit());
      return count;
    }

    @Override
    public long write(ByteBuffer[] sources) {
      long count = 0;
      for (ByteBuffer source : sources) {
        count += write(source);
      }
      return count;
    }

    @Override
    public int readNow(ByteBuffer target) {
      return 0;
    }

    @Override
    public int writeNow(ByteBuffer source) {
      return write(source);
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public @Nullable SocketAddress localAddress() {
      return null;
    }

    @Override
    public void close() {}
  }
}
