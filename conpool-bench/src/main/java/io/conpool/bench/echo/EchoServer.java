package io.conpool.bench.echo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.ThreadFactory;
import javax.net.ServerSocketFactory;

/** Sends back whatever comes; ends with its standard input, so it never outlives who started it. */
final class EchoServer {

  private static final int BACKLOG = 4096;
  private static final int BUFFER = 16 * 1024;

  private EchoServer() {}

  /** {@code platform} or {@code virtual}, then for TLS a key store; prints its port. */
  public static void main(String[] args) throws IOException, GeneralSecurityException {
    ThreadFactory threads =
        "virtual".equals(args[0]) ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
    ServerSocketFactory sockets =
        args.length > 1
            ? new Identity(Path.of(args[1])).serverContext().getServerSocketFactory()
            : ServerSocketFactory.getDefault();
    ServerSocket listener =
        sockets.createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(() -> accept(listener, threads));
    System.out.println(listener.getLocalPort());
    System.out.flush();
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0);
  }

  private static void accept(ServerSocket listener, ThreadFactory threads) {
    try {
      while (true) {
        Socket client = listener.accept();
        threads.newThread(() -> serve(client)).start();
      }
    } catch (IOException e) {
      System.exit(1);
    }
  }

  private static void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = client.getInputStream();
      OutputStream out = client.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // The client has gone, which is how connections end here.
    }
  }
}
