package io.conpool.impl.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.spi.DnsService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of the servers of services. */
class ServedNameTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void ofAServiceWithVeryManyServersTheFirstByPriorityAndWeightAreKept() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          List<DnsService> servers = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            servers.add(new DnsService("s" + i + ".test", 1, 100 - i / 2, i));
          }
          rig.dns.serve("_x._tcp.test", MINUTE, servers.toArray(DnsService[]::new));
          Told told = rig.ask(NameQuestion.servers(rig.dns, "_x._tcp.test"));
          assertThat(told.answer())
              .isInstanceOfSatisfying(
                  NameAnswer.Served.class,
                  served ->
                      assertThat(served.servers())
                          .hasSize(ResolverCall.MOST_SERVERS)
                          .extracting(DnsService::target)
                          .startsWith("s99.test", "s98.test", "s97.test"));
        });
  }
}
