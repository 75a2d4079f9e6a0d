package io.conpool.impl.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdleStackTest {

  private final IdleStack stack = new IdleStack();

  @Test
  void theMostRecentlyReturnedComesFirst() {
    Entry first = pushed();
    Entry second = pushed();
    assertThat(stack.take()).isSameAs(second);
    assertThat(stack.take()).isSameAs(first);
    assertThat(stack.take()).isNull();
  }

  @Test
  void anEntryThatIsTakenIsLeased() {
    Entry entry = pushed();
    stack.take();
    assertThat(entry.isLeased()).isTrue();
  }

  @Test
  void anEntryThatWasClosedWhileIdleIsNotTaken() {
    Entry below = pushed();
    Entry closed = pushed();
    assertThat(closed.tryCloseIdle()).isTrue();
    assertThat(stack.take()).isSameAs(below);
  }

  @Test
  void aStackOfClosedEntriesIsEmpty() {
    Entry entry = pushed();
    assertThat(stack.isEmpty()).isFalse();
    entry.tryCloseIdle();
    assertThat(stack.isEmpty()).isTrue();
    assertThat(stack.take()).isNull();
  }

  @Test
  void compactingKeepsTheIdleOnesInTheirOrder() {
    Entry bottom = pushed();
    Entry closedBelow = pushed();
    Entry middle = pushed();
    Entry top = pushed();
    Entry closedOnTop = pushed();
    closedBelow.tryCloseIdle();
    closedOnTop.tryCloseIdle();
    stack.compact();
    assertThat(stack.take()).isSameAs(top);
    assertThat(stack.take()).isSameAs(middle);
    assertThat(stack.take()).isSameAs(bottom);
    assertThat(stack.take()).isNull();
  }

  @Test
  void noEntryIsLostWhileItIsCompactedUnderLeaseAndReturn() throws Exception {
    new Borrowing(stack::take, stack::push, stack::compact).run();
  }

  private Entry pushed() {
    Entry entry = Borrowing.entry();
    entry.tryIdle();
    stack.push(entry);
    return entry;
  }
}
