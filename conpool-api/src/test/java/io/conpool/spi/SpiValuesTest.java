package io.conpool.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

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
