package io.conpool.impl.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.Connection;
import io.conpool.DuplexStream;
import io.conpool.PoolConfig;
import io.conpool.impl.sim.ServerHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * A health check that has let another thread into the connection. TLS's own way of closing reads
 * and writes, which nobody may do next to a reader: such a connection is aborted.
 */
class CheckLeftInsideTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** What a check does once another thread is inside a read; says whether it finds it healthy. */
  @FunctionalInterface
  private interface Check {
    boolean afterwards(SimulatedPool s, Thread reader);
  }

  /** Leases twice, with a check in between; returns after how long the second lease came. */
  private static void isAbortedAndReplaced(Check check, Duration after) {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.server.accept(ServerHandler.silent());
          CallNotes notes = new CallNotes();
          PoolConfig config =
              PoolConfig.builder()
                  .maxConnectionsPerEndpoint(1)
                  .healthCheckTimeout(SECOND)
                  .healthCheck(
                      stream -> {
                        Thread reader = s.sim.spawn("reader", () -> readInVain(stream));
                        s.sim.await(() -> notes.calls.contains("read"));
                        return check.afterwards(s, reader);
                      })
                  .build();
          NotedPool pool = new NotedPool(s, config, notes);
          pool.endpoint.acquire().release();
          Connection second = pool.endpoint.acquire(Duration.ofSeconds(5).toNanos());
          assertThat(second.isReused()).isFalse();
          assertThat(s.sim.elapsed()).isEqualTo(after);
          assertThat(notes.calls).contains("abort").doesNotContain("close");
          second.close();
          pool.close();
        });
  }

  private static void readInVain(DuplexStream stream) {
    assertThatThrownBy(() -> stream.read(ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
  }

  @Test
  void aConnectionWithAReaderInsideAfterItsCheckIsAbortedAndTheCallerGetsAnother() {
    isAbortedAndReplaced((s, reader) -> true, Duration.ZERO);
  }

  @Test
  void aConnectionWithAReaderInsideWhenTheTimeOfItsCheckIsUpIsAbortedAndTheCallerGetsAnother() {
    isAbortedAndReplaced(
        (s, reader) -> {
          s.sim.join(reader);
          return true;
        },
        SECOND);
  }
}
