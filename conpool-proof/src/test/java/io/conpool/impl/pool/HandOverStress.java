package io.conpool.impl.pool;

import static io.conpool.impl.pool.RacedPool.HERE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.conpool.Connection;
import java.util.concurrent.Semaphore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A caller comes to wait as something comes for which he waits: he always gets it. */
public final class HandOverStress {

  private HandOverStress() {}

  /** A lease is returned: the waiter is woken. */
  @JCStressTest
  @Outcome(id = "served, 1 leased 0 idle", expect = ACCEPTABLE, desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "the wake-up was lost")
  @State
  public static class ReturnAndWait {
    private final RacedPool raced = RacedPool.waking(1);
    private final Connection held = raced.lease(HERE);

    @Actor
    public void caller(LL_Result r) {
      r.r1 = raced.call(HERE).word();
    }

    @Actor
    public void holder() {
      held.release();
    }

    @Arbiter
    public void rest(LL_Result r) {
      r.r2 = raced.counts();
    }
  }

  /** A lease is returned: the waiter is handed the entry. */
  @JCStressTest
  @Outcome(id = "served, 1 leased 0 idle", expect = ACCEPTABLE, desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "the hand-over was lost")
  @State
  public static class ReturnAndWaitInOrder {
    private final RacedPool raced = RacedPool.handing(1);
    private final Connection held = raced.lease(HERE);

    @Actor
    public void caller(LL_Result r) {
      r.r1 = raced.call(HERE).word();
    }

    @Actor
    public void holder() {
      held.release();
    }

    @Arbiter
    public void rest(LL_Result r) {
      r.r2 = raced.counts();
    }
  }

  /** A lease is closed: its place is free for a dial. */
  @JCStressTest
  @Outcome(id = "served, 1 leased 0 idle", expect = ACCEPTABLE, desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "the place was lost")
  @State
  public static class CloseAndWait {
    private final RacedPool raced = RacedPool.waking(1);
    private final Connection held = raced.lease(HERE);

    @Actor
    public void caller(LL_Result r) {
      r.r1 = raced.call(HERE).word();
    }

    @Actor
    public void holder() {
      held.close();
    }

    @Arbiter
    public void rest(LL_Result r) {
      r.r2 = raced.counts();
    }
  }

  /** The limit is raised: there is a place for a dial. */
  @JCStressTest
  @Outcome(id = "served, 2 leased 0 idle", expect = ACCEPTABLE, desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "the place was not seen")
  @State
  public static class RaiseAndWait {
    private final RacedPool raced = RacedPool.waking(1).taken();

    @Actor
    public void caller(LL_Result r) {
      r.r1 = raced.call(HERE).word();
    }

    @Actor
    public void operator() {
      raced.pool.limit(HERE, 2);
    }

    @Arbiter
    public void rest(LL_Result r) {
      r.r2 = raced.counts();
    }
  }

  /** The pool is resumed: what is idle can be had. */
  @JCStressTest
  @Outcome(id = "served, 1 leased 0 idle", expect = ACCEPTABLE, desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "the wake-up was lost")
  @State
  public static class ResumeAndWait {
    private final RacedPool raced = RacedPool.waking(1).warm();

    public ResumeAndWait() {
      raced.pool.suspend();
    }

    @Actor
    public void caller(LL_Result r) {
      r.r1 = raced.call(HERE).word();
    }

    @Actor
    public void operator() {
      raced.pool.resume();
    }

    @Arbiter
    public void rest(LL_Result r) {
      r.r2 = raced.counts();
    }
  }

  /** What is dialed for a waiter is given up: he is dialed for again. */
  @JCStressTest
  @Outcome(id = "served, 1 leased 0 idle", expect = ACCEPTABLE, desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "the dial was lost")
  @State
  public static class ClearAndWait {
    private final RacedPool raced = RacedPool.waking(1);

    @Actor
    public void caller(LL_Result r) {
      r.r1 = raced.call(HERE).word();
    }

    @Actor
    public void operator() {
      raced.pool.clearEndpoint(HERE);
    }

    @Arbiter
    public void rest(LL_Result r) {
      r.r2 = raced.counts();
    }
  }

  /** A lease is returned as the waiter gives up: he has the entry, or it is idle. */
  @JCStressTest
  @Outcome(
      id = {"served, 1 leased 0 idle", "late, 0 leased 1 idle"},
      expect = ACCEPTABLE,
      desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "the entry was lost")
  @State
  public static class ReturnAndGiveUp {
    private final RacedPool raced = RacedPool.waking(1);
    private final Connection held = raced.lease(HERE);

    @Actor
    public void caller(LL_Result r) {
      r.r1 = raced.callBriefly(HERE).word();
    }

    @Actor
    public void holder() {
      held.release();
    }

    @Arbiter
    public void rest(LL_Result r) {
      r.r2 = raced.counts();
    }
  }

  /** An entry is handed to a waiter as he gives up: he has it, or it is idle. */
  @JCStressTest
  @Outcome(
      id = {"served, 1 leased 0 idle", "late, 0 leased 1 idle"},
      expect = ACCEPTABLE,
      desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "the entry was lost")
  @State
  public static class ReturnAndGiveUpInOrder {
    private final RacedPool raced = RacedPool.handing(1);
    private final Connection held = raced.lease(HERE);

    @Actor
    public void caller(LL_Result r) {
      r.r1 = raced.callBriefly(HERE).word();
    }

    @Actor
    public void holder() {
      held.release();
    }

    @Arbiter
    public void rest(LL_Result r) {
      r.r2 = raced.counts();
    }
  }

  /** An entry is handed to a waiter as he is interrupted: he has it, or it is idle. */
  @JCStressTest
  @Outcome(
      id = {"served, 1 leased 0 idle", "interrupted, 0 leased 1 idle"},
      expect = ACCEPTABLE,
      desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "the entry was lost")
  @State
  public static class ReturnAndInterrupt {
    private final RacedPool raced = RacedPool.handing(1);
    private final Connection held = raced.lease(HERE);
    private final Semaphore over = new Semaphore(0);
    private volatile Thread waiter;

    @Actor
    public void caller(LL_Result r) {
      waiter = Thread.currentThread();
      r.r1 = raced.call(HERE).word();
      over.acquireUninterruptibly();
      Thread.interrupted(); // it may have come late, and is not meant for the next race
    }

    @Actor
    public void other() {
      Thread seen = waiter;
      if (seen != null) {
        seen.interrupt();
      }
      held.release();
      over.release();
    }

    @Arbiter
    public void rest(LL_Result r) {
      r.r2 = raced.counts();
    }
  }
}
