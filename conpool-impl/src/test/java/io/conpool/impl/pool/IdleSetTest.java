package io.conpool.impl.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.time.Platform;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class IdleSetTest {

  private static final int STRIPES = 4;

  private int stripe;
  private final IdleSet idle = new IdleSet(platform(() -> stripe));

  @Test
  void ofOneThreadTheMostRecentlyReturnedComesFirst() {
    Entry first = put(0);
    Entry second = put(0);
    Entry third = put(0);
    assertThat(takeAll(0)).containsExactly(third, second, first);
  }

  @Test
  void aThreadGetsWhatItReturned() {
    Entry ours = put(0);
    Entry theirs = put(1);
    assertThat(take(0)).isSameAs(ours);
    assertThat(take(1)).isSameAs(theirs);
  }

  @Test
  void whatOthersReturnedIsFoundToo() {
    Entry below = put(1);
    Entry above = put(1);
    Entry elsewhere = put(3);
    assertThat(takeAll(0)).containsExactlyInAnyOrder(below, above, elsewhere);
    assertThat(idle.isEmpty()).isTrue();
  }

  @Test
  void anEntryThatCameBackElsewhereIsTakenOnce() {
    Entry wanderer = put(0);
    take(1);
    putBack(wanderer, 1);
    take(2);
    putBack(wanderer, 2);
    assertThat(takeAll(0)).containsExactly(wanderer);
  }

  @Test
  void anEntryReplacedWhileItWasLeasedComesBack() {
    Entry first = put(0);
    take(0);
    Entry second = put(0);
    putBack(first, 0);
    assertThat(takeAll(3)).containsExactlyInAnyOrder(first, second);
  }

  @Test
  void aSetOfClosedEntriesIsEmpty() {
    put(0).tryCloseIdle();
    put(0).tryCloseIdle();
    put(1).tryCloseIdle();
    assertThat(idle.isEmpty()).isTrue();
    assertThat(take(0)).isNull();
  }

  @Test
  void compactingLosesNothingThatIsIdle() {
    Entry below = put(0);
    Entry closed = put(0);
    Entry above = put(0);
    closed.tryCloseIdle();
    idle.forget(closed);
    idle.compact();
    assertThat(takeAll(0)).containsExactly(above, below);
  }

  @Test
  void whereOneThreadReturnsWhatOthersLeaseItIsSoonTimeToCompact() {
    Entry first = put(0);
    Entry second = put(1);
    boolean crowded = false;
    for (int round = 0; round < 100 && !crowded; round++) {
      assertThat(take(0)).isSameAs(first);
      assertThat(take(1)).isSameAs(second);
      stripe = 2;
      first.tryIdle();
      second.tryIdle();
      boolean before = idle.put(first);
      crowded = idle.put(second) || before;
    }
    assertThat(crowded).isTrue();
    idle.compact();
    take(0);
    take(1);
    putBack(first, 2);
    second.tryIdle();
    assertThat(idle.put(second)).isFalse();
    assertThat(takeAll(3)).containsExactlyInAnyOrder(first, second);
  }

  @Test
  void threadsThatDoNotCollideLeaseWhatCameBackLastOfAll() {
    Entry surplus = put(0);
    Entry other = put(1);
    Entry last = put(2);
    idle.tidy();
    for (int stripe : List.of(3, 1, 2, 0)) {
      Entry leased = take(stripe);
      putBack(leased, stripe);
      assertThat(takeAll(stripe))
          .startsWith(leased)
          .containsExactlyInAnyOrder(surplus, other, last);
      List.of(surplus, other, last).forEach(entry -> putBack(entry, stripe));
    }
  }

  @Test
  void threadsThatCollideAreSpreadUntilTheyHaveNotForAWhile() {
    idle.tidy();
    for (int collision = 0; collision < IdleSet.MANY; collision++) {
      assertThat(isSpread()).isFalse();
      idle.collided();
    }
    assertThat(isSpread()).isTrue();
    idle.tidy();
    assertThat(isSpread()).isTrue();
    idle.tidy();
    assertThat(isSpread()).isFalse();
  }

  /** Whether a thread gets what it returned, though another has returned something since. */
  private boolean isSpread() {
    Entry ours = put(0);
    Entry theirs = put(1);
    Entry first = take(0);
    first.tryCloseLeased();
    ours.tryCloseIdle();
    theirs.tryCloseIdle();
    return first == ours;
  }

  @Test
  void noEntryIsLostOrLeasedTwiceByManyThreads() throws Exception {
    IdleSet shared = new IdleSet(platform(() -> ThreadLocalRandom.current().nextInt(STRIPES)));
    new Borrowing(shared::take, shared::put, shared::tidy).run();
  }

  private Entry put(int from) {
    Entry entry = Borrowing.entry();
    putBack(entry, from);
    return entry;
  }

  private void putBack(Entry entry, int from) {
    stripe = from;
    assertThat(entry.tryIdle()).isTrue();
    idle.put(entry);
  }

  private Entry take(int from) {
    stripe = from;
    return idle.take();
  }

  private List<Entry> takeAll(int from) {
    List<Entry> all = new ArrayList<>();
    for (Entry entry = take(from); entry != null; entry = take(from)) {
      all.add(entry);
    }
    return all;
  }

  /** A platform of which only the stripes are needed. */
  private static Platform platform(IntSupplier stripe) {
    return (Platform)
        Proxy.newProxyInstance(
            Platform.class.getClassLoader(),
            new Class<?>[] {Platform.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "stripes" -> STRIPES;
                  case "stripe" -> stripe.getAsInt();
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
