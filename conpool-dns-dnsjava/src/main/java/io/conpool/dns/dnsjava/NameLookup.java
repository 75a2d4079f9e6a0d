package io.conpool.dns.dnsjava;

import io.conpool.spi.DnsException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * Asks for records of names, on the calling thread and with sockets of its own.
 *
 * @param settings who is asked
 * @param system what the settings leave open
 * @param patience how many nanoseconds a server has for its first answer
 */
record NameLookup(DnsjavaSettings settings, Supplier<Network> system, long patience) {

  /** Longer than most answers take, and short enough that a lost datagram costs little. */
  private static final long FIRST_PATIENCE = TimeUnit.SECONDS.toNanos(1);

  /** Makes one, and finds out at once whether all classes are there. */
  NameLookup(DnsjavaSettings settings) {
    this(settings, SystemNetwork.OF_PROCESS::current, FIRST_PATIENCE);
  }

  /**
   * Looks for a name, as it is and in the domains of the search path.
   *
   * @param hostname in ASCII, without a trailing dot
   * @param type of the records
   */
  Finding.Outcome find(String hostname, int type, Deadline deadline)
      throws DnsException, InterruptedException {
    Network network = settings.over(system.get());
    Inquiry inquiry = new Inquiry(network.servers(), type, patience, deadline);
    Finding.NoSuchName none = new Finding.NoSuchName(Finding.LONGEST);
    for (Name name : candidates(network.searchPath(), hostname)) {
      Finding.Outcome outcome = inquiry.ask(name);
      if (!(outcome instanceof Finding.NoSuchName other)) {
        return outcome; // there is one, and the next might belong to somebody else
      }
      none = none.and(other);
    }
    return none;
  }

  private static List<Name> candidates(SearchPath path, String hostname) throws DnsException {
    try {
      return path.candidates(hostname);
    } catch (TextParseException e) {
      throw new DnsException(
          DnsException.Kind.NO_SUCH_NAME, hostname + " is too long for DNS", e, Finding.LONGEST);
    }
  }
}
