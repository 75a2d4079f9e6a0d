package io.conpool.impl.pool;

import io.conpool.Connection;
import io.conpool.PoolError;
import io.conpool.PoolException;
import java.time.Duration;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Interleavings of a few calls of a whole pool that has one place. With one place it is known which
 * connection a caller must get: a fresh one at first, after a clear, and after one that was not
 * released; else the one before. Who waits can go on only once he is handed something, so that one
 * who is forgotten is seen to hang.
 */
public class PoolLincheckTest {

  private final RacedPool raced = RacedPool.still();

  /** Leases and gives back. */
  @Operation
  public String use() {
    return lease(Connection::release);
  }

  /** Leases and lets the lease end without giving back. */
  @Operation
  public String drop() {
    return lease(Connection::close);
  }

  @Operation
  public void clear() {
    raced.pool.clearEndpoint(RacedPool.HERE);
  }

  @Operation
  public void close() {
    raced.pool.close(Duration.ZERO);
  }

  /** Nothing is left over once all calls have ended. */
  @Validate
  public void countsAreExact() {
    String counts = raced.counts();
    if (!counts.equals("0 leased 0 idle") && !counts.equals("0 leased 1 idle")) {
      throw new IllegalStateException(counts);
    }
  }

  private String lease(Ending ending) {
    try {
      Connection connection = raced.pool.acquire(RacedPool.HERE);
      String what = connection.isReused() ? "reused" : "fresh";
      ending.end(connection);
      return what;
    } catch (PoolException e) {
      if (e.error() instanceof PoolError.PoolClosed) {
        return "closed";
      }
      throw new IllegalStateException(e);
    }
  }

  @FunctionalInterface
  private interface Ending {
    void end(Connection connection);
  }

  @Test
  @Timeout(120)
  void callsOfAPoolAreLinearizableAndEnd() {
    new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(10)
        .invocationsPerIteration(200)
        .check(PoolLincheckTest.class);
  }
}
