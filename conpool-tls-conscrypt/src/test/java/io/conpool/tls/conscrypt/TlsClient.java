package io.conpool.tls.conscrypt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.conpool.spi.TlsContext;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/** Drives an engine over a socket, blocking, with buffers on the heap. */
final class TlsClient implements AutoCloseable {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int ROOM = 1 << 17;

  private final SSLEngine engine;
  private final Socket socket;

  /** Records that have come and have not been through the engine. */
  private final ByteBuffer records = ByteBuffer.allocate(ROOM).limit(0);

  /** Plaintext that nobody has asked for yet, up to the position. */
  private final ByteBuffer plaintext = ByteBuffer.allocate(ROOM);

  private TlsClient(SSLEngine engine, Socket socket) {
    this.engine = engine;
    this.socket = socket;
  }

  /** Connects to a port of loopback and shakes hands. */
  static TlsClient connect(TlsContext context, int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    try {
      TlsClient client = new TlsClient(context.engine(port), socket);
      client.handshake();
      return client;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  SSLEngine engine() {
    return engine;
  }

  private void handshake() throws IOException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> wrap(NOTHING);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap();
        case NEED_TASK -> engine.getDelegatedTask().run();
        case FINISHED, NOT_HANDSHAKING -> {
          return;
        }
      }
    }
  }

  /** Sends a text and reads as many characters as it has. */
  String exchange(String text) throws IOException {
    ByteBuffer source = ByteBuffer.wrap(text.getBytes(US_ASCII));
    while (source.hasRemaining()) {
      wrap(source);
    }
    while (plaintext.position() < text.length()) {
      unwrap();
    }
    byte[] answer = new byte[text.length()];
    plaintext.flip().get(answer);
    plaintext.compact();
    return new String(answer, US_ASCII);
  }

  private void wrap(ByteBuffer source) throws IOException {
    ByteBuffer outgoing = ByteBuffer.allocate(ROOM);
    SSLEngineResult result = engine.wrap(source, outgoing);
    socket.getOutputStream().write(outgoing.array(), 0, outgoing.position());
    if (result.getStatus() == Status.CLOSED && source.hasRemaining()) {
      throw new EOFException("the engine has closed");
    }
  }

  private void unwrap() throws IOException {
    SSLEngineResult result = engine.unwrap(records, plaintext);
    if (result.getStatus() == Status.CLOSED) {
      throw new EOFException("the server has closed");
    }
    boolean idle = result.bytesConsumed() == 0 && result.bytesProduced() == 0;
    if (idle
        && (result.getStatus() == Status.BUFFER_UNDERFLOW
            || engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP)) {
      receive();
    }
  }

  private void receive() throws IOException {
    records.compact();
    try {
      int count =
          socket.getInputStream().read(records.array(), records.position(), records.remaining());
      if (count < 0) {
        throw new EOFException("the server is gone");
      }
      records.position(records.position() + count);
    } finally {
      records.flip();
    }
  }

  /** Says goodbye and closes the socket. */
  @Override
  public void close() throws IOException {
    try (socket) {
      engine.closeOutbound();
      wrap(NOTHING);
    }
  }
}
