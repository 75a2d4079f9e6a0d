package io.conpool.dns.dnsjava;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
    List<Record> found = answers(name).filter(record -> record.getType() == type).toList();
    if (code == Rcode.NOERROR && found.isEmpty() && denial(name).isEmpty()) {
      if (isAlias) {
        return chain;
      } else if (isReferral()) {
        throw new IOException("a referral to other servers");
      }
    }
    Finding.Outcome outcome = outcome(name, found);
    return isAlias ? outcome.throughAlias(chain.ttl()) : outcome;
  }

  /** What the reply says of a name that is no alias. */
  private Finding.Outcome outcome(Name name, List<Record> found) {
    if (reply.getRcode() == Rcode.NXDOMAIN) {
      // The code is about the end of the chain (RFC 2308, section 2.1).
      return new Finding.NoSuchName(negativeTtl(name));
    } else if (found.isEmpty()) {
      return new Finding.NoData(negativeTtl(name));
    }
    Duration ttl = found.stream().map(ReplyReader::ttl).reduce(Finding.LONGEST, Finding::shortest);
    return new Finding.Found(found, ttl);
  }

  /** Where the aliases of the reply lead to: the name itself where it is none. */
  private Finding.Alias follow(Name asked) throws IOException {
    Name name = asked;
    Duration ttl = Finding.LONGEST;
    int aliases = 0;
    Optional<CNAMERecord> alias = aliasOf(name);
    while (alias.isPresent()) {
      aliases++;
      if (aliases > MOST_ALIASES) {
        throw new IOException("more than " + MOST_ALIASES + " aliases in a row");
      }
      name = alias.get().getTarget();
      ttl = Finding.shortest(ttl, ttl(alias.get()));
      alias = aliasOf(name);
    }
    return new Finding.Alias(name, ttl);
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

  /** By what the zone of the name says that there is nothing more (RFC 2308, section 2.2). */
  private Optional<SOARecord> denial(Name name) {
    return reply.getSection(Section.AUTHORITY).stream()
        .filter(record -> record instanceof SOARecord && name.subdomain(record.getName()))
        .map(SOARecord.class::cast)
        .findFirst();
  }

  private boolean isReferral() {
    return reply.getSection(Section.AUTHORITY).stream().anyMatch(NSRecord.class::isInstance);
  }

  /**
   * How long it may be kept that there is nothing; not at all without an SOA (RFC 2308, section 5).
   */
  private Duration negativeTtl(Name name) {
    return denial(name)
        .map(zone -> Finding.shortest(ttl(zone), ttl(zone.getMinimum())))
        .orElse(Duration.ZERO);
  }

  private static Duration ttl(Record record) {
    return ttl(record.getTTL());
  }

  /** A time to live; what does not fit 31 bits is none (RFC 2181, section 8). */
  private static Duration ttl(long seconds) {
    return Duration.ofSeconds(seconds > Integer.MAX_VALUE ? 0 : seconds);
  }
}
