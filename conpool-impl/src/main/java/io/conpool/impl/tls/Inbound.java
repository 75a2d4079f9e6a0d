package io.conpool.impl.tls;

import io.conpool.PoolError.TlsFailure;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;
import javax.net.ssl.SSLSession;

/**
 * The incoming half of a TLS stream: records from the transport, through the engine, to the reader.
 *
 * <p>Belongs to one thread at a time, the reader or the owner of the wire. It never writes: what
 * the engine wants to send in reply to a record waits for the next write.
 */
final class Inbound {

  /** What a look at the next record has brought. */
  enum Step {
    /** Plaintext, in the target as far as that has room. */
    PLAINTEXT,
    /** A record without plaintext: a session ticket, a key update. */
    QUIET,
    /** Not a whole record: the transport has to be read first. */
    STARVED,
    /** The peer's close_notify, now or earlier. */
    ENDED
  }

  private enum State {
    /**
     * Nothing but perhaps tickets has come since a TLS 1.3 handshake, in which the client is done
     * first: the server may yet refuse its certificate.
     */
    UNPROVEN,
    OPEN,
    ENDED,
    BROKEN
  }

  /** No alert is longer when encrypted; some peers pad them. */
  private static final int MAX_SEALED_ALERT = 64;

  private final Transport transport;
  private final SSLEngine engine;
  private final LazyBuffer records;
  private final LazyBuffer plaintext;

  /** Lets an idle stream be looked at without memory for a whole record. */
  private final ByteBuffer firstByte = ByteBuffer.allocate(1);

  private int packetSize;
  private int applicationSize;
  private boolean tls13;
  private State state = State.OPEN;

  Inbound(Transport transport, SSLEngine engine, SpareBuffers spares) {
    this.transport = transport;
    this.engine = engine;
    this.records = new LazyBuffer(spares);
    this.plaintext = new LazyBuffer(spares);
    askForSizes();
  }

  /** To be called once, before anything but {@link #unwrap} and {@link #receive}. */
  void handshakeDone() {
    askForSizes();
    tls13 = engine.getSession().getProtocol().equals("TLSv1.3");
    if (tls13) {
      state = State.UNPROVEN;
    }
  }

  /** Sizes change: with the end of the handshake, and with the first large record of some peers. */
  private void askForSizes() {
    SSLSession session = engine.getSession();
    packetSize = session.getPacketBufferSize();
    applicationSize = session.getApplicationBufferSize();
  }

  boolean hasUnread() {
    return !plaintext.isEmpty();
  }

  boolean hasRecords() {
    return !records.isEmpty();
  }

  /** False after close_notify or a failure. */
  boolean isOpen() {
    return state == State.UNPROVEN || state == State.OPEN;
  }

  /** True until the first plaintext, where tickets may come or a late refusal. */
  boolean isUnproven() {
    return state == State.UNPROVEN;
  }

  /** What has come and has not been through the engine yet. */
  ByteBuffer records() {
    return records.bytes();
  }

  /** Moves plaintext that did not fit an earlier target. */
  int take(ByteBuffer target) {
    return plaintext.moveTo(target);
  }

  /** Lets the engine work on the next record; what does not fit the target is kept. */
  Step decrypt(ByteBuffer target) throws IOException {
    if (state == State.ENDED) {
      return Step.ENDED;
    }
    if (state == State.BROKEN) {
      throw new SSLException("the TLS stream has failed before");
    }
    if (!hasRecords()) {
      return Step.STARVED;
    }
    int length = TlsRecord.length(records());
    try {
      return step(target);
    } catch (SSLException e) {
      boolean refused = state == State.UNPROVEN && isLateRefusal(e, length);
      state = State.BROKEN;
      throw refused ? new TlsHandshakeException(TlsFailure.CLIENT_CERTIFICATE, e.toString(), e) : e;
    } catch (RuntimeException e) {
      state = State.BROKEN;
      throw new SSLException("the TLS engine has failed: " + e, e);
    }
  }

