package io.conpool.it.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.dns.dnsjava.DnsjavaResolverProvider;
import io.conpool.dns.dnsjava.DnsjavaSettings;
import io.conpool.it.support.Certificates;
import io.conpool.it.support.LoopbackServer;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.Pools;
import io.conpool.it.support.Tokens;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** The resolver of conpool-dns-dnsjava. */
@OnEachKindOfThread
class DnsjavaIT extends DnsServerContract {

  @Override
  protected DnsResolverProvider resolver(InetSocketAddress server) {
    return new DnsjavaResolverProvider(
        DnsjavaSettings.builder().servers(server).searchDomains().withoutHostsFile().build());
  }

  @Test
  void theZonesNegativeTimeToLiveIsTold() throws Exception {
    names().start();

    DnsException failure =
        catchThrowableOfType(
            DnsException.class,
            () -> resolver().resolve("absent.test", AddressFamily.IPV4, LONG.toNanos()));

    assertThat(failure.ttl()).isEqualTo(NsdServer.NEGATIVE_TIME_TO_LIVE);
  }

  @Test
  void theSameServerIsAskedOverTls() throws Exception {
    names().put("peer", Duration.ofMinutes(1), "127.0.0.2").start();
    DnsjavaSettings.Builder settings =
        DnsjavaSettings.builder()
            .serverOverTls(names().tlsAddress(), "localhost")
            .searchDomains()
            .withoutHostsFile();

    DnsResolverProvider trusting =
        new DnsjavaResolverProvider(settings.trust(Certificates.clientContext()).build());
    DnsResolverProvider other =
        new DnsjavaResolverProvider(settings.trust(SSLContext.getDefault()).build());

    DnsAnswer answer = trusting.resolve("peer.test", AddressFamily.IPV4, LONG.toNanos());
    assertThat(answer.addresses())
        .extracting(InetAddress::getHostAddress)
        .containsExactly("127.0.0.2");
    assertThat(
            catchThrowableOfType(
                    DnsException.class,
                    () -> other.resolve("peer.test", AddressFamily.IPV4, LONG.toNanos()))
                .kind())
        .as("its certificate's authority is known to nobody")
        .isEqualTo(DnsException.Kind.TEMPORARY);
  }

  private ConnectionPool pool(Pools pools) {
    return pools.open(PoolConfig.builder().providers(resolver()).build());
  }

  @Test
  void aPoolConnectsToWhatItTells(Pools pools) throws Exception {
    names().put("peer", Duration.ofMinutes(1), "127.0.0.1").start();
    try (LoopbackServer server = LoopbackServer.plain(LoopbackServer::echo)) {
      Endpoint endpoint = Endpoint.plaintext("peer.test", server.port());

      assertThat(Tokens.exchange(pool(pools), endpoint, "token")).isEqualTo("token");
      pools.close();
    }
  }

  @Test
  void aPoolToldOfNoSuchNameDoesNotTryAgain(Pools pools) throws Exception {
    names().start();
    Endpoint absent = Endpoint.plaintext("absent.test", 80);
    ConnectionPool pool = pool(pools);

    PoolException failure =
        catchThrowableOfType(PoolException.class, () -> pool.acquire(absent).close());

    assertThat(failure.error()).isEqualTo(new PoolError.DnsResolutionFailed("absent.test"));
    assertThat(failure).hasMessageNotContaining("retry");
    assertThat(failure)
        .cause()
        .cause()
        .isInstanceOfSatisfying(
            DnsException.class,
            e -> assertThat(e.kind()).isEqualTo(DnsException.Kind.NO_SUCH_NAME));
  }
}
