package io.conpool.impl.transport;

import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** The bytes of a transport as they are. */
public final class PlainWire implements Wire {

  private final Transport transport;

  /**
   * Where probes read to. A byte that arrives here is the first of the next read: a server that
   * speaks first has sent it before the first lease.
   */
  private final ByteBuffer probed = ByteBuffer.allocate(1);

  private boolean unread;

  /** Takes over a connected transport. */
  public PlainWire(Transport transport) {
    this.transport = transport;
  }

  @Override
  public int read(ByteBuffer target, long timeoutNanos) throws IOException {
    if (unread && target.hasRemaining()) {
      target.put(probed.get(0));
      probed.clear();
      unread = false;
      return 1;
    }
    int count = transport.read(target, timeoutNanos);
    if (count == 0 && target.hasRemaining()) {
      throw noProgress();
    }
    return count;
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      if (transport.write(source) <= 0) {
        throw noProgress();
      }
    }
  }

  @Override
  public void write(ByteBuffer[] sources) throws IOException {
    int first = 0;
    while (first < sources.length) {
      if (!sources[first].hasRemaining()) {
        first++;
      } else if (transport.write(sources) <= 0) {
        throw noProgress();
      }
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    transport.shutdownOutput();
  }

  @Override
  public Verdict probe() {
    if (unread) {
      return Verdict.DATA_PENDING;
    }
    try {
      int count = transport.readNow(probed);
      if (!probed.hasRemaining()) {
        unread = true; // written only then: other wires are near in memory
        return Verdict.DATA_PENDING;
      }
      return count == 0 ? Verdict.IDLE : Verdict.CLOSED;
    } catch (IOException | RuntimeException | LinkageError e) {
      // Whatever a foreign transport throws, or one whose bundle is gone: this stream is no good
      // any more.
      return Verdict.CLOSED;
    }
  }

  @Override
  public boolean hasUnread() {
    return unread;
  }

  @Override
  public void rest() {
    // A plain wire has no buffers to give up.
  }

  @Override
  public void close() {
    SafeClose.close(transport);
  }

  @Override
  public void abort() {
    SafeClose.close(transport);
  }

  @Override
  public @Nullable SSLSession session() {
    return null;
  }

  @Override
  public @Nullable String applicationProtocol() {
    return null;
  }

  @Override
  public @Nullable SocketAddress localAddress() {
    return transport.localAddress();
  }

  /** A transport that breaks its contract must not make its caller spin. */
  private IOException noProgress() {
    return new IOException(transport.getClass().getName() + " returned without moving a byte");
  }
}
