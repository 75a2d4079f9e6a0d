package io.conpool.impl.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.impl.address.AddressBook;
import io.conpool.impl.dial.Dialed;
import io.conpool.impl.sim.Simulation;
import io.conpool.impl.time.Platform;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EndpointStateTest {

  private static EndpointState state(Platform platform) {
    return new EndpointState(
        Endpoint.of("peer.test", 7),
        PoolConfig.defaults(),
        platform,
        new AddressBook(platform, true, (address, pause) -> {}));
  }

  /** An entry that belongs to no pool: what is tested here never looks beyond it. */
  private static Entry leased(EndpointState state, long lastUsed) {
    Entry entry = new Entry(null, new Dialed(null, null, null, null, null, 0), lastUsed, 0);
    state.entries.add(entry);
    return entry;
  }

  private static Entry idle(EndpointState state, long lastUsed) {
    Entry entry = leased(state, lastUsed);
    entry.tryIdle();
    return entry;
  }

  @Test
  void theEntryIdleLongestComesFirstWhereverTheClockStands() {
    for (long seed = 1; seed <= SimulatedPool.SEEDS; seed++) {
      Simulation simulation = new Simulation(seed);
      EndpointState state = state(simulation.platform());
      long now = simulation.now();
      Entry second = idle(state, now - 2);
      leased(state, now - 4);
      Entry last = idle(state, now);
      Entry first = idle(state, now - 3);
      assertThat(state.longestIdleFirst()).containsExactly(first, second, last);
    }
  }

  /** So many entries that the sort looks whether their order is one. */
  @Test
  @Timeout(60)
  void entriesThatAreLeasedAndReturnedMeanwhileDoNotConfuseTheOrder() throws Exception {
    EndpointState state = state(new Simulation(1).platform());
    for (int i = 0; i < 500; i++) {
      idle(state, i);
    }
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> traffic =
          thread.submit(
              () -> {
                Random times = new Random(1);
                while (!done.get()) {
                  state.entries.forEach(entry -> use(entry, times.nextInt()));
                  begun.countDown();
                }
              });
      begun.await();
      for (int round = 0; round < 1_000; round++) {
        assertThat(state.longestIdleFirst()).isNotEmpty();
      }
      done.set(true);
      traffic.get();
    } finally {
      done.set(true);
      thread.shutdown();
    }
  }

  private static void use(Entry entry, long returned) {
    entry.tryLease();
    entry.endLease(returned);
    entry.tryIdle();
  }
}
