package io.conpool.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Many threads that do the same again and again for a while, and what each of them got. */
final class Crowd {

  /** What each of them does. */
  @FunctionalInterface
  interface Cycle {

    /** Once. */
    void run(Member member) throws Exception;
  }

  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<Member> members = new ArrayList<>();
  private volatile boolean open = true;
  private long nanos;

  private Crowd(int size, Cycle cycle) {
    for (int i = 0; i < size; i++) {
      members.add(new Member(this, cycle));
    }
  }

  /** Lets a crowd run and go home; fails as the first of its members does. */
  static Crowd gather(int size, ThreadFactory threads, long millis, Cycle cycle) throws Exception {
    Crowd crowd = new Crowd(size, cycle);
    List<Thread> started = crowd.members.stream().map(threads::newThread).toList();
    started.forEach(Thread::start);
    long begin = System.nanoTime();
    crowd.gate.countDown();
    // Nobody counts this down: it is the clock.
    new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    crowd.open = false;
    crowd.nanos = System.nanoTime() - begin;
    for (Thread thread : started) {
      thread.join();
    }
    for (Member member : crowd.members) {
      member.requireWell();
    }
    return crowd;
  }

  List<Member> members() {
    return members;
  }

  /** How long it ran; not counted is how long those who then still waited were served. */
  long nanos() {
    return nanos;
  }

  boolean isOpen() {
    return open;
  }

  void enter() throws InterruptedException {
    gate.await();
  }
}
