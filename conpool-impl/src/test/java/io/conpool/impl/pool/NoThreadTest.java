package io.conpool.impl.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.impl.DefaultConnectionPoolFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NoThreadTest {

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
}
