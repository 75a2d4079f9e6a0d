package io.conpool.dns.dnsjava;

import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Looks addresses up.
 *
 * @param names where servers are to be asked
 */
record AddressLookup(NameLookup names) {

  /**
   * Looks one name up.
   *
   * @param asked in ASCII, with a trailing dot where no search path applies
   * @param family {@link AddressFamily#IPV4} or {@link AddressFamily#IPV6}
   */
  DnsAnswer find(String asked, AddressFamily family, Deadline deadline)
      throws DnsException, InterruptedException {
    String hostname = Hostname.withoutDot(asked);
    boolean four = family == AddressFamily.IPV4;
    LocalNames local = new LocalNames(names.settings().hostsFile());
    Optional<List<InetAddress>> listed = local.find(hostname);
    Finding.Outcome outcome;
    if (listed.isEmpty()) {
      outcome = names.find(asked, four ? Type.A : Type.AAAA, deadline);
    } else if (listed.get().isEmpty()) {
      outcome = new Finding.NoSuchName(null);
    } else {
      // A name that is listed is not asked for, even if it is listed for the other family alone.
      List<InetAddress> wanted =
          listed.get().stream().filter(each -> each instanceof Inet4Address == four).toList();
      if (!wanted.isEmpty()) {
        return new DnsAnswer(named(hostname, wanted.stream()), null);
      }
      outcome = new Finding.NoData(null);
    }
    if (outcome instanceof Finding.Found found) {
      // An AAAA record may hold an IPv4-mapped address, which to Java is an IPv4 address.
      List<InetAddress> wanted =
          found.records().stream()
              .map(AddressLookup::address)
              .filter(each -> each instanceof Inet4Address == four)
              .toList();
      if (!wanted.isEmpty()) {
        return new DnsAnswer(named(hostname, wanted.stream()), found.ttl());
      }
      outcome = new Finding.NoData(found.ttl());
    }
    throw ((Finding.Absence) outcome).failure(hostname, (four ? "IPv4" : "IPv6") + " address");
  }

  private static InetAddress address(Record record) {
    return record instanceof ARecord four ? four.getAddress() : ((AAAARecord) record).getAddress();
  }

  /** The same addresses by the name that was asked for rather than by one that a server tells. */
  private static List<InetAddress> named(String hostname, Stream<InetAddress> addresses) {
    return addresses.map(address -> named(hostname, address)).distinct().toList();
  }

  private static InetAddress named(String hostname, InetAddress address) {
    try {
      return InetAddress.getByAddress(hostname, address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
