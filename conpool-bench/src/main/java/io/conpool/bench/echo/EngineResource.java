package io.conpool.bench.echo;

import io.conpool.bench.peer.Resource;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/** An SSLEngine on a blocking SocketChannel, with no more around it than it needs. */
final class EngineResource implements Resource {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SSLEngine engine;
  private final ByteBuffer received;
  private final ByteBuffer sent;
  private final ByteBuffer plain;

  private EngineResource(SocketChannel channel, SSLEngine engine) {
    this.channel = channel;
    this.engine = engine;
    int packet = engine.getSession().getPacketBufferSize();
    received = ByteBuffer.allocateDirect(packet).limit(0);
    sent = ByteBuffer.allocateDirect(packet);
    plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).limit(0);
  }

  /** Shakes hands as the client. */
  static EngineResource handshake(SocketChannel channel, SSLEngine engine) throws IOException {
    EngineResource resource = new EngineResource(channel, engine);
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> resource.wrap(NOTHING);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> resource.unwrap();
        case NEED_TASK -> engine.getDelegatedTask().run();
        case FINISHED, NOT_HANDSHAKING -> {
          return resource;
        }
      }
    }
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      wrap(source);
    }
  }

  private void wrap(ByteBuffer source) throws IOException {
    sent.clear();
    engine.wrap(source, sent);
    sent.flip();
    while (sent.hasRemaining()) {
      channel.write(sent);
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    while (!plain.hasRemaining()) {
      unwrap();
    }
    int count = Math.min(plain.remaining(), target.remaining());
    target.put(target.position(), plain, plain.position(), count);
    target.position(target.position() + count);
    plain.position(plain.position() + count);
    return count;
  }

  private void unwrap() throws IOException {
    plain.clear();
    SSLEngineResult result = engine.unwrap(received, plain);
    plain.flip();
    switch (result.getStatus()) {
      case BUFFER_UNDERFLOW -> receive();
      case CLOSED -> throw new EOFException();
      case BUFFER_OVERFLOW -> throw new IOException("a record larger than the session allows");
      case OK -> {}
    }
  }

  private void receive() throws IOException {
    received.compact();
    int count = channel.read(received);
    received.flip();
    if (count < 0) {
      throw new EOFException();
    }
  }

  @Override
  public boolean isStale() {
    throw new UnsupportedOperationException("no peer that probes pools engines");
  }

  /** Both ways of the engine, or Conscrypt's would keep descriptors until it is collected. */
  @Override
  public void close() {
    engine.closeOutbound();
    try (channel) {
      engine.closeInbound();
    } catch (SSLException e) {
      // The server has not said goodbye; nor has this side.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
