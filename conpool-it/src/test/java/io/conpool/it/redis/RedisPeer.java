package io.conpool.it.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.conpool.it.support.Ports;
import io.conpool.it.support.WireReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.RedisServer;

/**
 * A real Redis in a process of its own, and what it says of its clients.
 *
 * <p>It is asked over a plain socket that conpool knows nothing of, and which the counts leave out.
 */
final class RedisPeer implements AutoCloseable {

  private final int port = Ports.free();
  private final Path folder;
  private final Path socket;
  private RedisServer server;
  private SocketChannel observer;

  RedisPeer() {
    try {
      folder = Files.createTempDirectory("redis");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    socket = folder.resolve("s");
  }

  /** Starts the server unless it runs, on the port it had before. */
  void start() throws IOException {
    if (server != null && server.isActive()) {
      return;
    }
    server =
        RedisServer.newRedisServer()
            .port(port)
            .bind("127.0.0.1")
            .setting("save \"\"")
            .setting("unixsocket " + socket)
            .onShutdownForceStop(true)
            .build();
    server.start();
    observer = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Kills the process and waits for its end: all its connections are closed then. */
  void kill() throws IOException {
    observer.close();
    ProcessHandle process = process();
    server.stop();
    process.onExit().join();
  }

  /** Stops the process as a debugger would; its connections stay open. */
  void freeze() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** Lets the process go on. */
  void thaw() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private static void signal(String signal) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", signal, Long.toString(process().pid()))
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("kill " + signal + " ended with " + status);
    }
  }

  private static ProcessHandle process() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").contains("redis"))
        .findFirst()
        .orElseThrow();
  }

  /** Where it listens besides its port. */
  Path socket() {
    return socket;
  }

  int port() {
    return port;
  }

  /** How many connections the server has accepted since it started. */
  long accepted() throws IOException {
    return ask("INFO stats")
            .lines()
            .filter(line -> line.startsWith("total_connections_received:"))
            .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
            .findFirst()
            .orElseThrow()
        - 1;
  }

  /** How many connections are open. */
  long open() throws IOException {
    return ask("CLIENT LIST").lines().count() - 1;
  }

  private String ask(String command) throws IOException {
    observer.write(ByteBuffer.wrap((command + "\r\n").getBytes(UTF_8)));
    WireReader reader = new WireReader("Redis", observer::read, WireReader.emptyBuffer());
    if (RespProtocol.decode(reader) instanceof RespReply.Bulk bulk) {
      return bulk.text();
    }
    throw new IOException("Redis does not tell");
  }

  @Override
  public void close() throws IOException {
    kill();
    Files.deleteIfExists(socket);
    Files.delete(folder);
  }
}
