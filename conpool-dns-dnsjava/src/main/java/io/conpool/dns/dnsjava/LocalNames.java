package io.conpool.dns.dnsjava;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Address;

/**
 * The names that no server is asked for.
 *
 * @param hosts the hosts file, or null for none
 */
record LocalNames(@Nullable Path hosts) {

  /**
   * Looks for a name.
   *
   * @return its addresses, of both families; none where there is no such name; empty where a server
   *     has to be asked
   */
  Optional<List<InetAddress>> find(String hostname) {
    List<InetAddress> listed = hosts == null ? List.of() : new HostsFile(hosts).addresses(hostname);
    if (!listed.isEmpty()) {
      return Optional.of(listed);
    } else if (isIn("localhost", hostname)) {
      return Optional.of(List.of(literal("127.0.0.1"), literal("::1"))); // RFC 6761, section 6.3
    } else if (isIn("invalid", hostname)) {
      return Optional.of(List.of()); // RFC 6761, section 6.4
    }
    return Optional.empty();
  }

  private static boolean isIn(String domain, String hostname) {
    return ("." + hostname.toLowerCase(Locale.ROOT)).endsWith("." + domain);
  }

  private static InetAddress literal(String text) {
    try {
      return Address.getByAddress(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
