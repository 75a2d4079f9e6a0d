package io.conpool.dns.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.ResolverConfig;

class SystemNetworkTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final Network SOME = new Network(List.of(), new SearchPath(List.of(), 1));

  private final AtomicLong clock = new AtomicLong(-7 * SECOND);
  private final AtomicInteger readings = new AtomicInteger();
  private final SystemNetwork network =
      new SystemNetwork(clock::get, readings::incrementAndGet, () -> SOME);

  @AfterEach
  void forgetProperties() {
    List.of("dns.server", "dns.search", "dns.ndots").forEach(System::clearProperty);
    ResolverConfig.refresh();
  }

  private int readingsAfter(long seconds) {
    clock.addAndGet(seconds * SECOND);
    assertThat(network.current()).isSameAs(SOME);
    return readings.get();
  }

  @Test
  void theSettingsOfTheSystemAreReadAgainEveryHalfMinute() {
    assertThat(readingsAfter(29)).isZero();
    assertThat(readingsAfter(1)).isEqualTo(1);
    assertThat(readingsAfter(29)).isEqualTo(1);
    assertThat(readingsAfter(1)).isEqualTo(2);
  }

  @Test
  void aReadingThatFailsLeavesWhatWasReadBeforeAndIsTriedAgain() {
    SystemNetwork failing =
        new SystemNetwork(
            clock::get,
            () -> {
              readings.incrementAndGet();
              throw new IllegalStateException("unreadable");
            },
            () -> SOME);
    clock.addAndGet(30 * SECOND);

    assertThat(failing.current()).isSameAs(SOME);
    assertThat(failing.current()).isSameAs(SOME);
    assertThat(readings).hasValue(2);
  }

  @Test
  void whileItIsReadOthersGetWhatWasReadBefore() {
    AtomicInteger depth = new AtomicInteger();
    SystemNetwork[] nested = new SystemNetwork[1];
    nested[0] =
        new SystemNetwork(
            clock::get,
            () -> {
              depth.incrementAndGet();
              assertThat(nested[0].current()).isSameAs(SOME);
            },
            () -> SOME);
    clock.addAndGet(30 * SECOND);

    assertThat(nested[0].current()).isSameAs(SOME);
    assertThat(depth).hasValue(1);
  }

  @Test
  void whatDnsjavaFindsIsTaken() {
    System.setProperty("dns.server", "127.0.0.1:5353");
    System.setProperty("dns.search", "a.test,b.test");
    System.setProperty("dns.ndots", "3");
    ResolverConfig.refresh();

    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5353);
    assertThat(Network.of(ResolverConfig.getCurrentConfig()))
        .isEqualTo(
            new Network(
                List.of(new NameServer(server)),
                new SearchPath(
                    List.of(Name.fromConstantString("a.test."), Name.fromConstantString("b.test.")),
                    3)));
  }

  @Test
  void aServerWhoseNameNobodyKnowsIsLeftOut() {
    System.setProperty("dns.server", "x".repeat(64) + ".invalid,127.0.0.1");
    ResolverConfig.refresh();

    assertThat(Network.of(ResolverConfig.getCurrentConfig()).servers())
        .extracting(NameServer::toString)
        .containsExactly("127.0.0.1:53");
  }
}
