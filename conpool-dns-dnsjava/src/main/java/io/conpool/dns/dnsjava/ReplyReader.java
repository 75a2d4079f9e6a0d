package io.conpool.dns.dnsjava;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/**
 * Understands one reply.
 *
 * @param type of the records that were asked for
 */
record ReplyReader(Message reply, int type) {

  /** More than anybody has; where there are more, they may well be endless. */
  static final int MOST_ALIASES = 16;

  /**
   * Reads what the reply says of a name.
   *
   * @throws IOException if it says nothing of it; the message is what it says instead
   */
  Finding read(Name asked) throws IOException {
    int code = reply.getRcode();
    if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
      throw new IOException(Rcode.string(code));
    }
    Finding.Alias chain = follow(asked);
    Name name = chain.target();
    boolean isAlias = !name.equals(asked);
    if (code == Rcode.NXDOMAIN) {
      // The code is about the end of the chain (RFC 2308, section 2.1).
      return isAlias ? new Finding.DanglingAlias() : new Finding.NoSuchName();
    }
    List<Record> found = answers(name).filter(record -> record.getType() == type).toList();
    if (!found.isEmpty()) {
      long seconds = found.stream().mapToLong(ReplyReader::seconds).min().orElse(0);
      return new Finding.Addresses(
          found.stream().flatMap(ReplyReader::address).toList(),
          Math.min(seconds, chain.seconds()));
    }
    if (isAlias && !isDenied(name)) {
      return chain;
    }
    if (!isDenied(name) && isReferral()) {
      throw new IOException("a referral to other servers");
    }
    return new Finding.NoData();
  }

  /** Where the aliases of the reply lead to: the name itself where it is none. */
  private Finding.Alias follow(Name asked) throws IOException {
    Name name = asked;
    long seconds = Integer.MAX_VALUE;
    int aliases = 0;
    Optional<CNAMERecord> alias = aliasOf(name);
    while (alias.isPresent()) {
      aliases++;
      if (aliases > MOST_ALIASES) {
        throw new IOException("more than " + MOST_ALIASES + " aliases in a row");
      }
      name = alias.get().getTarget();
      seconds = Math.min(seconds, seconds(alias.get()));
      alias = aliasOf(name);
    }
    return new Finding.Alias(name, seconds);
  }

  private Optional<CNAMERecord> aliasOf(Name name) {
    return answers(name)
        .filter(CNAMERecord.class::isInstance)
        .map(CNAMERecord.class::cast)
        .findFirst();
  }

  private Stream<Record> answers(Name name) {
    return reply.getSection(Section.ANSWER).stream()
        .filter(record -> record.getDClass() == DClass.IN && record.getName().equals(name));
  }

  /** Whether the zone of the name says that there is nothing more (RFC 2308, section 2.2). */
  private boolean isDenied(Name name) {
    return reply.getSection(Section.AUTHORITY).stream()
        .anyMatch(record -> record instanceof SOARecord && name.subdomain(record.getName()));
  }

  private boolean isReferral() {
    return reply.getSection(Section.AUTHORITY).stream().anyMatch(NSRecord.class::isInstance);
  }

  private static Stream<InetAddress> address(Record record) {
    if (record instanceof ARecord four) {
      return Stream.of(four.getAddress());
    } else if (record instanceof AAAARecord six) {
      return Stream.of(six.getAddress());
    }
    return Stream.empty();
  }

  /** A time to live; what does not fit 31 bits is none (RFC 2181, section 8). */
  private static long seconds(Record record) {
    return record.getTTL() > Integer.MAX_VALUE ? 0 : record.getTTL();
  }
}
