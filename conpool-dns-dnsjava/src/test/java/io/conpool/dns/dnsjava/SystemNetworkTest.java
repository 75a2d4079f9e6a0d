package io.conpool.dns.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
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
  private final AtomicLong clock = new AtomicLong(-7 * SECOND);
  private final AtomicInteger readings = new AtomicInteger();
  private final SystemNetwork network = new SystemNetwork(clock::get, this::read);

  @AfterEach
  void forgetProperties() {
    List.of("dns.server", "dns.search", "dns.ndots").forEach(System::clearProperty);
  }

  private Network read() {
    return networkAfter(readings.incrementAndGet());
  }

  /** What is read that many times since, each time something else. */
  private static Network networkAfter(int readings) {
    return new Network(List.of(), new SearchPath(List.of(), readings));
  }

  private void isNetworkAfter(int expected) {
    assertThat(network.current()).isEqualTo(networkAfter(expected));
    assertThat(readings).hasValue(expected);
  }

  private void sleep(long seconds) {
    clock.addAndGet(seconds * SECOND);
  }

  @Test
  void theSettingsOfTheSystemAreReadAgainEveryHalfMinute() {
    isNetworkAfter(1);
    sleep(29);
    isNetworkAfter(1);
    sleep(1);
    isNetworkAfter(2);
    sleep(29);
    isNetworkAfter(2);
    sleep(1);
    isNetworkAfter(3);
  }

  @Test
  void aReadingThatFailsLeavesWhatWasReadBeforeAndIsTriedAgain() {
    SystemNetwork failing =
        new SystemNetwork(
            clock::get,
            () -> {
              if (readings.get() == 2) {
                readings.incrementAndGet();
                throw new IllegalStateException("unreadable");
              }
              return read();
            });

    sleep(30);
    assertThat(failing.current()).as("not read").isEqualTo(networkAfter(2));
    assertThat(readings).hasValue(3);
    sleep(30);
    assertThat(failing.current()).isEqualTo(networkAfter(4));
  }

  @Test
  void whileItIsReadOthersGetWhatWasReadBefore() {
    SystemNetwork[] nested = new SystemNetwork[1];
    List<Network> meanwhile = new ArrayList<>();
    nested[0] =
        new SystemNetwork(
            clock::get,
            () -> {
              if (nested[0] != null) {
                meanwhile.add(nested[0].current());
              }
              return read();
            });
    sleep(30);

    assertThat(nested[0].current()).isEqualTo(networkAfter(3));
    assertThat(meanwhile).containsExactly(networkAfter(2));
  }

  @Test
  void whatDnsjavaFindsIsTaken() {
    System.setProperty("dns.server", "127.0.0.1:5353");
    System.setProperty("dns.search", "a.test,b.test");
    System.setProperty("dns.ndots", "3");

    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5353);
    assertThat(Network.of(new ResolverConfig()))
        .isEqualTo(
            new Network(
                List.of(new PlainServer(server)),
                new SearchPath(
                    List.of(Name.fromConstantString("a.test."), Name.fromConstantString("b.test.")),
                    3)));
  }

  @Test
  void aServerWhoseNameNobodyKnowsIsLeftOut() {
    System.setProperty("dns.server", "x".repeat(64) + ".invalid,127.0.0.1");

    assertThat(Network.of(new ResolverConfig()).servers())
        .extracting(NameServer::toString)
        .containsExactly("127.0.0.1:53");
  }
}
