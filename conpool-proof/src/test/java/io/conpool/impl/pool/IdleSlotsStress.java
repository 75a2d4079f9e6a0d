package io.conpool.impl.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Threads come to share one slot of the idle set, or get slots of their own, under traffic. */
public final class IdleSlotsStress {

  private static final int SLOTS = 2;

  private IdleSlotsStress() {}

  /** One comes back into a slot that is given up. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "taken, or in the set")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class PutAndNarrow extends RacedSet {
    public PutAndNarrow() {
      super(2, 3, SLOTS);
    }

    @Actor
    public void holder() {
      putIn(2);
    }

    @Actor
    public void housekeeper() {
      narrow();
    }

    @Arbiter
    public void account(L_Result r) {
      r.r1 = account();
    }
  }

  /** Those in the slots that are given up are in use meanwhile. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "taken, or in the set")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class BorrowAndNarrow extends RacedSet {
    public BorrowAndNarrow() {
      super(3, 3, SLOTS);
    }

    @Actor
    public void holder() {
      borrow();
      firstTakes();
      borrow();
    }

    @Actor
    public void housekeeper() {
      narrow();
    }

    @Arbiter
    public void account(L_Result r) {
      r.r1 = account();
    }
  }

  /** While each gets a slot of his own, entries come and go. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "taken, or in the set")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class BorrowAndSpread extends RacedSet {
    public BorrowAndSpread() {
      super(2, 3, SLOTS, RacedSet::narrowButFor1);
    }

    @Actor
    public void holder() {
      putIn(2);
      borrow();
      firstTakes();
    }

    @Actor
    public void other() {
      borrow();
      collide();
      borrow();
    }

    @Arbiter
    public void account(L_Result r) {
      r.r1 = account();
    }
  }

  /** Another takes while the slots are given up; who misses one would look again under the lock. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "taken, or in the set")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class TakeAndNarrow extends RacedSet {
    public TakeAndNarrow() {
      super(2, 2, SLOTS);
    }

    @Actor
    public void holder() {
      firstTakes();
    }

    @Actor
    public void housekeeper() {
      narrow();
      secondTakes();
    }

    @Arbiter
    public void account(L_Result r) {
      r.r1 = account();
    }
  }
}
