package io.conpool.dns.dnsjava;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
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
    Query query = plain(name, type);
    query.message.addRecord(new OPTRecord(PAYLOAD, 0, 0), Section.ADDITIONAL);
    return query;
  }

  byte[] bytes() {
    return message.toWire(Message.MAXLENGTH);
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
    if (!header.getFlag(Flags.QR) || header.getID() != message.getHeader().getID()) {
      return false;
    }
    Record asked = message.getQuestion();
    Record repeated = reply.getQuestion();
    if (repeated == null) {
      // A server that could not read the question cannot repeat it.
      return reply.getRcode() == Rcode.FORMERR;
    }
    return repeated.getName().equals(asked.getName())
        && repeated.getType() == asked.getType()
        && repeated.getDClass() == asked.getDClass();
  }
}
