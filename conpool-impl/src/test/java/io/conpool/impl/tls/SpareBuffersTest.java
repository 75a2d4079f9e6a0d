package io.conpool.impl.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SpareBuffersTest {

  private static final int THREADS = 4;
  private static final int ROUNDS = 20_000;

  private final SpareBuffers spares = new SpareBuffers(new ManualClock());

  @Test
  void whatOneStreamGaveUpTheNextOneGetsEmpty() {
    ByteBuffer given = spares.take(16_709);
    given.putLong(7).flip();
    spares.give(given);
    assertThat(spares.take(16_676)).isSameAs(given).isEqualTo(given.duplicate().clear());
    assertThat(spares.take(16_676)).isNotSameAs(given);
  }

  @Test
  void aBufferThatIsTooSmallStaysForOthers() {
    ByteBuffer small = spares.take(1_024);
    spares.give(small);
    assertThat(spares.take(1_025).capacity()).isGreaterThanOrEqualTo(1_025);
    assertThat(spares.take(1_024)).isSameAs(small);
  }

  @Test
  void whatOneStreamNeedsIsKeptAndNoMore() {
    Set<ByteBuffer> given = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 9; i++) {
      given.add(ByteBuffer.allocate(2_048));
    }
    given.forEach(spares::give);
    int kept = 0;
    while (given.remove(spares.take(2_048))) {
      kept++;
    }
    assertThat(kept).isEqualTo(3);
  }

  @Test
  void neitherSmallNorLargeBuffersAreKept() {
    for (int capacity : new int[] {0, 100, 1 << 20}) {
      ByteBuffer odd = ByteBuffer.allocate(capacity);
      spares.give(odd);
      assertThat(spares.take(capacity)).isNotSameAs(odd);
    }
  }

  @Test
  void noBufferIsEverInTwoHands() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 1; i <= THREADS; i++) {
        byte mark = (byte) i;
        running.add(threads.submit(() -> takeMarkAndGive(mark)));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void takeMarkAndGive(byte mark) {
    for (int round = 0; round < ROUNDS; round++) {
      ByteBuffer mine = spares.take(1_024);
      for (int i = 0; i < mine.capacity(); i += 64) {
        mine.put(i, mark);
      }
      for (int i = 0; i < mine.capacity(); i += 64) {
        if (mine.get(i) != mark) {
          throw new AssertionError("somebody else wrote into it");
        }
      }
      spares.give(mine);
    }
  }
}
