package io.conpool.it.dns;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Asks one server over UDP (RFC 1035, section 4): one datagram out, one back, nothing sent again.
 * It tells when a server is ready, by other code than is tested with that.
 */
final class DnsClient {

  /** The records that a zone begins with. */
  static final int SOA = 6;

  private static final int LARGEST = 4_096;
  private static final int INTERNET = 1;
  private static final int POINTER = 0xC0;

  private final InetSocketAddress server;

  DnsClient(InetSocketAddress server) {
    this.server = server;
  }

  /**
   * Asks for the records of one type; returns them as they came. Blocks; an interrupt ends it as a
   * failure, and the flag stays set.
   *
   * @throws IOException if there is no reply in time, or nobody listens there
   */
  List<byte[]> ask(String name, int type, Duration timeout) throws IOException {
    // A channel, since its socket heeds interrupts; connected, so that a dead port is noticed.
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(server);
      DatagramSocket socket = channel.socket();
      socket.setSoTimeout((int) Math.max(1, timeout.toMillis()));
      int id = ThreadLocalRandom.current().nextInt(1 << Short.SIZE);
      byte[] question = question(id, name, type);
      socket.send(new DatagramPacket(question, question.length));
      DatagramPacket reply = new DatagramPacket(new byte[LARGEST], LARGEST);
      socket.receive(reply);
      return parse(ByteBuffer.wrap(reply.getData(), 0, reply.getLength()), id, type);
    }
  }

  private static byte[] question(int id, String name, int type) {
    ByteBuffer question = ByteBuffer.allocate(LARGEST);
    question.putShort((short) id).putShort((short) 0);
    question.putShort((short) 1).putShort((short) 0).putInt(0);
    for (String label : List.of(name.split("\\.", -1))) {
      byte[] bytes = label.getBytes(US_ASCII);
      question.put((byte) bytes.length).put(bytes);
    }
    question.put((byte) 0).putShort((short) type).putShort((short) INTERNET);
    byte[] sent = new byte[question.position()];
    question.flip().get(sent);
    return sent;
  }

  private static List<byte[]> parse(ByteBuffer reply, int id, int type) throws IOException {
    int told = unsigned(reply.getShort());
    if (told != id) {
      throw new IOException("a reply to another question");
    }
    reply.getShort(); // its flags
    int questions = unsigned(reply.getShort());
    int answers = unsigned(reply.getShort());
    reply.getInt(); // how many records of other sections
    for (int i = 0; i < questions; i++) {
      skipName(reply);
      reply.getInt(); // its type and class
    }
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < answers; i++) {
      skipName(reply);
      int found = unsigned(reply.getShort());
      reply.getShort(); // its class
      reply.getInt(); // its time to live
      byte[] data = new byte[unsigned(reply.getShort())];
      reply.get(data);
      if (found == type) {
        records.add(data);
      }
    }
    return records;
  }

  private static void skipName(ByteBuffer message) {
    while (true) {
      int length = message.get() & 0xFF;
      if (length >= POINTER) {
        message.get();
        return;
      } else if (length == 0) {
        return;
      }
      message.position(message.position() + length);
    }
  }

  private static int unsigned(short value) {
    return Short.toUnsignedInt(value);
  }
}
