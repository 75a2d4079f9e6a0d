package io.conpool.dns.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeadlineTest {

  private static final long HOUR = TimeUnit.HOURS.toNanos(1);
  private static final int HOUR_MILLIS = 3_600_000;

  /** More than any test takes. */
  private static final int SLACK_MILLIS = 600_000;

  private static void isIn(Deadline deadline, int millis) throws SocketTimeoutException {
    assertThat(deadline.millisLeft()).isBetween(millis - SLACK_MILLIS, millis + 1);
    assertThat(deadline.isOver()).isFalse();
  }

  @Test
  void aWaitIsCutIntoEqualParts() throws Exception {
    isIn(Deadline.in(4 * HOUR), 4 * HOUR_MILLIS);
    isIn(Deadline.in(4 * HOUR).share(Long.MAX_VALUE, 2), 2 * HOUR_MILLIS);
    isIn(Deadline.in(4 * HOUR).share(HOUR, 2), HOUR_MILLIS);
  }

  @Test
  void aWaitWithoutEndIsAsLongAsASocketKnows() throws Exception {
    assertThat(Deadline.in(Long.MAX_VALUE).millisLeft()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void afterItNoCallIsMade() {
    assertThat(Deadline.in(0).isOver()).isTrue();
    assertThatThrownBy(() -> Deadline.in(0).millisLeft())
        .isInstanceOf(SocketTimeoutException.class);
    assertThatThrownBy(() -> Deadline.in(0).share(HOUR, 1).millisLeft())
        .isInstanceOf(SocketTimeoutException.class);
  }
}
