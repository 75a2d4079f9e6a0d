package io.conpool.impl.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.conpool.CloseReason;
import io.conpool.impl.dial.Dialed;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JZ_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The word that says who owns an entry. */
public final class EntryStress {

  private EntryStress() {}

  /** An entry that belongs to no pool: what races here never looks beyond its owner. */
  static Entry leased() {
    return new Entry(null, new Dialed(null, null, null, null, null, 0), 0, 0);
  }

  static Entry idle() {
    Entry entry = leased();
    entry.tryIdle();
    return entry;
  }

  /** Two take an idle entry. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "one has it")
  @Outcome(expect = FORBIDDEN, desc = "both or nobody")
  @State
  public static class LeaseAndLease {
    private final Entry entry = idle();

    @Actor
    public void first(ZZ_Result r) {
      r.r1 = entry.tryLease();
    }

    @Actor
    public void second(ZZ_Result r) {
      r.r2 = entry.tryLease();
    }
  }

  /** An idle entry is leased and evicted. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "one has it")
  @Outcome(expect = FORBIDDEN, desc = "both or nobody")
  @State
  public static class LeaseAndEvict {
    private final Entry entry = idle();

    @Actor
    public void caller(ZZ_Result r) {
      r.r1 = entry.tryLease();
    }

    @Actor
    public void housekeeper(ZZ_Result r) {
      r.r2 = entry.tryCloseIdle();
    }
  }

  /** An idle entry is evicted twice. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "closed once")
  @Outcome(expect = FORBIDDEN, desc = "closed twice or never")
  @State
  public static class EvictAndEvict {
    private final Entry entry = idle();

    @Actor
    public void first(ZZ_Result r) {
      r.r1 = entry.tryCloseIdle();
    }

    @Actor
    public void second(ZZ_Result r) {
      r.r2 = entry.tryCloseIdle();
    }
  }

  /** A leased entry is returned, and closed under its holder. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "idle or closed")
  @Outcome(expect = FORBIDDEN, desc = "both or neither")
  @State
  public static class ReturnAndCutOff {
    private final Entry entry = leased();

    @Actor
    public void holder(ZZ_Result r) {
      r.r1 = entry.tryIdle();
    }

    @Actor
    public void closer(ZZ_Result r) {
      r.r2 = entry.tryCloseLeased();
    }
  }

  /** A holder who may not return it closes it, while the pool does. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "closed once")
  @Outcome(expect = FORBIDDEN, desc = "closed twice or never")
  @State
  public static class CutOffAndCutOff {
    private final Entry entry = leased();

    @Actor
    public void holder(ZZ_Result r) {
      r.r1 = entry.tryCloseLeased();
    }

    @Actor
    public void closer(ZZ_Result r) {
      r.r2 = entry.tryCloseLeased();
    }
  }

  /** An entry is returned, while somebody wants to evict it. */
  @JCStressTest
  @Outcome(id = "true, true, false", expect = ACCEPTABLE, desc = "returned, then evicted")
  @Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "evicted too early")
  @Outcome(expect = FORBIDDEN, desc = "neither idle nor closed")
  @State
  public static class ReturnAndEvict {
    private final Entry entry = leased();

    @Actor
    public void holder(ZZZ_Result r) {
      r.r1 = entry.tryIdle();
    }

    @Actor
    public void housekeeper(ZZZ_Result r) {
      r.r2 = entry.tryCloseIdle();
    }

    @Arbiter
    public void rest(ZZZ_Result r) {
      r.r3 = entry.isIdle();
    }
  }

  /** The book-keeping of one holder is seen by the next. */
  @JCStressTest
  @Outcome(id = "0, false", expect = ACCEPTABLE, desc = "not returned yet")
  @Outcome(id = "7, true", expect = ACCEPTABLE, desc = "handed on")
  @Outcome(expect = FORBIDDEN, desc = "the next holder sees the past")
  @State
  public static class ReturnAndLease {
    private final Entry entry = leased();

    @Actor
    public void holder() {
      entry.endLease(7);
      entry.tryIdle();
    }

    @Actor
    public void next(JZ_Result r) {
      r.r2 = entry.tryLease();
      r.r1 = r.r2 ? entry.lastUsed() : 0;
    }
  }

  /** A condemned entry is closed by whoever condemned it, or by who returns it: by one of them. */
  @JCStressTest
  @Outcome(
      id = {"true, false, false", "false, true, false"},
      expect = ACCEPTABLE,
      desc = "closed once")
  @Outcome(expect = FORBIDDEN, desc = "closed twice, or idle though condemned")
  @State
  public static class CondemnAndReturn {
    private final Entry entry = leased();

    @Actor
    public void operator(ZZZ_Result r) {
      entry.condemn(CloseReason.CLEARED);
      r.r1 = entry.tryCloseIdle();
    }

    @Actor
    public void holder(ZZZ_Result r) {
      if (entry.condemned() != null) {
        r.r2 = entry.tryCloseLeased();
      } else if (entry.tryIdle() && entry.condemned() != null) {
        r.r2 = entry.tryCloseIdle();
      }
    }

    @Arbiter
    public void rest(ZZZ_Result r) {
      r.r3 = entry.isIdle() || entry.isLeased();
    }
  }
}
