package io.conpool.impl.transport;

import io.conpool.DuplexStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** The incoming half of a connection as a stream; closing it does not touch the connection. */
final class StreamInput extends InputStream {

  private final DuplexStream stream;
  private volatile boolean closed;

  StreamInput(DuplexStream stream) {
    this.stream = stream;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (closed) {
      throw new IOException("the input stream of " + stream.endpoint().authority() + " is closed");
    }
    return length == 0 ? 0 : stream.read(ByteBuffer.wrap(target, offset, length));
  }

  @Override
  public void close() {
    closed = true;
  }
}
