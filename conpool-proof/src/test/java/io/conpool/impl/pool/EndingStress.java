package io.conpool.impl.pool;

import static io.conpool.impl.pool.RacedPool.HERE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.conpool.Connection;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Leases, returns and dials race what ends the pool or its connections. */
public final class EndingStress {

  private EndingStress() {}

  /** A lease is returned as the pool closes: nothing stays open. */
  @JCStressTest
  @Outcome(id = "ended, 0 leased 0 idle", expect = ACCEPTABLE, desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "a connection outlives the pool")
  @State
  public static class CloseAndReturn {
    private final RacedPool raced = RacedPool.waking(1);
    private final Connection held = raced.lease(HERE);

    @Actor
    public void holder(LL_Result r) {
      held.release();
      r.r1 = "ended";
    }

    @Actor
    public void closer() {
      raced.pool.close();
    }

    @Arbiter
    public void rest(LL_Result r) {
      r.r2 = raced.counts();
    }
  }

  /** An idle connection is leased as the pool closes: nothing stays open. */
  @JCStressTest
  @Outcome(
      id = {"served, 0 leased 0 idle", "closed, 0 leased 0 idle"},
      expect = ACCEPTABLE,
      desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "a connection outlives the pool, or a caller waits for it")
  @State
  public static class CloseAndLease {
    private final RacedPool raced = RacedPool.waking(1).warm();

    @Actor
    public void caller(LL_Result r) {
      r.r1 = raced.call(HERE).word();
    }

    @Actor
    public void closer() {
      raced.pool.close();
    }

    @Arbiter
    public void rest(LL_Result r) {
      r.r2 = raced.counts();
    }
  }

  /** A connection is dialed as the pool closes: nothing stays open. */
  @JCStressTest
  @Outcome(
      id = {"served, 0 leased 0 idle", "closed, 0 leased 0 idle"},
      expect = ACCEPTABLE,
      desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "a connection outlives the pool, or a caller waits for it")
  @State
  public static class CloseAndDial {
    private final RacedPool raced = RacedPool.waking(1);

    @Actor
    public void caller(LL_Result r) {
      r.r1 = raced.call(HERE).word();
    }

    @Actor
    public void closer() {
      raced.pool.close();
    }

    @Arbiter
    public void rest(LL_Result r) {
      r.r2 = raced.counts();
    }
  }

  /** A caller comes to wait as the pool closes: he is told. */
  @JCStressTest
  @Outcome(id = "closed, 0 leased 0 idle", expect = ACCEPTABLE, desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "the caller waits for a closed pool")
  @State
  public static class CloseAndWait {
    private final RacedPool raced = RacedPool.waking(1).taken();

    @Actor
    public void caller(LL_Result r) {
      r.r1 = raced.call(HERE).word();
    }

    @Actor
    public void closer() {
      raced.pool.close();
    }

    @Arbiter
    public void rest(LL_Result r) {
      r.r2 = raced.counts();
    }
  }

  /** A lease is returned as the endpoint is cleared: it is not reused. */
  @JCStressTest
  @Outcome(id = "ended, 0 leased 0 idle", expect = ACCEPTABLE, desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "a cleared connection is idle")
  @State
  public static class ClearAndReturn {
    private final RacedPool raced = RacedPool.waking(1);
    private final Connection held = raced.lease(HERE);

    @Actor
    public void holder(LL_Result r) {
      held.release();
      r.r1 = "ended";
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

  /** An idle connection is leased as the endpoint is cleared: it is the last lease. */
  @JCStressTest
  @Outcome(
      id = {"old, 0 leased 0 idle", "new, 0 leased 1 idle"},
      expect = ACCEPTABLE,
      desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "a cleared connection is idle")
  @State
  public static class ClearAndLease {
    private final RacedPool raced = RacedPool.waking(1).warm();
    private Connection lease;

    @Actor
    public void caller() {
      lease = raced.call(HERE).lease();
    }

    @Actor
    public void operator() {
      raced.pool.clearEndpoint(HERE);
    }

    @Arbiter
    public void rest(LL_Result r) {
      r.r1 = lease.isReused() ? "old" : "new";
      lease.release();
      r.r2 = raced.counts();
    }
  }

  /** A lease is released by two: the connection is idle once. */
  @JCStressTest
  @Outcome(id = "true false, 1 leased 0 idle", expect = ACCEPTABLE, desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "it is idle twice or lost")
  @State
  public static class ReleaseAndRelease {
    private final RacedPool raced = RacedPool.waking(2);
    private final Connection held = raced.lease(HERE);

    @Actor
    public void first() {
      held.release();
    }

    @Actor
    public void second() {
      held.release();
    }

    @Arbiter
    public void rest(LL_Result r) {
      r.r1 = raced.leasesIdle() + " " + raced.leasesIdle();
      r.r2 = raced.counts();
    }
  }

  /** A lease is released and closed: one of them counts. */
  @JCStressTest
  @Outcome(
      id = {"true false, 1 leased 0 idle", "false false, 0 leased 0 idle"},
      expect = ACCEPTABLE,
      desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "both or neither")
  @State
  public static class ReleaseAndClose {
    private final RacedPool raced = RacedPool.waking(2);
    private final Connection held = raced.lease(HERE);

    @Actor
    public void first() {
      held.release();
    }

    @Actor
    public void second() {
      held.close();
    }

    @Arbiter
    public void rest(LL_Result r) {
      r.r1 = raced.leasesIdle() + " " + raced.leasesIdle();
      r.r2 = raced.counts();
    }
  }
}
