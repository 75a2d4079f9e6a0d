package io.conpool.it.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.conpool.it.support.WireReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of PostgreSQL's protocol, version 3.
 *
 * @param type its type byte
 * @param body what follows the length
 */
record PostgresMessage(char type, ByteBuffer body) {

  private static final int PROTOCOL_3_0 = 3 << 16;
  private static final int SSL_REQUEST = 80877103;
  private static final int LENGTH_BYTES = 4;

  /** Reads one whole message. */
  static PostgresMessage read(WireReader reader) throws IOException {
    char type = (char) reader.next();
    int length = reader.nextInt();
    return new PostgresMessage(type, ByteBuffer.wrap(reader.next(length - LENGTH_BYTES)));
  }

  /** The next message that is no notice: servers may send those at any time. */
  static PostgresMessage readNext(WireReader reader) throws IOException {
    while (true) {
      PostgresMessage message = read(reader);
      if (message.type != 'N' && message.type != 'S' && message.type != 'A') {
        return message;
      }
    }
  }

  /** What asks the server to go over to TLS. */
  static ByteBuffer sslRequest() {
    return ByteBuffer.allocate(2 * LENGTH_BYTES).putInt(8).putInt(SSL_REQUEST).flip();
  }

  /** The first message of a session, which alone has no type byte. */
  static ByteBuffer startup(String user, String database) {
    byte[] parameters = ("user\0" + user + "\0database\0" + database + "\0\0").getBytes(UTF_8);
    int length = 2 * LENGTH_BYTES + parameters.length;
    return ByteBuffer.allocate(length).putInt(length).putInt(PROTOCOL_3_0).put(parameters).flip();
  }

  static ByteBuffer saslInitialResponse(String mechanism, String data) {
    byte[] name = (mechanism + "\0").getBytes(UTF_8);
    byte[] bytes = data.getBytes(UTF_8);
    ByteBuffer body = ByteBuffer.allocate(name.length + LENGTH_BYTES + bytes.length);
    return message('p', body.put(name).putInt(bytes.length).put(bytes).array());
  }

  static ByteBuffer saslResponse(String data) {
    return message('p', data.getBytes(UTF_8));
  }

  static ByteBuffer query(String sql) {
    return message('Q', (sql + "\0").getBytes(UTF_8));
  }

  static ByteBuffer terminate() {
    return message('X', new byte[0]);
  }

  private static ByteBuffer message(char type, byte[] body) {
    return ByteBuffer.allocate(1 + LENGTH_BYTES + body.length)
        .put((byte) type)
        .putInt(LENGTH_BYTES + body.length)
        .put(body)
        .flip();
  }

  /** The rest of the body as text. */
  String text() {
    return UTF_8.decode(body.duplicate()).toString();
  }

  /** The columns of a DataRow. */
  List<@Nullable String> columns() {
    ByteBuffer row = body.duplicate();
    List<@Nullable String> columns = new ArrayList<>();
    for (int i = row.getShort(); i > 0; i--) {
      int length = row.getInt();
      if (length < 0) {
        columns.add(null);
      } else {
        byte[] bytes = new byte[length];
        row.get(bytes);
        columns.add(new String(bytes, UTF_8));
      }
    }
    return columns;
  }

  /** What an ErrorResponse says. */
  PostgresException failure() {
    String state = "";
    String words = "";
    for (String field : text().split("\0", -1)) {
      if (field.startsWith("C")) {
        state = field.substring(1);
      } else if (field.startsWith("M")) {
        words = field.substring(1);
      }
    }
    return new PostgresException(state, words);
  }
}
