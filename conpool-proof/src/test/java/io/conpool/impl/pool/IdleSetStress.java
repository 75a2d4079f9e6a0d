package io.conpool.impl.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The set of idle entries: none is taken twice, and none is lost. */
public final class IdleSetStress {

  private IdleSetStress() {}

  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "in the set")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class PutAndPut extends RacedSet {
    public PutAndPut() {
      super(0, 2);
    }

    @Actor
    public void first() {
      putIn(0);
    }

    @Actor
    public void second() {
      putIn(1);
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
  public static class PutAndTake extends RacedSet {
    public PutAndTake() {
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

  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "each has taken one")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class TakeAndTake extends RacedSet {
    public TakeAndTake() {
      super(2, 2);
    }

    @Actor
    public void first() {
      firstTakes();
    }

    @Actor
    public void second() {
      secondTakes();
    }

    @Arbiter
    public void account(L_Result r) {
      r.r1 = account();
    }
  }

  /** What a slow taker has seen on top comes back on top, with another below. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "taken, or in the set")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class TakeAndBorrow extends RacedSet {
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

  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "taken, or in the set")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class TakeAndCompact extends RacedSet {
    public TakeAndCompact() {
      super(3, 3, set -> set.close(1));
    }

    @Actor
    public void first() {
      firstTakes();
      firstTakes();
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

  /** While it is compacted, one is put in and taken: the link it had must not come back. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "taken, or in the set")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class BorrowAndCompact extends RacedSet {
    public BorrowAndCompact() {
      super(3, 4, set -> set.close(1));
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

  /** One is evicted while another is taken from above or below it. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "taken, or in the set")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class TakeAndEvict extends RacedSet {
    public TakeAndEvict() {
      super(2, 2);
    }

    @Actor
    public void first() {
      firstTakes();
    }

    @Actor
    public void housekeeper() {
      close(1);
      compact();
    }

    @Arbiter
    public void account(L_Result r) {
      r.r1 = account();
    }
  }

  /** Looking whether it is empty drops dead nodes, and nothing that is alive. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "in the set")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class PutAndLook extends RacedSet {
    public PutAndLook() {
      super(2, 3, set -> set.close(1));
    }

    @Actor
    public void first() {
      putIn(2);
    }

    @Actor
    public void second() {
      isEmpty();
    }

    @Arbiter
    public void account(L_Result r) {
      r.r1 = account();
    }
  }

  /** A return stores and looks for a waiter, a waiter stores and looks for an entry. */
  @JCStressTest
  @Outcome(
      id = {"true, true", "true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "one saw the other")
  @Outcome(id = "false, false", expect = FORBIDDEN, desc = "a wake-up is lost")
  @State
  public static class PutAndWait extends RacedSet {
    private final Gate gate = new Gate();

    public PutAndWait() {
      super(0, 1);
    }

    @Actor
    public void holder(ZZ_Result r) {
      putIn(0);
      r.r1 = !gate.isClear();
    }

    @Actor
    public void waiter(ZZ_Result r) {
      gate.change(Gate.WAITERS, 0);
      r.r2 = !isEmpty();
    }
  }
}
