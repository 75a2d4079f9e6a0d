package io.conpool.impl.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.sim.Simulation;
import io.conpool.impl.time.Platform;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WaitQueueTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final WaitQueue queue = new WaitQueue();

  @Test
  void newcomersGoToTheEnd() {
    Waiter first = added();
    Waiter second = added();
    Waiter third = added();
    assertThat(queue.toList()).containsExactly(first, second, third);
    assertThat(queue.head()).isSameAs(first);
    assertThat(queue.size()).isEqualTo(3);
  }

  @Test
  void aWaiterLeavesFromAnywhere() {
    Waiter first = added();
    Waiter second = added();
    Waiter third = added();
    Waiter fourth = added();
    queue.remove(second);
    assertThat(queue.toList()).containsExactly(first, third, fourth);
    queue.remove(first);
    assertThat(queue.head()).isSameAs(third);
    queue.remove(fourth);
    assertThat(queue.toList()).containsExactly(third);
    queue.remove(third);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.size()).isZero();
    Waiter fifth = added();
    assertThat(queue.toList()).containsExactly(fifth);
  }

  @Test
  void aWaiterThatComesBackGetsItsOldPlace() {
    Waiter first = added();
    Waiter second = added();
    Waiter third = added();
    queue.remove(first);
    queue.remove(second);
    queue.putBack(second);
    assertThat(queue.toList()).containsExactly(second, third);
    queue.putBack(first);
    assertThat(queue.toList()).containsExactly(first, second, third);
    queue.remove(third);
    queue.putBack(third);
    assertThat(queue.toList()).containsExactly(first, second, third);
  }

  @Test
  void whoeverHadBeenServedAlreadyGoesInFrontAndKeepsThatPlace() {
    Waiter waiting = added();
    Waiter served = waiter();
    queue.addFirst(served);
    assertThat(queue.toList()).containsExactly(served, waiting);
    queue.remove(waiting);
    queue.remove(served);
    queue.putBack(waiting);
    queue.putBack(served);
    assertThat(queue.toList()).containsExactly(served, waiting);
  }

  @Test
  void whoeverIsPutInFrontOfAnEmptyQueueStaysAheadOfNewcomers() {
    Waiter served = waiter();
    queue.addFirst(served);
    Waiter newcomer = added();
    queue.remove(served);
    queue.putBack(served);
    assertThat(queue.toList()).containsExactly(served, newcomer);
  }

  @Test
  void theLatestDeadlineSaysUntilWhenAnyoneWaits() {
    // The clock of some of them overflows within these 20 seconds.
    for (int seed = 1; seed <= 10; seed++) {
      Platform platform = new Simulation(seed).platform();
      long start = platform.now();
      WaitQueue waiting = new WaitQueue();
      assertThat(waiting.anyoneWaitsAt(start)).isFalse();
      waiting.add(Waiter.now(platform, 10 * SECOND));
      waiting.add(Waiter.now(platform, 20 * SECOND));
      assertThat(waiting.anyoneWaitsAt(start + 20 * SECOND - 1)).isTrue();
      assertThat(waiting.anyoneWaitsAt(start + 20 * SECOND)).isFalse();
      waiting.add(Waiter.now(platform, Platform.FOREVER));
      assertThat(waiting.anyoneWaitsAt(start + 1000 * SECOND)).isTrue();
    }
  }

  private Waiter added() {
    Waiter waiter = waiter();
    queue.add(waiter);
    return waiter;
  }

  private static Waiter waiter() {
    return Waiter.now(new Simulation(1).platform(), Platform.FOREVER);
  }
}
