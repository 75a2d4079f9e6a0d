package io.conpool.impl.pool;

import static io.conpool.impl.pool.RacedPool.HERE;
import static io.conpool.impl.pool.RacedPool.THERE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.conpool.Connection;
import io.conpool.Endpoint;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Two endpoints share the places of the whole pool. */
public final class GlobalCapStress {

  private GlobalCapStress() {}

  /** A connection is closed as another endpoint queues for its place. */
  @JCStressTest
  @Outcome(id = "served, 1 leased 0 idle", expect = ACCEPTABLE, desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "the place was lost")
  @State
  public static class CloseAndQueue {
    private final RacedPool raced = RacedPool.capped(1);
    private final Connection held = raced.lease(HERE);

    @Actor
    public void caller(LL_Result r) {
      r.r1 = raced.call(THERE).word();
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

  /** A connection is returned as another endpoint queues: it gives its place up. */
  @JCStressTest
  @Outcome(id = "served, 1 leased 0 idle", expect = ACCEPTABLE, desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "the place was lost")
  @State
  public static class ReturnAndQueue {
    private final RacedPool raced = RacedPool.capped(1);
    private final Connection held = raced.lease(HERE);

    @Actor
    public void caller(LL_Result r) {
      r.r1 = raced.call(THERE).word();
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

  /** A place is promised to an endpoint as its caller gives up: it is not lost. */
  @JCStressTest
  @Outcome(
      id = {"served served, 1 leased 0 idle", "late served, 1 leased 0 idle"},
      expect = ACCEPTABLE,
      desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "the place was lost")
  @State
  public static class ReturnAndWithdraw {
    private final RacedPool raced = RacedPool.capped(1);
    private final Connection held = raced.lease(HERE);
    private RacedPool.Answer answer;

    @Actor
    public void caller() {
      answer = raced.callBriefly(THERE);
    }

    @Actor
    public void holder() {
      held.release();
    }

    @Arbiter
    public void rest(LL_Result r) {
      if (answer.lease() != null) {
        answer.lease().release();
      }
      r.r1 = answer.word() + " " + raced.call(THERE).word();
      r.r2 = raced.counts();
    }
  }

  /** A place is freed as the dial that queues for it leaves: it is not lost. */
  @JCStressTest
  @Outcome(
      id = {"served served, 1 leased 0 idle", "late served, 1 leased 0 idle"},
      expect = ACCEPTABLE,
      desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "the place was lost")
  @State
  public static class CloseAndWithdraw {
    private final RacedPool raced = RacedPool.capped(1);
    private final Connection held = raced.lease(HERE);
    private RacedPool.Answer answer;

    @Actor
    public void caller() {
      answer = raced.callBriefly(THERE);
    }

    @Actor
    public void holder() {
      held.close();
    }

    @Arbiter
    public void rest(LL_Result r) {
      if (answer.lease() != null) {
        answer.lease().release();
      }
      r.r1 = answer.word() + " " + raced.call(THERE).word();
      r.r2 = raced.counts();
    }
  }

  /** Both endpoints want the one place: both get it, one after the other. */
  @JCStressTest
  @Outcome(id = "served 1, served 1", expect = ACCEPTABLE, desc = "as it must be")
  @Outcome(expect = FORBIDDEN, desc = "the cap was exceeded, or a place lost")
  @State
  public static class UseAndUse {
    private final RacedPool raced = RacedPool.capped(1);
    private final AtomicInteger holders = new AtomicInteger();

    @Actor
    public void here(LL_Result r) {
      r.r1 = use(HERE);
    }

    @Actor
    public void there(LL_Result r) {
      r.r2 = use(THERE);
    }

    private String use(Endpoint endpoint) {
      RacedPool.Answer answer = raced.call(endpoint);
      if (answer.lease() == null) {
        return answer.word();
      }
      int most = holders.incrementAndGet();
      holders.decrementAndGet();
      answer.lease().release();
      return answer.word() + " " + most;
    }

    @Arbiter
    public void rest(LL_Result r) {
      String counts = raced.counts();
      if (!counts.equals("0 leased 1 idle")) {
        r.r1 = counts;
      }
    }
  }
}
