package io.conpool.impl.tls;

import io.conpool.TlsConfig;
import io.conpool.impl.time.Platform;
import io.conpool.impl.transport.SafeClose;
import io.conpool.impl.transport.Wire;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A TLS stream over a transport, by any provider's engine.
 *
 * <p>The two halves share nothing but the engine, which lets one thread wrap while another unwraps:
 * so there is no lock here. A half belongs to its reader or writer while a lease lasts, and both
 * belong to the owner of the wire otherwise.
 */
public final class TlsWire implements Wire {

  private static final ByteBuffer NO_TARGET = ByteBuffer.allocate(0);

  /** How much a probe puts up with before it takes the peer for broken. */
  private static final int MAX_QUIET_RECORDS = 16;

  private static final int MAX_QUIET_BYTES = 64 * 1024;

  private final Platform platform;
  private final Transport transport;
  private final SSLSession session;
  private final @Nullable String applicationProtocol;
  private final Inbound inbound;
  private final Outbound outbound;
  private final ContextEngine engine;

  private TlsWire(
      Platform platform,
      Transport transport,
      ContextEngine engine,
      Inbound inbound,
      Outbound outbound) {
    this.platform = platform;
    this.transport = transport;
    this.engine = engine;
    this.session = engine.engine().getSession();
    String agreed = engine.engine().getApplicationProtocol();
    this.applicationProtocol = agreed == null || agreed.isEmpty() ? null : agreed;
    this.inbound = inbound;
    this.outbound = outbound;
  }

  /**
   * Does the handshake over a connected transport, and takes that over: it is closed if the
   * handshake fails.
   *
   * <p>Blocks without a time limit; closing the transport from another thread ends it.
   *
   * @param spares where the stream's memory comes from, and goes when it rests
   * @param engine fresh from its provider
   * @param config what the engine was made for
   * @param serverName whom the peer must prove to be
   * @throws TlsHandshakeException if either side refuses: trying again would not help
   * @throws IOException if the transport failed before anybody refused
   */
  public static TlsWire handshake(
      Platform platform,
      SpareBuffers spares,
      Transport transport,
      ContextEngine engine,
      TlsConfig config,
      String serverName)
      throws IOException {
    boolean done = false;
    try {
      Inbound inbound = new Inbound(transport, engine.engine(), spares);
      Outbound outbound = new Outbound(transport, engine.engine(), spares);
      try {
        new Handshake(engine.engine(), inbound, outbound, config, serverName).run();
      } catch (TlsHandshakeException e) {
        sayGoodbye(outbound, e);
        throw e;
      }
      TlsWire wire = new TlsWire(platform, transport, engine, inbound, outbound);
      wire.rest();
      done = true;
      return wire;
    } finally {
      if (!done) {
        SafeClose.close(transport);
        engine.discard();
      }
    }
  }

  /** Tells the peer why, if that can be done at once. */
  private static void sayGoodbye(Outbound outbound, TlsHandshakeException refusal) {
    try {
      outbound.wrapEnd();
      outbound.flushNow();
    } catch (IOException | RuntimeException e) {
      refusal.addSuppressed(e);
    }
  }

  @Override
  public int read(ByteBuffer target, long timeoutNanos) throws IOException {
    int start = target.position();
    if (!target.hasRemaining() || inbound.take(target) > 0) {
      return target.position() - start;
    }
    long deadline = timeoutNanos == 0 ? Platform.FOREVER : platform.now() + timeoutNanos;
    while (true) {
      switch (inbound.decrypt(target)) {
        case PLAINTEXT -> {
          return target.position() - start;
        }
        case ENDED -> {
          return -1;
        }
        case QUIET -> {}
        case STARVED -> {
          if (inbound.receive(timeLeft(deadline)) < 0) {
            throw new SSLException(
                "the TLS stream was cut off: the connection ended without close_notify");
          }
        }
      }
    }
  }

  private long timeLeft(long deadline) throws SocketTimeoutException {
    if (deadline == Platform.FOREVER) {
      return 0;
    }
    long left = deadline - platform.now();
    if (left <= 0) {
      // Bytes have come, but no whole record.
      throw new SocketTimeoutException("read timed out");
    }
    return left;
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    outbound.write(new ByteBuffer[] {source});
  }

  @Override
  public void write(ByteBuffer[] sources) throws IOException {
    outbound.write(sources);
  }

  /** Sends close_notify; the transport stays open both ways, and reading goes on. */
  @Override
  public void shutdownOutput() throws IOException {
    outbound.shutdown();
  }

  @Override
  public Verdict probe() {
    if (inbound.hasUnread()) {
      return Verdict.DATA_PENDING;
    }
    if (!inbound.isOpen() || !outbound.isOpen()) {
      return Verdict.CLOSED;
    }
    try {
      Verdict verdict = look();
      rest();
      return verdict;
    } catch (IOException | RuntimeException | LinkageError e) {
      // Reset, a bad record, an alert, or an engine whose provider has been unloaded: of no use in
      // any case.
      return Verdict.CLOSED;
    }
  }

  private Verdict look() throws IOException {
    int bytes = inbound.records().remaining();
    int records = 0;
    while (bytes <= MAX_QUIET_BYTES && records <= MAX_QUIET_RECORDS) {
      switch (inbound.decrypt(NO_TARGET)) {
        case PLAINTEXT -> {
          return Verdict.DATA_PENDING;
        }
        case ENDED -> {
          return Verdict.CLOSED;
        }
        case QUIET -> records++;
        case STARVED -> {
          int count = inbound.receiveNow();
          if (count <= 0) {
            // The rest of a record that has begun may never come.
            return count == 0 && !inbound.hasRecords() ? Verdict.IDLE : Verdict.CLOSED;
          }
          bytes += count;
        }
      }
    }
    return Verdict.CLOSED;
  }

  @Override
  public boolean hasUnread() {
    return inbound.hasUnread();
  }

  @Override
  public void rest() {
    inbound.shrink();
    outbound.shrink();
  }

  @Override
  public void close() {
    try {
      if (inbound.isUnproven()) {
        // A stream that was never read still holds the tickets with which the next one resumes its
        // session.
        probe();
      }
      outbound.wrapEnd();
      outbound.flushNow();
    } catch (IOException | RuntimeException | LinkageError e) {
      // The peer learns from the transport then.
    } finally {
      SafeClose.close(transport);
      inbound.clear();
      outbound.clear();
      engine.discard();
    }
  }

  /** What the engine holds goes with it, for another thread may be inside. */
  @Override
  public void abort() {
    SafeClose.close(transport);
  }

  @Override
  public SSLSession session() {
    return session;
  }

  @Override
  public @Nullable String applicationProtocol() {
    return applicationProtocol;
  }

  @Override
  public @Nullable SocketAddress localAddress() {
    return transport.localAddress();
  }

  /** How much memory the buffers hold. */
  int retainedBytes() {
    return inbound.retainedBytes() + outbound.retainedBytes();
  }
}
