package io.conpool.it.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.it.support.WireReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A Redis client: every call is one exchange on a leased connection. Safe for several threads. */
final class RespClient {

  private final ConnectionPool pool;
  private final Endpoint endpoint;

  RespClient(ConnectionPool pool, Endpoint endpoint) {
    this.pool = pool;
    this.endpoint = endpoint;
  }

  String ping() throws IOException {
    return status(call("PING"));
  }

  void set(String key, byte[] value) throws IOException {
    status(call(words("SET", key), value));
  }

  ByteBuffer get(String key) throws IOException {
    if (call("GET", key) instanceof RespReply.Bulk bulk && bulk.bytes() != null) {
      return bulk.bytes();
    }
    throw new IOException("no such key: " + key);
  }

  RespReply call(String... words) throws IOException {
    return call(words(words));
  }

  private RespReply call(List<byte[]> words, byte[]... more) throws IOException {
    List<byte[]> all = new ArrayList<>(words);
    all.addAll(Arrays.asList(more));
    return pool.withConnection(endpoint, connection -> exchange(connection, all));
  }

  /** Sends all commands in one write and then reads all replies. */
  List<RespReply> pipeline(List<List<String>> commands) throws IOException {
    List<ByteBuffer> pieces = new ArrayList<>();
    for (List<String> command : commands) {
      pieces.addAll(Arrays.asList(RespProtocol.encode(words(command.toArray(String[]::new)))));
    }
    return pool.withConnection(
        endpoint,
        connection -> {
          connection.write(pieces.toArray(ByteBuffer[]::new));
          WireReader reader = WireReader.on(connection);
          List<RespReply> replies = new ArrayList<>();
          for (int i = 0; i < commands.size(); i++) {
            replies.add(RespProtocol.decode(reader));
          }
          return complete(reader, replies);
        });
  }

  /** One command on a connection that the caller has leased. */
  static RespReply exchange(Connection connection, List<byte[]> words) throws IOException {
    connection.write(RespProtocol.encode(words));
    WireReader reader = WireReader.on(connection);
    return complete(reader, RespProtocol.decode(reader));
  }

  /** A PING on a connection that the caller has leased. */
  static String ping(Connection connection) throws IOException {
    return status(exchange(connection, words("PING")));
  }

  /** A reply nobody asked for must not be taken for the answer to the next holder's question. */
  private static <T> T complete(WireReader reader, T replies) throws IOException {
    if (!reader.isEmpty()) {
      throw new IOException("Redis sent more than was asked for");
    }
    return replies;
  }

  private static String status(RespReply reply) throws IOException {
    if (reply instanceof RespReply.Status status) {
      return status.text();
    }
    throw new IOException("not a status: " + reply);
  }

  private static List<byte[]> words(String... words) {
    return Arrays.stream(words).map(word -> word.getBytes(UTF_8)).toList();
  }
}
