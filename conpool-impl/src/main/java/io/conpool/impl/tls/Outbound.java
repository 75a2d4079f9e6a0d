package io.conpool.impl.tls;

import io.conpool.spi.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * The outgoing half of a TLS stream: what the writer has, through the engine, to the transport.
 *
 * <p>Belongs to one thread at a time, the writer or the owner of the wire.
 */
final class Outbound {

  private enum State {
    OPEN,
    /** Our close_notify or alert is out, or the transport has failed in the middle of a record. */
    ENDED
  }

  private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

  private final Transport transport;
  private final SSLEngine engine;
  private final LazyBuffer records;
  private int packetSize;
  private State state = State.OPEN;

  Outbound(Transport transport, SSLEngine engine, SpareBuffers spares) {
    this.transport = transport;
    this.engine = engine;
    this.records = new LazyBuffer(spares);
    askForSize();
  }

  void askForSize() {
    packetSize = engine.getSession().getPacketBufferSize();
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  /** Writes all that remains, one record after the other. */
  void write(ByteBuffer[] sources) throws IOException {
    if (state == State.ENDED) {
      throw new SSLException("the outgoing half of the TLS stream has ended");
    }
    while (remains(sources)) {
      SSLEngineResult result = wrap(sources);
      flush();
      if (result.getStatus() == Status.CLOSED) {
        state = State.ENDED;
        throw new SSLException("the TLS stream has ended under the writer");
      }
      if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
        state = State.ENDED;
        throw new SSLException("the peer wants to renegotiate, which is not supported");
      }
    }
  }

  private static boolean remains(ByteBuffer[] sources) {
    for (ByteBuffer source : sources) {
      if (source.hasRemaining()) {
        return true;
      }
    }
    return false;
  }

  /** Adds what the handshake wants to send; to be flushed. */
  Status wrapHandshake() throws SSLException {
    return wrap(NOTHING).getStatus();
  }

  /** Wraps one record; an engine gets whatever room it wants, be it for a whole flight at once. */
  private SSLEngineResult wrap(ByteBuffer[] sources) throws SSLException {
    int room = packetSize;
    while (true) {
      ByteBuffer free = records.append(room);
      SSLEngineResult result;
      try {
        result = engine.wrap(sources, free);
      } catch (RuntimeException e) {
        throw new SSLException("the TLS engine has failed: " + e, e);
      } finally {
        records.appended();
      }
      if (result.getStatus() != Status.BUFFER_OVERFLOW) {
        return result;
      }
      askForSize();
      room = Math.max(2 * room, packetSize);
    }
  }

  /** Sends what has been wrapped, all of it. */
  void flush() throws IOException {
    try {
      while (!records.isEmpty()) {
        if (transport.write(records.bytes()) == 0) {
          // A transport that breaks its contract must not make its writer spin.
          throw new IOException(transport.getClass().getName() + " wrote nothing");
        }
      }
    } catch (IOException e) {
      state = State.ENDED;
      records.clear();
      throw e;
    }
  }

  /** Sends close_notify, all of it. */
  void shutdown() throws IOException {
    wrapEnd();
    flush();
  }

  /**
   * Wraps the engine's last words once: the alert of a failure if it has one, else close_notify.
   *
   * @return the bytes that wait to be sent
   */
  ByteBuffer wrapEnd() throws SSLException {
    if (state == State.OPEN) {
      state = State.ENDED;
      if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        // The alert first: some engines forget it once they are closed.
        wrap(NOTHING);
      }
      engine.closeOutbound();
      while (!engine.isOutboundDone()) {
        SSLEngineResult result = wrap(NOTHING);
        if (result.bytesProduced() == 0 || result.getStatus() == Status.CLOSED) {
          break;
        }
      }
    }
    return records.bytes();
  }

  /** Sends as much of what has been wrapped as one call takes, without waiting. */
  void flushNow() throws IOException {
    if (!records.isEmpty()) {
      transport.writeNow(records.bytes());
    }
  }

  int retainedBytes() {
    return records.capacity();
  }

  void shrink() {
    records.shrink();
  }

  void clear() {
    records.clear();
  }
}
