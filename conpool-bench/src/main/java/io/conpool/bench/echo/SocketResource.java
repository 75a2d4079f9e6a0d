package io.conpool.bench.echo;

import io.conpool.bench.peer.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/** A blocking Socket, or an SSLSocket. */
final class SocketResource implements Resource {

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  SocketResource(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int count =
        in.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
    if (count > 0) {
      target.position(target.position() + count);
    }
    return count;
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    out.write(source.array(), source.arrayOffset() + source.position(), source.remaining());
    source.position(source.limit());
  }

  /**
   * Looks as HttpClient's blocking connections do: a read that may take a millisecond. Whatever
   * comes, the end or a byte, nobody has asked for it.
   */
  @Override
  public boolean isStale() {
    try {
      int before = socket.getSoTimeout();
      socket.setSoTimeout(1);
      try {
        in.read();
        return true;
      } finally {
        socket.setSoTimeout(before);
      }
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
