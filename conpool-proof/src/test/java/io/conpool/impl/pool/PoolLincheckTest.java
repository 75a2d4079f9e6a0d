package io.conpool.impl.pool;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.PoolError;
import io.conpool.PoolException;
import java.time.Duration;
import java.util.List;
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

  private static final List<String> BESIDE_THE_POINT =
      List.of(
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.LinkedHash",
          "java.util.concurrent.ConcurrentHashMap",
          "io.conpool.impl.dial.",
          "io.conpool.impl.observe.",
          "io.conpool.impl.provider.",
          RacedPool.class.getName());

  private static final boolean MANY = Boolean.getBoolean("proof.long");

  private final RacedPool raced = RacedPool.still().warm();
  private final ConnectionPool pool = raced.pool;
  private volatile boolean closed;

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
    pool.clearEndpoint(RacedPool.HERE);
  }

  @Operation
  public void close() {
    pool.close(Duration.ZERO);
    closed = true;
  }

  /** Nothing is left over once all calls have ended. */
  @Validate
  public void countsAreExact() {
    String counts = raced.counts();
    boolean mayRest = !closed && counts.equals("0 leased 1 idle");
    if (!mayRest && !counts.equals("0 leased 0 idle")) {
      throw new IllegalStateException(counts);
    }
  }

  private String lease(Ending ending) {
    try {
      Connection connection = pool.acquire(RacedPool.HERE);
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

  /** What is looked at from outside only: it calls nobody back, and has proofs of its own. */
  static boolean isBesideThePoint(String type) {
    return BESIDE_THE_POINT.stream().anyMatch(type::startsWith);
  }

  @FunctionalInterface
  private interface Ending {
    void end(Connection connection);
  }

  @Test
  @Timeout(3_600)
  void callsOfAPoolAreLinearizableAndEnd() {
    new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(MANY ? 40 : 5)
        .invocationsPerIteration(MANY ? 1_000 : 200)
        .loopBound(100_000)
        .addGuarantee(forClasses(PoolLincheckTest::isBesideThePoint).allMethods().ignore())
        .check(PoolLincheckTest.class);
  }
}
