package io.conpool.dns.dnsjava;

import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Looks names up, on the calling thread and with sockets of its own. */
final class NameLookup {

  /** Longer than most answers take, and short enough that a lost datagram costs little. */
  private static final long FIRST_PATIENCE = TimeUnit.SECONDS.toNanos(1);

  private final DnsjavaSettings settings;
  private final Supplier<Network> system;
  private final long patience;

  NameLookup(DnsjavaSettings settings) {
    this(settings, SystemNetwork.OF_PROCESS::current, FIRST_PATIENCE);
  }

  /**
   * Makes one, and finds out at once whether all classes are there.
   *
   * @param system what the settings leave open
   * @param patience how many nanoseconds a server has for its first answer
   */
  NameLookup(DnsjavaSettings settings, Supplier<Network> system, long patience) {
    this.settings = settings;
    this.system = system;
    this.patience = patience;
    system.get();
  }

  /**
   * Looks one name up.
   *
   * @param hostname in ASCII, without a trailing dot
   * @param family {@link AddressFamily#IPV4} or {@link AddressFamily#IPV6}
   */
  DnsAnswer find(String hostname, AddressFamily family, long timeoutNanos)
      throws DnsException, InterruptedException {
    Deadline deadline = Deadline.in(timeoutNanos);
    Optional<List<InetAddress>> local = new LocalNames(settings.hostsFile()).find(hostname);
    if (local.isPresent()) {
      return answer(hostname, family, local.get());
    }
    Network network = settings.over(system.get());
    int type = family == AddressFamily.IPV4 ? Type.A : Type.AAAA;
    Inquiry inquiry = new Inquiry(network.servers(), type, patience, deadline);
    Finding.Outcome outcome = new Finding.NoSuchName();
    for (Name name : candidates(network.searchPath(), hostname)) {
      outcome = inquiry.ask(name);
      if (!(outcome instanceof Finding.NoSuchName)) {
        break; // there is one, and the next might belong to somebody else
      }
    }
    return answer(hostname, family, outcome);
  }

  private static List<Name> candidates(SearchPath path, String hostname) throws DnsException {
    try {
      return path.candidates(hostname);
    } catch (TextParseException e) {
      throw failed(DnsException.Kind.NO_SUCH_NAME, hostname + " is too long for DNS", e);
    }
  }

  /** A name that is listed is not asked for, even if it is listed for the other family alone. */
  private static DnsAnswer answer(String hostname, AddressFamily family, List<InetAddress> local)
      throws DnsException {
    if (local.isEmpty()) {
      return answer(hostname, family, new Finding.NoSuchName());
    }
    boolean four = family == AddressFamily.IPV4;
    List<InetAddress> wanted =
        local.stream().filter(address -> address instanceof Inet4Address == four).toList();
    if (wanted.isEmpty()) {
      return answer(hostname, family, new Finding.NoData());
    }
    return new DnsAnswer(named(hostname, wanted), null);
  }

  private static DnsAnswer answer(String hostname, AddressFamily family, Finding.Outcome outcome)
      throws DnsException {
    if (outcome instanceof Finding.Addresses found) {
      return new DnsAnswer(named(hostname, found.addresses()), Duration.ofSeconds(found.seconds()));
    } else if (outcome instanceof Finding.NoSuchName) {
      throw failed(DnsException.Kind.NO_SUCH_NAME, "there is no " + hostname, null);
    } else if (outcome instanceof Finding.DanglingAlias) {
      throw failed(
          DnsException.Kind.NO_SUCH_NAME,
          hostname + " is an alias of a name that does not exist",
          null);
    }
    String kind = family == AddressFamily.IPV4 ? "IPv4" : "IPv6";
    throw failed(DnsException.Kind.NO_DATA, hostname + " has no " + kind + " address", null);
  }

  /** The same addresses by the name that was asked for rather than by one that a server tells. */
  private static List<InetAddress> named(String hostname, List<InetAddress> addresses) {
    return addresses.stream().map(address -> named(hostname, address)).toList();
  }

  private static InetAddress named(String hostname, InetAddress address) {
    try {
      return InetAddress.getByAddress(hostname, address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static DnsException failed(
      DnsException.Kind kind, String message, @Nullable Exception cause) {
    return new DnsException(kind, message, cause);
  }
}
