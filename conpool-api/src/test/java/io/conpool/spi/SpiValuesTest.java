package io.conpool.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpiValuesTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void anAnswerKeepsItsOwnCopyOfTheAddresses() {
    List<InetAddress> addresses = new ArrayList<>(List.of(LOOPBACK));
    DnsAnswer answer = new DnsAnswer(addresses, null);
    addresses.clear();
    assertThat(answer.addresses()).containsExactly(LOOPBACK);
  }

  @Test
  void anAnswerWithoutAddressesIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DnsAnswer(List.of(), null))
        .withMessageContaining("addresses must not be empty");
  }

  @Test
  void aTimeToLiveIsZeroOrMoreOrUnknown() {
    assertThat(new DnsAnswer(List.of(LOOPBACK), Duration.ZERO).ttl()).isZero();
    assertThat(new DnsAnswer(List.of(LOOPBACK), null).ttl()).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DnsAnswer(List.of(LOOPBACK), Duration.ofNanos(-1)))
        .withMessageContaining("ttl must be zero or more");
  }

  @Test
  void aProviderIsAvailableOrSaysWhyNot() {
    assertThat(Availability.available().isAvailable()).isTrue();
    assertThat(Availability.unavailable("no native library").isAvailable()).isFalse();
    assertThat(Availability.unavailable("no native library").reason())
        .isEqualTo("no native library");
    assertThatNullPointerException().isThrownBy(() -> Availability.unavailable(null));
  }

  @Test
  void aFailedLookUpSaysWhatKindItWas() {
    RuntimeException cause = new RuntimeException();
    assertThat(new DnsException(DnsException.Kind.NO_DATA, "no AAAA", cause))
        .hasMessage("no AAAA")
        .hasCause(cause)
        .extracting(DnsException::kind)
        .isEqualTo(DnsException.Kind.NO_DATA);
  }

  @Test
  void aFailedLookUpMaySayHowLongItHolds() {
    assertThat(new DnsException(DnsException.Kind.NO_DATA, "no AAAA", null).ttl()).isNull();
    assertThat(
            new DnsException(DnsException.Kind.NO_DATA, "no AAAA", null, Duration.ofSeconds(5))
                .ttl())
        .hasSeconds(5);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new DnsException(DnsException.Kind.NO_DATA, "no AAAA", null, Duration.ofNanos(-1)))
        .withMessageContaining("ttl must be zero or more");
  }

  @Test
  void aServiceHasServersEachWithATargetAndNumbersOfSixteenBits() {
    DnsService service = new DnsService("a.test", 389, 0, 65_535);
    assertThat(new DnsServices(List.of(service), null).services()).containsExactly(service);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DnsServices(List.of(), null))
        .withMessageContaining("services must not be empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DnsServices(List.of(service), Duration.ofNanos(-1)))
        .withMessageContaining("ttl must be zero or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DnsService("", 389, 0, 0))
        .withMessageContaining("target must be a name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DnsService("a.test", 0, 0, 0))
        .withMessage("port must be 1 to 65535, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DnsService("a.test", 389, -1, 0))
        .withMessage("priority must be 0 to 65535, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DnsService("a.test", 389, 0, 65_536))
        .withMessage("weight must be 0 to 65535, was 65536");
  }

  @Test
  void aResolverOfAddressesAloneSaysThatItKnowsNoServices() {
    DnsResolverProvider resolver =
        new DnsResolverProvider() {
          @Override
          public String name() {
            return "plain";
          }

          @Override
          public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos) {
            return new DnsAnswer(List.of(LOOPBACK), null);
          }
        };
    assertThatThrownBy(() -> resolver.services("_x._tcp.test", 1))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("the DNS provider plain does not look up services (SRV records)");
  }

  @Test
  void smallWritesGoOutAtOnceByDefaultAndAllElseIsTheSystems() {
    assertThat(SocketOptions.defaults()).isEqualTo(new SocketOptions(true, null, 0, 0, null));
  }

  @Test
  void aSocketOptionIsZeroOrMore() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SocketOptions(true, null, -1, 0, null))
        .withMessage("receiveBufferSize must be zero or more, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SocketOptions(true, null, 0, -1, null))
        .withMessage("sendBufferSize must be zero or more, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SocketOptions.KeepAlive(Duration.ofNanos(-1), Duration.ZERO, 0))
        .withMessageContaining("idle must be zero or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SocketOptions.KeepAlive(Duration.ZERO, Duration.ofNanos(-1), 0))
        .withMessageContaining("interval must be zero or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SocketOptions.KeepAlive(Duration.ZERO, Duration.ZERO, -1))
        .withMessage("count must be zero or more, was -1");
  }

  @Test
  void aProviderIsAvailableWithPriorityZeroUnlessItSaysOtherwise() {
    Provider provider = () -> "some";
    assertThat(provider.priority()).isZero();
    assertThat(provider.availability()).isEqualTo(Availability.available());
  }
}
