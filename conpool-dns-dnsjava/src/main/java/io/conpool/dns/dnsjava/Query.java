package io.conpool.dns.dnsjava;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** A question on its way to a server, with an id that nobody can guess. */
final class Query {

  /**
   * How long a datagram may be to get through everywhere in one piece: the smallest MTU of IPv6
   * (RFC 8200, section 5) less its header and UDP's.
   */
  private static final int PAYLOAD = 1_280 - 40 - 8;

  /** How long a query over TLS is a multiple of, so that its length tells little (RFC 8467). */
  private static final int BLOCK = 128;

  /** The code and the length of an option. */
  private static final int OPTION_HEADER = 2 * Short.BYTES;

  private final Message message;

  private Query(Message message) {
    this.message = message;
  }

  /** One that a server of any age understands. */
  static Query plain(Name name, int type) {
    return new Query(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
  }

  /** One that allows for a longer datagram (RFC 6891). */
  static Query extended(Name name, int type) {
    return with(name, type);
  }

  /** One whose length does not tell the name's. */
  static Query padded(Name name, int type) {
    int length = extended(name, type).bytes().length + OPTION_HEADER;
    byte[] padding = new byte[Math.floorMod(-length, BLOCK)];
    return with(name, type, new GenericEDNSOption(EDNSOption.Code.PADDING, padding));
  }

  private static Query with(Name name, int type, EDNSOption... options) {
    Query query = plain(name, type);
    query.message.addRecord(new OPTRecord(PAYLOAD, 0, 0, 0, options), Section.ADDITIONAL);
    return query;
  }

  byte[] bytes() {
    return message.toWire(Message.MAXLENGTH);
  }

  /**
   * Asks over a connection (RFC 1035, section 4.2.2).
   *
   * @throws java.net.SocketTimeoutException if there is no answer in time
   * @throws IOException if the server hangs up or answers something else
   */
  Message replyOver(ByteStream connection) throws IOException {
    byte[] question = bytes();
    // In one write, for servers that want length and message in one segment (RFC 7766, section 8).
    ByteBuffer framed = ByteBuffer.allocate(Short.BYTES + question.length);
    connection.write(framed.putShort((short) question.length).put(question).flip());
    int length = Short.toUnsignedInt(read(connection, Short.BYTES).getShort());
    Message reply = reply(read(connection, length).array());
    if (reply == null) {
      throw new IOException("an answer to another question");
    }
    return reply;
  }

  private static ByteBuffer read(ByteStream connection, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (connection.read(bytes) < 0) {
        throw new EOFException("half an answer");
      }
    }
    return bytes.flip();
  }

  /**
   * Reads a reply; returns null for what does not answer this question, since anybody may have sent
   * it (RFC 5452, section 9.1).
   */
  @Nullable Message reply(byte[] bytes) {
    Message reply;
    try {
      reply = new Message(bytes);
    } catch (IOException | RuntimeException e) {
      return null; // not a message at all
    }
    return isAnsweredBy(reply) ? reply : null;
  }

  private boolean isAnsweredBy(Message reply) {
    Header header = reply.getHeader();
    if (!header.getFlag(Flags.QR)
        || header.getOpcode() != Opcode.QUERY
        || header.getID() != message.getHeader().getID()) {
      return false;
    }
    Record asked = message.getQuestion();
    Record repeated = reply.getQuestion();
    if (repeated == null) {
      // A server that does not read the question cannot repeat it; an error tells nothing of it.
      return reply.getRcode() != Rcode.NOERROR && reply.getRcode() != Rcode.NXDOMAIN;
    }
    return repeated.getName().equals(asked.getName())
        && repeated.getType() == asked.getType()
        && repeated.getDClass() == asked.getDClass();
  }
}
