package io.conpool.impl.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The stack below the set of idle entries: none is taken twice, and none is lost. */
public final class IdleStackStress {

  private IdleStackStress() {}

  /** Entries in and around a stack, of which the first so many are in it. */
  abstract static class RacedStack extends RacedEntries {

    private final IdleStack stack = new IdleStack();

    RacedStack(int inside, int all) {
      super(all);
      for (int i = 0; i < inside; i++) {
        putIn(i);
      }
    }

    RacedStack(int inside, int all, Consumer<RacedStack> before) {
      this(inside, all);
      before.accept(this);
    }

    @Override
    final void put(Entry entry) {
      stack.push(entry);
    }

    @Override
    final @Nullable Entry take() {
      return stack.take();
    }

    @Override
    final void compact() {
      stack.compact();
    }
  }

  /** What a slow taker has seen on top comes back on top, with another below. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "taken, or in the set")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class TakeAndBorrow extends RacedStack {
    public TakeAndBorrow() {
      super(3, 3);
    }

    @Actor
    public void first() {
      firstTakes();
    }

    @Actor
    public void second() {
      borrow();
      secondTakes();
      borrow();
    }

    @Arbiter
    public void account(L_Result r) {
      r.r1 = account();
    }
  }

  /** While it is compacted, one is put in and taken: the link it had must not come back. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "taken, or in the set")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class BorrowAndCompact extends RacedStack {
    public BorrowAndCompact() {
      super(3, 4, stack -> stack.close(1));
    }

    @Actor
    public void first() {
      putIn(3);
      borrow();
      borrow();
    }

    @Actor
    public void housekeeper() {
      compact();
    }

    @Arbiter
    public void account(L_Result r) {
      r.r1 = account();
    }
  }

  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "taken, or in the set")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class PushAndTake extends RacedStack {
    public PushAndTake() {
      super(1, 2);
    }

    @Actor
    public void first() {
      putIn(1);
    }

    @Actor
    public void second() {
      secondTakes();
      secondTakes();
    }

    @Arbiter
    public void account(L_Result r) {
      r.r1 = account();
    }
  }
}
