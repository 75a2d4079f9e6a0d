package io.conpool.tls.conscrypt;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.TlsConfig;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class PortContextsTest {

  private static final int FIRST = 10_000;

  @Test
  void thePortUsedLeastRecentlyGivesWayWhereThereAreTooMany() throws Exception {
    TlsConfig careless = TlsConfig.builder().insecureTrustAnyPeer().build();
    PortContexts contexts =
        ((ConscryptTlsContext) new ConscryptTlsProvider().context(careless, Pki.NAME)).contexts();
    SSLContext used = contexts.of(FIRST);
    SSLContext unused = contexts.of(FIRST + 1);
    for (int port = FIRST + 2; port < FIRST + PortContexts.MAX_PORTS; port++) {
      contexts.of(port);
    }
    assertThat(contexts.of(FIRST)).isSameAs(used);

    contexts.of(FIRST + PortContexts.MAX_PORTS);

    assertThat(contexts.of(FIRST)).isSameAs(used);
    assertThat(contexts.of(FIRST + 1)).isNotSameAs(unused);
  }
}
