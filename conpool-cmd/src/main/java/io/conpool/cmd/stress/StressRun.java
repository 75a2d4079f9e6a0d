package io.conpool.cmd.stress;

import io.conpool.ConnectionPool;
import io.conpool.ConnectionPoolFactory;
import io.conpool.PoolConfig;
import io.conpool.TlsConfig;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One run: starts servers and a pool, sends all messages, and compares what everybody counted. */
final class StressRun {

  private static final long PROGRESS_MILLIS = 100;
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long CALL_MILLIS = 10_000;

  private final StressPlan plan;
  private final ConnectionPoolFactory pools;
  private final Progress progress;

  StressRun(StressPlan plan, ConnectionPoolFactory pools, Progress progress) {
    this.plan = plan;
    this.pools = pools;
    this.progress = progress;
  }

  StressReport run() throws IOException, GeneralSecurityException, InterruptedException {
    EchoIdentity identity = plan.tls() ? EchoIdentity.create() : null;
    try (EchoFarm farm = EchoFarm.start(plan.workload().servers(), identity)) {
      PoolTally tally = new PoolTally();
      ConnectionPool pool = pools.create(config(tally, identity));
      try {
        return run(farm, pool, tally);
      } finally {
        inTime("stress-close", pool::close);
      }
    }
  }

  private PoolConfig config(PoolTally tally, @Nullable EchoIdentity identity) {
    PoolConfig.Builder config = plan.pool().toBuilder().listener(tally);
    if (identity != null) {
      config.tls(TlsConfig.builder().trustCertificates(identity.authority()).build());
    }
    return config.build();
  }

  private StressReport run(EchoFarm farm, ConnectionPool pool, PoolTally tally)
      throws InterruptedException {
    int count = plan.workload().workers();
    Shift shift =
        new Shift(
            pool,
            farm.endpoints(),
            plan.workload(),
            plan.seed(),
            new AtomicInteger(),
            new Scoreboard(),
            new CountDownLatch(count));
    List<Worker> workers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      Worker worker = new Worker(shift);
      workers.add(worker);
      threads.add(plan.threads().start("stress-" + i, worker));
    }
    boolean ended = awaitEnd(shift, begin + plan.deadline().toNanos());
    long elapsed = System.nanoTime() - begin;
    @Nullable String stall = ended ? null : Stall.describe(workers, threads, describe(pool));
    threads.forEach(Thread::interrupt);
    Rest rest = Rest.await(pool, farm.ledger(), ended ? SETTLE_NANOS : 0);
    boolean closed = inTime("stress-close", pool::close);
    return new StressReport(
        plan,
        elapsed,
        shift.board(),
        latency(ended ? workers.stream().map(Worker::acquires).toList() : List.of()),
        latency(ended ? workers.stream().map(Worker::exchanges).toList() : List.of()),
        rest,
        tally.opened(),
        tally.closed(),
        closed,
        stall);
  }

  /** Waits for the workers; false if the deadline came first. */
  private boolean awaitEnd(Shift shift, long deadline) throws InterruptedException {
    Scoreboard board = shift.board();
    long total = plan.workload().messages();
    try {
      while (!shift.left().await(PROGRESS_MILLIS, TimeUnit.MILLISECONDS)) {
        progress.at(board.done(), board.failed(), total);
        if (deadline - System.nanoTime() <= 0) {
          return false;
        }
      }
      return true;
    } finally {
      progress.over();
    }
  }

  private static String describe(ConnectionPool pool) throws InterruptedException {
    AtomicReference<@Nullable String> text = new AtomicReference<>();
    inTime("stress-describe", () -> text.set(pool.describe()));
    return Objects.requireNonNullElse(text.get(), "describe() did not return");
  }

  /** Calls the pool on another thread, so that a call that hangs is reported too. */
  private static boolean inTime(String name, Runnable call) throws InterruptedException {
    Thread caller = ThreadKind.PLATFORM.start(name, call);
    caller.join(CALL_MILLIS);
    return !caller.isAlive();
  }

  private static Latency latency(List<Histogram> parts) {
    Histogram whole = Latency.histogram();
    parts.forEach(whole::add);
    return Latency.of(whole);
  }
}
