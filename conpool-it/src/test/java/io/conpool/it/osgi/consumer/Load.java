package io.conpool.it.osgi.consumer;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.PoolError;
import io.conpool.PoolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Threads that talk to the server all the time, over the pool that there is at the moment. */
final class Load {

  private static final int THREADS = 8;
  private static final long PATIENCE = TimeUnit.SECONDS.toMillis(40);

  /** A pause between exchanges, or the system would run out of ports for all the connections. */
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  private final AtomicReference<@Nullable ConnectionPool> pool = new AtomicReference<>();
  private final AtomicReference<Tally> tally = new AtomicReference<>(new Tally());
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean ended;

  /** Talks over another pool from now on, or over none. */
  void use(@Nullable ConnectionPool next) {
    pool.set(next);
  }

  /** Starts the threads, once. */
  void start() {
    while (threads.size() < THREADS) {
      String name = "load-" + threads.size();
      // Felix may keep the thread when it has ended; a FutureTask lets go of what it ran.
      Thread thread = new Thread(new FutureTask<>(() -> work(name), null), name);
      thread.setContextClassLoader(null);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** Lets every exchange end, and the threads. */
  void end() throws InterruptedException {
    ended = true;
    for (Thread thread : threads) {
      thread.join(PATIENCE);
    }
  }

  /** How many exchanges have ended well since the last mark. */
  long done() {
    return tally.get().done();
  }

  /** Begins to count anew, and returns what came of the exchanges that began before. */
  Tally mark() {
    Tally before = tally.getAndSet(new Tally());
    before.awaitEnd();
    return before;
  }

  private void work(String name) {
    for (long i = 0; !ended; i++) {
      ConnectionPool current = pool.get();
      if (current != null) {
        exchange(current, name + "-" + i);
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  private void exchange(ConnectionPool current, String word) {
    Tally now = enter();
    try (Connection connection = current.acquire(Peer.ENDPOINT)) {
      Peer.talk(connection, word);
      connection.release();
      now.count(Tally.Outcome.DONE);
    } catch (PoolException e) {
      boolean closed = e.error() instanceof PoolError.PoolClosed;
      now.count(closed ? Tally.Outcome.CLOSED : Tally.Outcome.REFUSED, e);
    } catch (IOException e) {
      now.count(Tally.Outcome.BROKEN, e);
    } catch (RuntimeException | Error e) {
      now.count(Tally.Outcome.WRONG, e);
    } finally {
      now.leave();
    }
  }

  /** The tally of an exchange that begins now: a mark sees it, or comes before it. */
  private Tally enter() {
    while (true) {
      Tally now = tally.get();
      now.enter();
      if (now == tally.get()) {
        return now;
      }
      now.leave();
    }
  }
}
