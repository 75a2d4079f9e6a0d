package io.conpool.dns.dnsjava;

import io.conpool.spi.DnsException;
import io.conpool.spi.DnsService;
import io.conpool.spi.DnsServices;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.xbill.DNS.Name;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/**
 * Looks the servers of services up (RFC 2782).
 *
 * @param names where servers are asked
 */
record ServiceLookup(NameLookup names) {

  /**
   * Looks one service up.
   *
   * @param service in ASCII, without a trailing dot
   */
  DnsServices find(String service, Deadline deadline) throws DnsException, InterruptedException {
    Finding.Outcome outcome = names.find(service + ".", Type.SRV, deadline);
    if (outcome instanceof Finding.Absence absence) {
      throw absence.failure(service, "SRV record");
    }
    Finding.Found found = (Finding.Found) outcome;
    List<SRVRecord> records = found.records().stream().map(SRVRecord.class::cast).toList();
    List<DnsService> services = records.stream().flatMap(ServiceLookup::service).toList();
    if (services.isEmpty()) {
      boolean isOffered = records.stream().noneMatch(each -> each.getTarget().equals(Name.root));
      String message = isOffered ? " has no server that can be asked" : " is not offered";
      throw new DnsException(DnsException.Kind.NO_DATA, service + message, null, found.ttl());
    }
    return new DnsServices(services, found.ttl());
  }

  /** The server that a record names, unless nobody can connect to it. */
  private static Stream<DnsService> service(SRVRecord record) {
    String target = record.getTarget().toString(true).toLowerCase(Locale.ROOT);
    if (!Hostname.isOne(target) || record.getPort() == 0) {
      return Stream.empty();
    }
    return Stream.of(
        new DnsService(target + ".", record.getPort(), record.getPriority(), record.getWeight()));
  }
}
