package io.conpool.cmd.stress;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A server on a free loopback port that sends back line by line, on a thread per connection.
 *
 * <p>Not byte by byte: with a long line, it and a client that reads only when it has written would
 * wait for each other.
 */
final class EchoServer implements Closeable {

  static final InetAddress LOOPBACK = loopback();
  private static final int BACKLOG = 1024;
  private static final int BUFFER_BYTES = 8192;

  private final ServerSocket listening;
  private final Ledger ledger;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch unreachable = new CountDownLatch(1);

  private EchoServer(ServerSocket listening, Ledger ledger) {
    this.listening = listening;
    this.ledger = ledger;
  }

  /**
   * Starts a server.
   *
   * @param identity who it is under TLS, or null for a plain one
   * @param ledger where it counts its connections
   */
  static EchoServer start(@Nullable EchoIdentity identity, Ledger ledger) throws IOException {
    ServerSocketFactory sockets =
        identity == null
            ? ServerSocketFactory.getDefault()
            : identity.context().getServerSocketFactory();
    EchoServer server = new EchoServer(sockets.createServerSocket(0, BACKLOG, LOOPBACK), ledger);
    ThreadKind.PLATFORM.start("echo-accept-" + server.port(), server::acceptAll);
    return server;
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Stops listening and closes every connection. */
  @Override
  public void close() throws IOException {
    listening.close();
    try {
      unreachable.await(); // a thread inside accept keeps the kernel listening until it is out
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Socket socket : open) {
      closeQuietly(socket);
    }
  }

  private void acceptAll() {
    try (listening) {
      while (true) {
        Socket socket = listening.accept();
        ledger.accepted();
        open.add(socket);
        if (listening.isClosed()) {
          closeQuietly(socket); // close() may have looked before it was there
        }
        ThreadKind.PLATFORM.start("echo-" + socket.getPort(), () -> echoAll(socket));
      }
    } catch (IOException closed) {
      // Ends the server: whoever still counts on it sees his connect refused.
    } finally {
      unreachable.countDown();
    }
  }

  private void echoAll(Socket socket) {
    try {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      byte[] buffer = new byte[BUFFER_BYTES];
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        line.write(buffer, 0, read);
        if (buffer[read - 1] == '\n') {
          line.writeTo(out);
          line.reset();
        }
      }
    } catch (IOException gone) {
      // The client misses its answer and reports it.
    } finally {
      closeQuietly(socket);
      open.remove(socket);
      ledger.closed();
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyBroken) {
      // It is closed all the same.
    }
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (IOException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }
}
