package io.conpool.dns.dnsjava;

import static io.conpool.spi.AddressFamily.IPV4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;

/** Resolvers that ask servers of the test. */
@Timeout(120)
abstract class ResolverTest {

  /** Longer than any answer takes here. */
  static final long LONG = TimeUnit.SECONDS.toNanos(30);

  static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(20);

  private static final Network NOTHING = new Network(List.of(), new SearchPath(List.of(), 1));

  private final List<FakeDnsServer> servers = new ArrayList<>();

  @TempDir Path folder;

  @AfterEach
  void endServers() throws Exception {
    for (FakeDnsServer server : servers) {
      server.end();
    }
  }

  final FakeDnsServer answering(FakeDnsServer.Answers answers) throws IOException {
    return kept(FakeDnsServer.answering(answers));
  }

  final FakeDnsServer kept(FakeDnsServer server) {
    servers.add(server);
    return server;
  }

  /** Settings that leave nothing to the machine the test runs on. */
  static DnsjavaSettings.Builder settings(FakeDnsServer... asked) {
    return DnsjavaSettings.builder()
        .servers(Stream.of(asked).map(FakeDnsServer::address).toArray(InetSocketAddress[]::new))
        .searchDomains()
        .withoutHostsFile();
  }

  static DnsjavaResolverProvider resolver(DnsjavaSettings.Builder settings, long patience) {
    return new DnsjavaResolverProvider(new NameLookup(settings.build(), () -> NOTHING, patience));
  }

  /** One that asks no server twice. */
  static DnsjavaResolverProvider resolver(FakeDnsServer... asked) {
    return resolver(settings(asked), LONG);
  }

  static DnsAnswer resolve(DnsjavaResolverProvider resolver, String hostname) throws Exception {
    return resolver.resolve(hostname, IPV4, LONG);
  }

  static DnsException failure(
      DnsjavaResolverProvider resolver, String hostname, AddressFamily family, long timeoutNanos) {
    DnsException failure =
        catchThrowableOfType(
            DnsException.class, () -> resolver.resolve(hostname, family, timeoutNanos));
    assertThat(failure).isNotNull();
    return failure;
  }

  static DnsException failure(DnsjavaResolverProvider resolver, String hostname) {
    return failure(resolver, hostname, IPV4, LONG);
  }

  static List<String> literals(DnsAnswer answer) {
    return answer.addresses().stream().map(InetAddress::getHostAddress).toList();
  }

  static Reply peer(Message query) {
    return Reply.to(query).answer("peer.test.", 300, "A", "127.0.0.2");
  }
}
