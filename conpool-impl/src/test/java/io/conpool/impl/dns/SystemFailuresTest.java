package io.conpool.impl.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.spi.DnsException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemFailuresTest {

  private static final String AGAIN = "peer.test: Temporary failure in name resolution";
  private static final String UNKNOWN = "peer.test: Name or service not known";

  /** What the JDK says for as long as it remembers a failure itself. */
  private static final String REMEMBERED = "peer.test";

  private final SystemFailures failures = new SystemFailures();

  private DnsException told(String message) {
    return failures.temporary("peer.test", new UnknownHostException(message));
  }

  private void assertTemporary(String message) {
    UnknownHostException thrown = new UnknownHostException(message);
    assertThat(failures.temporary("peer.test", thrown))
        .isInstanceOfSatisfying(
            DnsException.class,
            failure -> assertThat(failure.kind()).isEqualTo(DnsException.Kind.TEMPORARY))
        .hasMessage(message)
        .hasCause(thrown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        AGAIN,
        "peer.test: temporary failure in name resolution",
        "peer.test: Try again",
        "peer.test: Name could not be resolved at this time",
        "This is usually a temporary error during hostname resolution and means that the local"
            + " server did not receive a response from an authoritative server (peer.test)",
      })
  void aSystemThatCouldNotTellIsATemporaryFailure(String message) {
    assertTemporary(message);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        REMEMBERED,
        UNKNOWN,
        "peer.test: Name does not resolve",
        "peer.test: nodename nor servname provided, or not known",
        "peer.test: No address associated with hostname",
        "peer.test: Non-recoverable failure in name resolution",
        "No such host is known (peer.test)",
        "try again",
      })
  void everythingElseIsLeftAsItIs(String message) {
    assertThat(told(message)).isNull();
  }

  @Test
  void aFailureThatTheJdkRemembersWithoutItsReasonIsOfTheSameKind() {
    told(AGAIN);
    assertTemporary(REMEMBERED);
    assertTemporary(REMEMBERED);
    assertThat(failures.temporary("other.test", new UnknownHostException("other.test"))).isNull();
    told(UNKNOWN);
    assertThat(told(REMEMBERED)).isNull();
  }

  @Test
  void aNameThatHasBeenFoundHasNoFailureToRemember() {
    told(AGAIN);
    failures.forget("peer.test");
    assertThat(told(REMEMBERED)).isNull();
  }

  @Test
  void whatIsRememberedIsBounded() {
    for (int i = 0; i < 3 * SystemFailures.MOST; i++) {
      failures.temporary("n" + i, new UnknownHostException("n" + i + ": Try again"));
    }
    assertThat(failures.remembered()).isLessThanOrEqualTo(SystemFailures.MOST);
  }
}
