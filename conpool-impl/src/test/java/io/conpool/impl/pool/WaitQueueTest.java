package io.conpool.impl.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.time.Platform;
import org.junit.jupiter.api.Test;

class WaitQueueTest {

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
    Waiter served = waiter(Platform.FOREVER);
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
    Waiter served = waiter(Platform.FOREVER);
    queue.addFirst(served);
    Waiter newcomer = added();
    queue.remove(served);
    queue.putBack(served);
    assertThat(queue.toList()).containsExactly(served, newcomer);
  }

  @Test
  void theLatestDeadlineSaysUntilWhenAnyoneWaits() {
    assertThat(queue.anyoneWaitsAt(0)).isFalse();
    queue.add(waiter(10));
    queue.add(waiter(20));
    assertThat(queue.anyoneWaitsAt(19)).isTrue();
    assertThat(queue.anyoneWaitsAt(20)).isFalse();
    queue.add(waiter(Platform.FOREVER));
    assertThat(queue.anyoneWaitsAt(Long.MAX_VALUE - 1)).isTrue();
  }

  @Test
  void deadlinesAreComparedAcrossTheOverflowOfTheClock() {
    long deadline = Long.MAX_VALUE - 5;
    queue.add(waiter(deadline + 10));
    assertThat(queue.anyoneWaitsAt(deadline)).isTrue();
    assertThat(queue.anyoneWaitsAt(deadline + 10)).isFalse();
  }

  private Waiter added() {
    Waiter waiter = waiter(Platform.FOREVER);
    queue.add(waiter);
    return waiter;
  }

  private static Waiter waiter(long deadline) {
    return new Waiter(0, deadline);
  }
}
