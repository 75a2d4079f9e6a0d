package io.conpool.impl.transport;

import io.conpool.DuplexStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** The outgoing half of a connection as a stream; closing it does not touch the connection. */
final class StreamOutput extends OutputStream {

  private final DuplexStream stream;
  private volatile boolean closed;

  StreamOutput(DuplexStream stream) {
    this.stream = stream;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(source, offset, length);
    if (closed) {
      throw new IOException("the output stream of " + stream.endpoint().authority() + " is closed");
    }
    stream.write(bytes);
  }

  @Override
  public void close() {
    closed = true;
  }
}