  private Step step(ByteBuffer target) throws SSLException {
    int start = target.position();
    SSLEngineResult result = unwrap(target);
    boolean produced = target.position() > start || take(target) > 0 || hasUnread();
    if (!produced && renegotiates(result)) {
      throw new SSLException("the peer wants to renegotiate, which is not supported");
    }
    // Not the status: once the output is closed, some engines call every record CLOSED.
    if (engine.isInboundDone()) {
      state = State.ENDED;
    } else if (produced) {
      state = State.OPEN;
    }
    if (produced) {
      return Step.PLAINTEXT;
    }
    if (state == State.ENDED) {
      return Step.ENDED;
    }
    return result.bytesConsumed() > 0 ? Step.QUIET : Step.STARVED;
  }

  /**
   * All that TLS 1.3 sends after a handshake is dealt with inside unwrap, but for the answer to a
   * key update, which waits for the next write; before TLS 1.3 there is nothing to send.
   */
  private boolean renegotiates(SSLEngineResult result) {
    return switch (result.getHandshakeStatus()) {
      case NEED_TASK -> true;
      case NEED_WRAP -> !tls13 && result.bytesConsumed() > 0 && !engine.isInboundDone();
      default -> false;
    };
  }

  /**
   * One record through the engine, as in the handshake so after it.
   *
   * <p>On an overflow engines differ: the JDK's leaves the record alone, others have delivered a
   * part and keep the rest, to be had by unwrapping again even from nothing. So an overflow is
   * never returned: the rest goes aside.
   */
  SSLEngineResult unwrap(ByteBuffer target) throws SSLException {
    SSLEngineResult result =
        target.remaining() >= applicationSize
            ? engine.unwrap(records.bytes(), target)
            : unwrapAside(applicationSize);
    int room = applicationSize;
    while (result.getStatus() == Status.BUFFER_OVERFLOW) {
      askForSizes();
      room = Math.max(2 * room, applicationSize);
      result = unwrapAside(room);
    }
    return result;
  }

  private SSLEngineResult unwrapAside(int room) throws SSLException {
    ByteBuffer free = plaintext.append(room);
    try {
      return engine.unwrap(records.bytes(), free);
    } finally {
      plaintext.appended();
    }
  }

  /**
   * Waits for bytes of the next record; a time-out leaves everything as it was. Returns -1 at the
   * end.
   */
  int receive(long timeoutNanos) throws IOException {
    ByteBuffer free = records.append(roomForRecord());
    int count;
    try {
      count = transport.read(free, timeoutNanos);
    } finally {
      records.appended();
    }
    if (count == 0) {
      // A transport that breaks its contract must not make its reader spin.
      throw new IOException(transport.getClass().getName() + " returned without reading a byte");
    }
    return count;
  }

  /** Gets bytes of the next record if there are any; returns 0 if not, -1 at the end. */
  int receiveNow() throws IOException {
    if (records.capacity() == 0) {
      int count = transport.readNow(firstByte.clear());
      if (count > 0) {
        records.append(packetSize).put(firstByte.flip());
        records.appended();
      }
      return count;
    }
    ByteBuffer free = records.append(roomForRecord());
    try {
      return transport.readNow(free);
    } finally {
      records.appended();
    }
  }

  private int roomForRecord() {
    int held = records.bytes().remaining();
    if (held >= packetSize) {
      askForSizes();
    }
    // An engine that wants more than it asked for gets it.
    return held < packetSize ? packetSize - held : held;
  }

  /**
   * The JDK's engines have a type for alerts that belong to a handshake; others tell no more than
   * that the protocol was broken.
   */
  private static boolean isLateRefusal(SSLException e, int recordLength) {
    return e instanceof SSLHandshakeException
        || (e instanceof SSLProtocolException && recordLength <= MAX_SEALED_ALERT);
  }

  int retainedBytes() {
    return records.capacity() + plaintext.capacity();
  }

  void shrink() {
    records.shrink();
    plaintext.shrink();
  }

  void clear() {
    records.clear();
    plaintext.clear();
  }
}
