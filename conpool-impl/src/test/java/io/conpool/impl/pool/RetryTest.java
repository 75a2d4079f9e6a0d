package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static io.conpool.impl.pool.SimulatedPool.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.spi.DnsException;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** How long one try to connect may take, and what is tried again. */
class RetryTest {

  private static final UnaryOperator<PoolConfig.Builder> DEFAULTS = UnaryOperator.identity();

  @Test
  void aTryThatMeetsTheConnectTimeoutIsNotRepeated() {
    SimulatedPool.run(
        config -> config.connectTimeout(Duration.ofSeconds(3)),
        s -> {
          s.server.blackHole();
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOfSatisfying(
                  PoolError.ConnectionTimeout.class,
                  timeout -> assertThat(timeout.timeout()).isEqualTo(Duration.ofSeconds(3)));
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofSeconds(3));
          assertThat(s.net.connectCount()).isEqualTo(1);
          assertThat(s.pool.stats(ECHO).timeouts()).isZero();
          assertThat(s.pool.stats(ECHO).errors()).isEqualTo(1);
        });
  }

  @Test
  void aTryThatMeetsTheConnectTimeoutWhileResolvingIsDnsResolutionFailed() {
    SimulatedPool.run(
        config -> config.connectTimeout(Duration.ofSeconds(3)),
        s -> {
          s.dns.hang("echo.test");
          PoolException failure = failure(() -> s.pool.acquire(ECHO));
          assertThat(failure.error()).isEqualTo(new PoolError.DnsResolutionFailed("echo.test"));
          assertThat(failure.context())
              .containsExactly("resolving echo.test:7", "connecting to echo.test:7");
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofSeconds(3));
          assertThat(s.net.connectCount()).isZero();
        });
  }

  @Test
  void theConnectTimeoutCoversResolutionAndConnectTogether() {
    SimulatedPool.run(
        config -> config.connectTimeout(Duration.ofSeconds(3)),
        s -> {
          s.dns.delay("echo.test", Duration.ofSeconds(2));
          s.server.delay(Duration.ofSeconds(2));
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOf(PoolError.ConnectionTimeout.class);
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofSeconds(3));
        });
  }

  @Test
  void aRefusedConnectIsRepeatedAsOftenAsConfigured() {
    for (int retries : new int[] {0, 1, 3}) {
      SimulatedPool.run(
          config -> config.connectRetryCount(retries),
          s -> {
            s.server.refuse();
            PoolException failure = failure(() -> s.pool.acquire(ECHO));
            assertThat(failure.error())
                .isInstanceOfSatisfying(
                    PoolError.ConnectionFailed.class,
                    failed -> assertThat(failed.attempts()).isEqualTo(retries + 1));
            assertThat(s.net.connectCount()).isEqualTo(retries + 1);
            if (retries == 0) {
              assertThat(failure).hasMessageNotContaining("retry");
            } else {
              assertThat(failure)
                  .hasMessageEndingWith(
                      retries == 1 ? "after 1 retry attempt" : "after 3 retry attempts");
            }
          });
    }
  }

  @Test
  void onlyWhatMayPassIsRepeated() {
    SimulatedPool.run(
        DEFAULTS,
        s -> {
          s.dns.fail("echo.test", DnsException.Kind.TEMPORARY);
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOf(PoolError.DnsResolutionFailed.class);
          assertThat(s.dns.lookups("echo.test")).isEqualTo(4);
          for (DnsException.Kind kind :
              List.of(DnsException.Kind.NO_SUCH_NAME, DnsException.Kind.NO_DATA)) {
            s.dns.fail("echo.test", kind);
            int before = s.dns.lookups("echo.test");
            assertThat(error(() -> s.pool.acquire(ECHO)))
                .isInstanceOf(PoolError.DnsResolutionFailed.class);
            assertThat(s.dns.lookups("echo.test")).isEqualTo(before + 1);
            s.sim.advance(Duration.ofSeconds(2)); // that there is none is kept for a moment
          }
          s.dns.answer("echo.test", "10.0.0.1");
          s.server.unreachable();
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOf(PoolError.ConnectionFailed.class);
          assertThat(s.net.connectCount()).isEqualTo(4);
        });
  }

  @Test
  void thePausesDoubleAndHalfOfEachIsChance() {
    TreeSet<Duration> totals = new TreeSet<>();
    for (long seed = 1; seed <= 20; seed++) {
      SimulatedPool.run(
          seed,
          config -> config.connectRetryDelay(Duration.ofMillis(100)),
          s -> {
            s.server.refuse();
            assertThat(error(() -> s.pool.acquire(ECHO)))
                .isInstanceOf(PoolError.ConnectionFailed.class);
            assertThat(s.sim.elapsed()).isBetween(Duration.ofMillis(350), Duration.ofMillis(700));
            totals.add(s.sim.elapsed());
          });
    }
    assertThat(totals).hasSizeGreaterThan(15);
    assertThat(totals.last().minus(totals.first())).isGreaterThan(Duration.ofMillis(60));
  }

  @Test
  void withoutARetryDelayTheNextTryComesAtOnce() {
    SimulatedPool.run(
        config -> config.connectRetryDelay(Duration.ZERO),
        s -> {
          s.server.refuse();
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOf(PoolError.ConnectionFailed.class);
          assertThat(s.sim.elapsed()).isZero();
          assertThat(s.net.connectCount()).isEqualTo(4);
        });
  }
}
