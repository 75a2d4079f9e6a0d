package io.conpool.impl.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

// Long because each pair of operations that can race is a jcstress test, and each of those a nested
// class with its state, its actors and the outcomes it allows. There is nothing else.

/** The idle entries: none is taken twice, and none is lost. */
public final class IdleSetStress {

  /** In every other set all threads share one slot. */
  private static final AtomicInteger MADE = new AtomicInteger();

  private IdleSetStress() {}

  /** The operations of a set of idle entries. */
  interface IdleEntries {
    void put(Entry entry);

    @Nullable Entry take();

    boolean isEmpty();

    void compact();

    static IdleEntries set() {
      IdleSet set = new IdleSet(new InlinePlatform(() -> 0, 1 + (MADE.getAndIncrement() & 1)));
      return new IdleEntries() {
        @Override
        public void put(Entry entry) {
          set.put(entry);
        }

        @Override
        public @Nullable Entry take() {
          return set.take();
        }

        @Override
        public boolean isEmpty() {
          return set.isEmpty();
        }

        @Override
        public void compact() {
          set.compact();
        }
      };
    }

    static IdleEntries stack() {
      IdleStack stack = new IdleStack();
      return new IdleEntries() {
        @Override
        public void put(Entry entry) {
          stack.push(entry);
        }

        @Override
        public @Nullable Entry take() {
          return stack.take();
        }

        @Override
        public boolean isEmpty() {
          return stack.isEmpty();
        }

        @Override
        public void compact() {
          stack.compact();
        }
      };
    }
  }

  /** Entries in and around an idle set, and who got what of them. */
  abstract static class Idle {

    private final IdleEntries set;
    private final Entry[] entries;
    private final List<Entry> firstTook = new ArrayList<>(2);
    private final List<Entry> secondTook = new ArrayList<>(2);

    /** So many entries, of which the first so many are in the set. */
    Idle(IdleEntries set, int inside, int all) {
      this.set = set;
      entries = new Entry[all];
      for (int i = 0; i < all; i++) {
        entries[i] = EntryStress.leased();
        if (i < inside) {
          putIn(i);
        }
      }
    }

    final void putIn(int number) {
      putIn(entries[number]);
    }

    private void putIn(Entry entry) {
      entry.tryIdle();
      set.put(entry);
    }

    final void close(int number) {
      entries[number].tryCloseIdle();
    }

    final boolean isEmpty() {
      return set.isEmpty();
    }

    final void compact() {
      set.compact();
    }

    final void firstTakes() {
      keep(firstTook, set.take());
    }

    final void secondTakes() {
      keep(secondTook, set.take());
    }

    /** Takes one and puts it back again. */
    final void borrow() {
      Entry entry = set.take();
      if (entry != null) {
        putIn(entry);
      }
    }

    private static void keep(List<Entry> list, @Nullable Entry entry) {
      if (entry != null) {
        list.add(entry);
      }
    }

    /** Whether every entry that was not closed was taken by one, or is in the set, once. */
    final String account() {
      List<Entry> found = new ArrayList<>(firstTook);
      found.addAll(secondTook);
      for (Entry each = set.take(); each != null; each = set.take()) {
        found.add(each);
      }
      Set<Entry> once = Collections.newSetFromMap(new IdentityHashMap<>());
      once.addAll(found);
      if (once.size() < found.size()) {
        return "twice";
      }
      int alive = 0;
      for (Entry entry : entries) {
        alive += entry.isLeased() || entry.isIdle() ? 1 : 0;
      }
      return once.size() == alive ? "each once" : "lost";
    }
  }

  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "in the set")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class PutAndPut extends Idle {
    public PutAndPut() {
      super(IdleEntries.set(), 0, 2);
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
  public static class PutAndTake extends Idle {
    public PutAndTake() {
      super(IdleEntries.set(), 1, 2);
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
  public static class TakeAndTake extends Idle {
    public TakeAndTake() {
      super(IdleEntries.set(), 2, 2);
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
  public static class TakeAndBorrow extends Idle {
    public TakeAndBorrow() {
      super(IdleEntries.set(), 3, 3);
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
  public static class TakeAndCompact extends Idle {
    public TakeAndCompact() {
      super(IdleEntries.set(), 3, 3);
      close(1);
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
  public static class BorrowAndCompact extends Idle {
    public BorrowAndCompact() {
      super(IdleEntries.set(), 3, 4);
      close(1);
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
  public static class TakeAndEvict extends Idle {
    public TakeAndEvict() {
      super(IdleEntries.set(), 2, 2);
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
  public static class PutAndLook extends Idle {
    public PutAndLook() {
      super(IdleEntries.set(), 2, 3);
      close(1);
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
  public static class PutAndWait extends Idle {
    private final Gate gate = new Gate();

    public PutAndWait() {
      super(IdleEntries.set(), 0, 1);
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

  /** What a slow taker has seen on top comes back on top, with another below. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "taken, or in the set")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class StackTakeAndBorrow extends Idle {
    public StackTakeAndBorrow() {
      super(IdleEntries.stack(), 3, 3);
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

  /** While it is compacted, one is put in and taken: the link it had must not come back. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "taken, or in the set")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class StackBorrowAndCompact extends Idle {
    public StackBorrowAndCompact() {
      super(IdleEntries.stack(), 3, 4);
      close(1);
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

  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE, desc = "taken, or in the set")
  @Outcome(expect = FORBIDDEN, desc = "lost or found twice")
  @State
  public static class StackPushAndTake extends Idle {
    public StackPushAndTake() {
      super(IdleEntries.stack(), 1, 2);
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
}
