package io.conpool.impl.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptedDnsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private interface Script {
    void run(Simulation simulation, ScriptedDns dns) throws Exception;
  }

  private static void explore(Script script) {
    Simulation.explore(
        20,
        simulation -> {
          ScriptedDns dns = new ScriptedDns(simulation, false);
          simulation.spawn("main", () -> script.run(simulation, dns));
        });
  }

  private static DnsException.Kind failure(ScriptedDns dns, String name, AddressFamily family) {
    return catchThrowableOfType(DnsException.class, () -> dns.resolve(name, family, 1)).kind();
  }

  @Test
  void aNameHasTheAddressesItWasGivenByFamily() {
    explore(
        (simulation, dns) -> {
          dns.answer("a.test", SECOND, "192.0.2.1", "2001:db8::1", "192.0.2.2");
          DnsAnswer answer = dns.resolve("a.test", AddressFamily.IPV4, 1);
          assertThat(answer.addresses())
              .isEqualTo(
                  List.of(
                      ScriptedNetwork.address("192.0.2.1"), ScriptedNetwork.address("192.0.2.2")));
          assertThat(answer.ttl()).isEqualTo(SECOND);
          assertThat(dns.resolve("a.test", AddressFamily.IPV6, 1).addresses())
              .containsExactly(ScriptedNetwork.address("2001:db8::1"));
          assertThat(dns.resolve("a.test", AddressFamily.ANY, 1).addresses()).hasSize(3);
          assertThat(dns.lookups("a.test")).isEqualTo(3);
          assertThat(simulation.elapsed()).isZero();
        });
  }

  @Test
  void aLookUpFailsAsItIsTold() {
    explore(
        (simulation, dns) -> {
          dns.answer("v4.test", "192.0.2.1").fail("down.test", DnsException.Kind.TEMPORARY);
          assertThat(failure(dns, "other.test", AddressFamily.ANY))
              .isEqualTo(DnsException.Kind.NO_SUCH_NAME);
          assertThat(failure(dns, "v4.test", AddressFamily.IPV6))
              .isEqualTo(DnsException.Kind.NO_DATA);
          assertThat(failure(dns, "down.test", AddressFamily.ANY))
              .isEqualTo(DnsException.Kind.TEMPORARY);
          dns.answer("down.test", "192.0.2.1");
          assertThat(dns.resolve("down.test", AddressFamily.ANY, 1).ttl()).isNull();
        });
  }

  @Test
  void aLookUpTakesAsLongAsItIsTold() {
    explore(
        (simulation, dns) -> {
          dns.answer("a.test", "192.0.2.1").delay("a.test", SECOND);
          dns.resolve("a.test", AddressFamily.ANY, 1);
          assertThat(simulation.elapsed()).isEqualTo(SECOND);
        });
  }

  @Test
  void aHangingLookUpEndsWhenItIsInterrupted() {
    explore(
        (simulation, dns) -> {
          dns.answer("a.test", "192.0.2.1").hang("a.test");
          Thread resolver =
              simulation.spawn(
                  "resolver",
                  () ->
                      assertThatThrownBy(() -> dns.resolve("a.test", AddressFamily.ANY, 1))
                          .isInstanceOf(InterruptedException.class));
          simulation.advance(SECOND);
          simulation.interrupt(resolver);
          simulation.join(resolver);
          assertThat(simulation.elapsed()).isEqualTo(SECOND);
        });
  }
}
