package io.conpool.it.support;

import io.conpool.DuplexStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads a protocol's bytes through a buffer that may outlive the lease they came with.
 *
 * <p>The buffer is kept as the connection's attachment, so that no lease has to allocate one.
 */
public final class WireReader {

  /** Where bytes come from: a lease, a connection being set up, a plain channel. */
  @FunctionalInterface
  public interface Source {

    /** Reads at least one byte, or returns -1 at the end. */
    int read(ByteBuffer target) throws IOException;
  }

  private final String peer;
  private final Source source;
  private final ByteBuffer buffer;

  /**
   * Makes a reader.
   *
   * @param peer who sends, for messages
   * @param source where the bytes come from
   * @param buffer ready for reading, with what was read ahead
   */
  public WireReader(String peer, Source source, ByteBuffer buffer) {
    this.peer = peer;
    this.source = source;
    this.buffer = buffer;
  }

  /** Reads a stream through the buffer that is attached to its connection, or now will be. */
  public static WireReader on(DuplexStream stream) {
    ByteBuffer buffer;
    if (stream.attachment() instanceof ByteBuffer attached) {
      buffer = attached;
    } else {
      buffer = emptyBuffer();
      stream.attach(buffer);
    }
    return new WireReader(stream.endpoint().authority(), stream::read, buffer);
  }

  /** A buffer with nothing in it. */
  public static ByteBuffer emptyBuffer() {
    return ByteBuffer.allocate(8192).limit(0);
  }

  /** The next byte. */
  public byte next() throws IOException {
    if (!buffer.hasRemaining()) {
      buffer.clear();
      try {
        fill(buffer);
      } finally {
        buffer.flip();
      }
    }
    return buffer.get();
  }

  /** The next bytes; large ones go past the buffer. */
  public byte[] next(int length) throws IOException {
    byte[] bytes = new byte[length];
    int buffered = Math.min(length, buffer.remaining());
    buffer.get(bytes, 0, buffered);
    ByteBuffer rest = ByteBuffer.wrap(bytes, buffered, length - buffered);
    while (rest.hasRemaining()) {
      fill(rest);
    }
    return bytes;
  }

  /** The next 32-bit number, most significant byte first. */
  public int nextInt() throws IOException {
    return ByteBuffer.wrap(next(Integer.BYTES)).getInt();
  }

  /** The text up to the next CR LF, which is skipped. */
  public String nextLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (byte b = next(); b != '\r'; b = next()) {
      line.write(b);
    }
    if (next() != '\n') {
      throw new IOException(peer + " sent CR without LF");
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Whether everything that was read has been used: at the end of an exchange, as it must be. */
  public boolean isEmpty() {
    return !buffer.hasRemaining();
  }

  private void fill(ByteBuffer target) throws IOException {
    if (source.read(target) < 0) {
      throw new EOFException(peer + " closed the connection in the middle of an answer");
    }
  }
}
