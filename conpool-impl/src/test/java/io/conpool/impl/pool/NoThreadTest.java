package io.conpool.impl.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.impl.DefaultConnectionPoolFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NoThreadTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  @Timeout(30)
  void aCallerIsToldAtOnceWhereNoThreadCanBeHadAndNoPlaceIsLost() {
    PoolConfig config =
        PoolConfig.builder().maxConnectionsPerEndpoint(1).threadFactory(body -> null).build();
    try (ConnectionPool pool = new DefaultConnectionPoolFactory().create(config)) {
      Endpoint endpoint = Endpoint.of("127.0.0.1", 9);
      for (int round = 0; round < 3; round++) {
        assertThat(SimulatedPool.error(() -> pool.acquire(endpoint)))
            .isInstanceOf(PoolError.ConnectionFailed.class);
      }
      assertThat(pool.total().waiting() + pool.total().dialing()).isZero();
      assertThat(pool.total().errors()).isEqualTo(3);
    }
  }

  @Test
  void aTryThatCannotBePlannedIsNotAwaited() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          s.server.delay(SECOND).refuse();
          Caller<Connection> caller = s.acquireElsewhere("caller");
          s.sim.advance(SECOND.dividedBy(2));
          s.platform.refuseTimers();
          assertThat(caller.error()).isInstanceOf(PoolError.ConnectionFailed.class);
          assertThat(caller.took()).isEqualTo(SECOND);
        });
  }

  @Test
  void whereTheClockCannotBeWatchedDialsSucceedAllTheSame() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(2),
        s -> {
          s.server.delay(SECOND);
          Caller<Boolean> caller = s.useElsewhere("caller");
          s.sim.advance(SECOND.dividedBy(2));
          s.platform.refuseTimers();
          caller.result();
        });
  }
}
