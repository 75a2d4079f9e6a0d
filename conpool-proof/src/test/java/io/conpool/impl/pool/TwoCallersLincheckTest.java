package io.conpool.impl.pool;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import io.conpool.Connection;
import io.conpool.PoolException;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two callers who want the one connection, interleaved at 1,500 points: whoever has to wait for it
 * is served.
 */
public class TwoCallersLincheckTest {

  private final RacedPool raced = RacedPool.still().warm();

  /** Leases and gives back. */
  @Operation
  public boolean use() throws PoolException {
    Connection connection = raced.pool.acquire(RacedPool.HERE);
    boolean reused = connection.isReused();
    connection.release();
    return reused;
  }

  @Test
  @Timeout(600)
  void whoWaitsForTheOnlyConnectionIsServed() {
    new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(1)
        .actorsBefore(0)
        .actorsAfter(0)
        .iterations(1)
        .invocationsPerIteration(1_500)
        .loopBound(100_000)
        .addGuarantee(forClasses(PoolLincheckTest::isBesideThePoint).allMethods().ignore())
        .check(TwoCallersLincheckTest.class);
  }
}
