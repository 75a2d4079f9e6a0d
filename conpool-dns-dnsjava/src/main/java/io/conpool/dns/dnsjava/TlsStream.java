package io.conpool.dns.dnsjava;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/** TLS over another stream, whose deadline and interrupts it thus keeps. For one thread. */
final class TlsStream implements ByteStream {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ByteStream raw;
  private final SSLEngine engine;

  /** Records that came, ready to be added to. */
  private ByteBuffer incoming;

  /** What was in them, ready to be read. */
  private ByteBuffer content;

  private final ByteBuffer outgoing;

  /**
   * Makes one that has not said anything yet.
   *
   * @param engine for the client's side
   */
  TlsStream(ByteStream raw, SSLEngine engine) {
    this.raw = raw;
    this.engine = engine;
    int packet = engine.getSession().getPacketBufferSize();
    this.incoming = ByteBuffer.allocate(packet);
    this.outgoing = ByteBuffer.allocate(packet);
    this.content = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
  }

  /**
   * Agrees on keys.
   *
   * @throws SSLException if the server is not who it should be, or cannot be agreed with
   */
  void handshake() throws IOException {
    engine.beginHandshake();
    settle();
  }

  /** Says that there is nothing more to come. Does not wait for the same from the server. */
  void end() throws IOException {
    engine.closeOutbound();
    while (!engine.isOutboundDone()) {
      wrap(NOTHING);
    }
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      wrap(bytes);
    }
  }

  @Override
  public int read(ByteBuffer bytes) throws IOException {
    while (!content.hasRemaining()) {
      if (!unwrap()) {
        return -1;
      }
      settle();
    }
    int count = Math.min(content.remaining(), bytes.remaining());
    bytes.put(content.slice().limit(count));
    content.position(content.position() + count);
    return count;
  }

  /** Does what the protocol asks for by itself. */
  private void settle() throws IOException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> runTask();
        case NEED_WRAP -> wrap(NOTHING);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!unwrap()) {
            throw new EOFException("the end in the middle of the TLS handshake");
          }
        }
        default -> {
          return;
        }
      }
    }
  }

  private void runTask() {
    Runnable task = engine.getDelegatedTask();
    if (task != null) {
      task.run();
    }
  }

  private void wrap(ByteBuffer bytes) throws IOException {
    outgoing.clear();
    SSLEngineResult result = engine.wrap(bytes, outgoing);
    raw.write(outgoing.flip());
    boolean wasEnd = result.getStatus() == SSLEngineResult.Status.CLOSED && !bytes.hasRemaining();
    if (result.getStatus() != SSLEngineResult.Status.OK && !wasEnd) {
      throw new SSLException("cannot write: " + result.getStatus());
    }
  }

  /** Takes one record apart; false at the end of the stream. */
  private boolean unwrap() throws IOException {
    while (true) {
      content.compact();
      incoming.flip();
      SSLEngineResult result;
      try {
        result = engine.unwrap(incoming, content);
      } finally {
        incoming.compact();
        content.flip();
      }
      switch (result.getStatus()) {
        case OK -> {
          return true;
        }
        case CLOSED -> {
          return false;
        }
        case BUFFER_OVERFLOW ->
            content = grown(content, engine.getSession().getApplicationBufferSize()).flip();
        case BUFFER_UNDERFLOW -> {
          if (!incoming.hasRemaining()) {
            incoming = grown(incoming.flip(), engine.getSession().getPacketBufferSize());
          }
          if (raw.read(incoming) < 0) {
            return false;
          }
        }
      }
    }
  }

  /**
   * The same bytes with more room, ready to be added to. How long records may be, the engine finds
   * out as they come; one that is even longer would never be complete.
   */
  private static ByteBuffer grown(ByteBuffer bytes, int size) throws SSLException {
    if (size <= bytes.capacity()) {
      throw new SSLException("a record of more than it may have");
    }
    return ByteBuffer.allocate(size).put(bytes);
  }
}
