package io.conpool.dns.dnsjava;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A reply in the making. Records are written as in a zone file, names absolute. */
final class Reply {

  private final Message message;

  private Reply(Message message) {
    this.message = message;
    message.getHeader().setFlag(Flags.QR);
    message.getHeader().setFlag(Flags.RA);
  }

  /** Begins the right reply to a query. */
  static Reply to(Message query) {
    return to(query, query.getHeader().getID(), query.getQuestion());
  }

  /** Begins a reply with another id or another question. */
  static Reply to(Message query, int id, Record question) {
    Reply reply = new Reply(new Message(id));
    reply.message.addRecord(question, Section.QUESTION);
    return reply;
  }

  /** Begins a reply of a server that could not read the question. */
  static Reply withoutQuestion(Message query) {
    return new Reply(new Message(query.getHeader().getID()));
  }

  Reply code(int code) {
    message.getHeader().setRcode(code);
    return this;
  }

  Reply answer(String owner, long seconds, String type, String data) {
    return answer(record(owner, seconds, type, data));
  }

  Reply answer(Record record) {
    message.addRecord(record, Section.ANSWER);
    return this;
  }

  Reply authority(String owner, String type, String data) {
    return authority(owner, 60, type, data);
  }

  Reply authority(String owner, long seconds, String type, String data) {
    message.addRecord(record(owner, seconds, type, data), Section.AUTHORITY);
    return this;
  }

  /** The zone says that there is nothing (more). */
  Reply denied(String zone) {
    return authority(zone, "SOA", "ns.test. hostmaster.test. 1 3600 600 86400 60");
  }

  Message message() {
    return message;
  }

  static Record record(String owner, long seconds, String type, String data) {
    try {
      Name name = Name.fromString(owner);
      return Record.fromString(name, Type.value(type), DClass.IN, seconds, data, Name.root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
