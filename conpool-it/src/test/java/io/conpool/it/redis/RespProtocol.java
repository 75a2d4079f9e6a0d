package io.conpool.it.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.conpool.it.support.WireReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Redis' protocol, version 2: commands to bytes, bytes to replies. */
final class RespProtocol {

  private static final byte[] LINE_END = "\r\n".getBytes(UTF_8);

  private RespProtocol() {}

  /** The words of one command as an array of bulk strings, large words as they are. */
  static ByteBuffer[] encode(List<byte[]> words) {
    List<ByteBuffer> pieces = new ArrayList<>();
    pieces.add(line("*" + words.size()));
    for (byte[] word : words) {
      pieces.add(line("$" + word.length));
      pieces.add(ByteBuffer.wrap(word));
      pieces.add(ByteBuffer.wrap(LINE_END));
    }
    return pieces.toArray(ByteBuffer[]::new);
  }

  private static ByteBuffer line(String text) {
    return ByteBuffer.wrap((text + "\r\n").getBytes(UTF_8));
  }

  /** Reads one whole reply. */
  static RespReply decode(WireReader reader) throws IOException {
    byte type = reader.next();
    String line = reader.nextLine();
    return switch (type) {
      case '+' -> new RespReply.Status(line);
      case '-' -> new RespReply.Failure(line);
      case ':' -> new RespReply.Numeric(Long.parseLong(line));
      case '$' -> bulk(reader, Integer.parseInt(line));
      case '*' -> array(reader, Integer.parseInt(line));
      default -> throw new IOException("no reply of Redis begins with byte " + type);
    };
  }

  private static RespReply bulk(WireReader reader, int length) throws IOException {
    if (length < 0) {
      return new RespReply.Bulk(null);
    }
    RespReply reply = new RespReply.Bulk(ByteBuffer.wrap(reader.next(length)));
    if (!reader.nextLine().isEmpty()) {
      throw new IOException("a bulk string of Redis is longer than announced");
    }
    return reply;
  }

  private static RespReply array(WireReader reader, int size) throws IOException {
    List<RespReply> elements = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      elements.add(decode(reader));
    }
    return new RespReply.Array(elements);
  }
}
