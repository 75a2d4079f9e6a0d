package io.conpool.dns.dnsjava;

import java.util.List;
import org.xbill.DNS.ResolverConfig;

/**
 * Whom to ask, and for what.
 *
 * @param servers in the order in which they are asked
 */
record Network(List<NameServer> servers, SearchPath searchPath) {

  /** What dnsjava has found out of the system. */
  static Network of(ResolverConfig found) {
    return new Network(
        found.servers().stream()
            .filter(address -> !address.isUnresolved())
            .<NameServer>map(PlainServer::new)
            .toList(),
        new SearchPath(List.copyOf(found.searchPath()), found.ndots()));
  }
}
