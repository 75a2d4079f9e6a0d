package io.conpool.it.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.conpool.it.support.Ports;
import io.conpool.it.support.WireReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import redis.embedded.RedisServer;

/**
 * A real Redis in a process of its own, and what it says of its clients.
 *
 * <p>It is asked over a plain socket that conpool knows nothing of, and which the counts leave out.
 */
final class RedisPeer implements AutoCloseable {

  private final int port = Ports.free();
  private RedisServer server;
  private SocketChannel observer;

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
            .onShutdownForceStop(true)
            .build();
    server.start();
    observer = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Kills the process and waits for its end: all its connections are closed then. */
  void kill() throws IOException {
    observer.close();
    List<ProcessHandle> processes =
        ProcessHandle.current()
            .children()
            .filter(child -> child.info().command().orElse("").contains("redis"))
            .toList();
    server.stop();
    for (ProcessHandle process : processes) {
      process.onExit().join();
    }
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
  }
}
