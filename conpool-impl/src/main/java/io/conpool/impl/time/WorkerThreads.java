package io.conpool.impl.time;

import io.conpool.impl.time.Platform.Task;
import io.conpool.impl.time.Platform.Urgency;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of threads that take one task after the other and end when they have had none
 * for a while.
 */
final class WorkerThreads {

  private final StartedThreads threads;
  private final ThreadFactory factory;
  private final int most;
  private final long longestRest;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition taskCame = lock.newCondition();
  private final Deque<Task> prompt = new ArrayDeque<>();
  private final Deque<Task> yielding = new ArrayDeque<>();
  private int workers;
  private int resting;
  private boolean closed;

  /**
   * Has no thread until it needs one.
   *
   * @param most how many threads there are at most
   * @param longestRest after how many nanoseconds without a task a thread ends
   */
  WorkerThreads(StartedThreads threads, ThreadFactory factory, int most, long longestRest) {
    this.threads = threads;
    this.factory = factory;
    this.most = most;
    this.longestRest = longestRest;
  }

  /**
   * Has a task run by a resting thread, a new one, or the next to be free.
   *
   * @throws RejectedExecutionException if closed, or it needs a new thread and none can be had; it
   *     will not run
   */
  void start(Task task) {
    if (enqueue(task)) {
      try {
        threads.start(factory, this::work);
      } catch (RuntimeException | Error e) {
        if (withdraw(task)) {
          throw e;
        }
      }
    }
  }

  /** Returns whether it takes another thread. */
  private boolean enqueue(Task task) {
    lock.lock();
    try {
      if (closed) {
        throw new RejectedExecutionException("the pool is closed");
      }
      queueOf(task).add(task);
      if (resting < prompt.size() + yielding.size() && workers < most) {
        workers++;
        return true;
      }
      taskCame.signal();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Returns false if another thread has taken the task meanwhile. */
  private boolean withdraw(Task task) {
    lock.lock();
    try {
      workers--;
      return queueOf(task).remove(task);
    } finally {
      lock.unlock();
    }
  }

  /** Refuses new tasks; those that wait are run, and each thread ends when there are none left. */
  void close() {
    lock.lock();
    try {
      closed = true;
      taskCame.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Deque<Task> queueOf(Task task) {
    return task.urgency() == Urgency.YIELDING ? yielding : prompt;
  }

  private void work() {
    for (Task task = next(); task != null; task = next()) {
      run(task);
    }
  }

  private void run(Task task) {
    // An interrupt of the previous task is none of this one's business; the end of the pool is.
    Thread.interrupted();
    if (threads.isClosed()) {
      Thread.currentThread().interrupt();
    }
    new NamedTask(task).run();
  }

  private @Nullable Task next() {
    lock.lock();
    try {
      long left = longestRest;
      for (; ; ) {
        Task task = prompt.isEmpty() ? yielding.poll() : prompt.poll();
        if (task != null) {
          return task;
        }
        if (closed || left <= 0) {
          workers--;
          return null;
        }
        resting++;
        try {
          left = taskCame.awaitNanos(left);
        } catch (InterruptedException e) {
          // Aimed at a task that has ended since; the end of the pool is told by the flag above.
        } finally {
          resting--;
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
