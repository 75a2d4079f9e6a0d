package io.conpool.impl.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class JdkResolverProviderTest {

  private static final long SECOND = 1_000_000_000;

  /** No name server is asked for it, since a label has at most 63 characters. */
  private static final String IMPOSSIBLE = "x".repeat(64) + ".invalid";

  private final JdkResolverProvider resolver = new JdkResolverProvider();

  @Test
  void localhostIsLoopbackAndHasNoTimeToLive() throws Exception {
    DnsAnswer answer = resolver.resolve("localhost", AddressFamily.ANY, SECOND);
    assertThat(answer.addresses()).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
    assertThat(answer.ttl()).isNull();
  }

  @Test
  void anUnknownNameIsReportedAsTheSystemDoes() {
    assertThatThrownBy(() -> resolver.resolve(IMPOSSIBLE, AddressFamily.ANY, SECOND))
        .isInstanceOf(UnknownHostException.class);
  }

  @Test
  void oneFamilyAloneIsRefused() {
    assertThatThrownBy(() -> resolver.resolve("localhost", AddressFamily.IPV4, SECOND))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(resolver.joint()).isTrue();
  }

  @Test
  void anInterruptedThreadAsksNobody() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> resolver.resolve(IMPOSSIBLE, AddressFamily.ANY, SECOND))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }
}
