package io.conpool.impl.pool;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every interleaving of a few leases and returns of a stack of idle entries. */
public class IdleStackLincheckTest {

  private final IdleStack stack = new IdleStack();

  /** Adds an entry that has become idle. */
  @Operation
  public void add() {
    stack.push(EntryStress.idle());
  }

  /** Takes one, if there is one. */
  @Operation
  public boolean take() {
    return stack.take() != null;
  }

  @Operation
  public boolean isEmpty() {
    return stack.isEmpty();
  }

  @Test
  @Timeout(120)
  void theStackOfIdleEntriesIsLinearizable() {
    new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(2)
        .iterations(10)
        .invocationsPerIteration(500)
        .check(IdleStackLincheckTest.class);
  }
}
