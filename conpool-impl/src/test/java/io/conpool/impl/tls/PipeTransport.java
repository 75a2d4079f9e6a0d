package io.conpool.impl.tls;

import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.function.IntSupplier;

/** One end of a connection in memory, which moves at most so many bytes at a time as it is told. */
final class PipeTransport implements Transport {

  private final Pipe in;
  private final Pipe out;
  private volatile IntSupplier chunk = () -> Integer.MAX_VALUE;
  private volatile boolean closed;

  PipeTransport(Pipe in, Pipe out) {
    this.in = in;
    this.out = out;
  }

  /** Sets how many bytes the next read or write may move. */
  void chop(IntSupplier sizes) {
    chunk = sizes;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void connect() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(ByteBuffer target, long timeoutNanos) throws IOException {
    return in.read(target, chunk.getAsInt(), true, timeoutNanos);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return out.write(source, chunk.getAsInt());
  }

  @Override
  public long write(ByteBuffer[] sources) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int readNow(ByteBuffer target) throws IOException {
    return in.read(target, chunk.getAsInt(), false, 0);
  }

  @Override
  public int writeNow(ByteBuffer source) throws IOException {
    return out.write(source, chunk.getAsInt());
  }

  @Override
  public void shutdownOutput() {
    out.end();
  }

  @Override
  public SocketAddress localAddress() {
    return null;
  }

  @Override
  public void close() {
    closed = true;
    in.close();
    out.end();
  }
}
