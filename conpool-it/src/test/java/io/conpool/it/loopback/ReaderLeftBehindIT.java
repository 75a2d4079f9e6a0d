package io.conpool.it.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.it.support.Caller;
import io.conpool.it.support.LoopbackServer;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.Pools;
import io.conpool.it.support.Security;
import io.conpool.it.support.ThreadKind;
import io.conpool.it.support.Tokens;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two threads on one lease, one in a read, the other releasing. */
@OnEachKindOfThread
class ReaderLeftBehindIT {

  private static final int ROUNDS = 10_000;

  /** Each round costs a handshake; all of them are made where tests may take minutes. */
  private static final int TLS_ROUNDS = Boolean.getBoolean("proof.long") ? ROUNDS : 1_000;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final BlockingQueue<Connection> leases = new ArrayBlockingQueue<>(1);
  private final BlockingQueue<Integer> bytesRead = new ArrayBlockingQueue<>(1);

  @ParameterizedTest
  @EnumSource
  void theNextHoldersBytesAreItsOwn(Security security, Pools pools, ThreadKind threads)
      throws Exception {
    try (LoopbackServer server = security.serve(LoopbackServer::echo)) {
      Endpoint endpoint = security.endpoint(server.port());
      ConnectionPool pool = pools.open(Security.config().maxConnectionsPerEndpoint(1).build());
      int rounds = security == Security.TLS ? TLS_ROUNDS : ROUNDS;
      Caller<Boolean> reader = threads.start("reader", () -> readOnEveryLease(rounds));

      for (int round = 0; round < rounds; round++) {
        Connection left = pool.acquire(endpoint);
        leases.put(left);
        Tokens.send(left, "x");
        assertThat(nextReport()).as("the reader has its byte").isEqualTo(1);
        left.release();
        String token = "%08d".formatted(round);
        try (Connection next = pool.acquire(endpoint)) {
          next.readTimeout(PATIENCE); // a byte that went astray is one that never comes
          assertThat(Tokens.exchange(next, token)).isEqualTo(token);
          next.release();
        }
        assertThat(nextReport()).as("bytes read after the release").isZero();
      }
      assertThat(reader.await()).isTrue();
    }
  }

  private @Nullable Integer nextReport() throws InterruptedException {
    return bytesRead.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Reads one byte on each lease, and then another that never comes. */
  private boolean readOnEveryLease(int rounds) throws Exception {
    for (int round = 0; round < rounds; round++) {
      Connection lease = leases.take();
      bytesRead.put(lease.read(ByteBuffer.allocate(64)));
      bytesRead.put(readAfterTheEnd(lease));
    }
    return true;
  }

  private static int readAfterTheEnd(Connection lease) {
    try {
      return Math.max(0, lease.read(ByteBuffer.allocate(64)));
    } catch (IOException e) {
      return 0;
    }
  }
}
