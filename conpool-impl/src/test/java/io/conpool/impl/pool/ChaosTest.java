package io.conpool.impl.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.Connection;
import io.conpool.DuplexStream;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Many callers at three endpoints while everything goes wrong: nobody ever reads a byte of somebody
 * else's answer, holds a connection together with another, or waits beyond its time; the places are
 * never exceeded, and none is lost.
 *
 * <p>A failure names its seed; {@code -Dproof.seed=N} runs that one again, {@code
 * -Dproof.long=true} runs many more.
 */
class ChaosTest {

  private static final System.Logger LOG = System.getLogger("io.conpool.proof");

  static final int HIGHEST_LIMIT = 5;
  static final Duration HEALTH_CHECK_TIMEOUT = Duration.ofMillis(50);

  private static final int CALLERS = 7;
  private static final int SEEDS = 3 * SimulatedPool.SEEDS;
  private static final int MANY_SEEDS = 2_000;
  private static final int SEEDS_WITH_A_LOSS = 20;

  @Test
  void a35_whateverGoesWrongNoByteGoesAstrayAndNoPlaceIsLost() {
    Long one = Long.getLong("proof.seed");
    if (one != null) {
      run(one);
      return;
    }
    boolean many = Boolean.getBoolean("proof.long");
    long first = many ? new SplittableRandom().nextLong(1, Long.MAX_VALUE >> 1) : 1;
    int seeds = many ? MANY_SEEDS : SEEDS;
    long steps = 0;
    for (long seed = first; seed < first + seeds; seed++) {
      steps += run(seed);
    }
    LOG.log(Level.INFO, "{0} seeds from {1}: {2} steps", seeds, first, steps);
  }

  /** Fails where nobody is forgotten: then this test would not notice if somebody were. */
  @Test
  void aLostWakeUpIsNoticed() {
    int noticed = 0;
    for (long seed = 1; seed <= SEEDS_WITH_A_LOSS; seed++) {
      int number = 1 + (int) seed;
      long chosen = seed;
      AssertionError failure =
          catchThrowableOfType(AssertionError.class, () -> run(chosen, number));
      if (failure != null) {
        assertThat(failure).hasMessageContainingAll("seed " + seed);
        assertThat(failure.getMessage())
            .containsAnyOf(ChaosWeather.FORGOTTEN, ChaosWeather.UNHELD, ChaosCaller.OVERDUE);
        noticed++;
      }
    }
    assertThat(noticed).isPositive();
  }

  /** Returns how many steps it took. */
  private static long run(long seed) {
    return run(seed, 0);
  }

  private static long run(long seed, int lostWakeUp) {
    AtomicLong steps = new AtomicLong();
    SplittableRandom dice = new SplittableRandom(seed);
    boolean closes = dice.nextInt(4) == 0;
    int cap = dice.nextBoolean() ? 0 : dice.nextInt(3, 8);
    SimulatedPool.run(
        seed,
        config -> configure(config, dice, cap),
        simulated -> {
          simulated.platform.loseWakeUp(lostWakeUp);
          ChaosWeather weather = new ChaosWeather(simulated, cap, closes);
          List<Caller<Boolean>> callers = new ArrayList<>();
          for (int i = 0; i < CALLERS; i++) {
            ChaosCaller caller = new ChaosCaller(simulated, weather, "caller" + i);
            callers.add(Caller.start(simulated, "caller " + i, caller::run));
          }
          weather.rage(callers);
          simulated.sim.advance(Duration.ofSeconds(2));
          simulated.requireRest();
          if (!closes) {
            allPlacesAreThere(simulated, weather, cap);
          }
          steps.set(simulated.sim.steps());
        });
    return steps.get();
  }

  private static PoolConfig.Builder configure(
      PoolConfig.Builder config, SplittableRandom dice, int cap) {
    config
        .maxConnectionsPerEndpoint(dice.nextInt(1, HIGHEST_LIMIT))
        .fairnessDelay(Duration.ofMillis(new int[] {0, 1, 50}[dice.nextInt(3)]))
        .acquireTimeout(Duration.ofMillis(500))
        .connectTimeout(Duration.ofMillis(200))
        .initTimeout(Duration.ofMillis(150))
        .connectRetryCount(dice.nextInt(4))
        .connectRetryDelay(Duration.ofMillis(10))
        .readTimeout(Duration.ofMillis(100))
        .writeTimeout(Duration.ofMillis(100));
    if (cap > 0) {
      config.maxConnections(cap);
    }
    if (dice.nextInt(3) == 0) {
      config.maxWaiters(dice.nextInt(4));
    }
    if (dice.nextInt(3) == 0) {
      config.maxIdleTime(Duration.ofMillis(50));
    }
    if (dice.nextInt(3) == 0) {
      config.maxConnectionLifetime(Duration.ofMillis(200));
    }
    if (dice.nextInt(3) == 0) {
      config.maxConnectionUses(3);
    }
    if (dice.nextInt(3) == 0) {
      config.minIdlePerEndpoint(1);
    }
    if (dice.nextInt(3) == 0) {
      config.healthCheck(ChaosTest::ping).healthCheckTimeout(HEALTH_CHECK_TIMEOUT);
    }
    if (dice.nextInt(3) == 0) {
      config.onConnect(ChaosTest::greet);
    }
    return config;
  }

  private static boolean ping(DuplexStream stream) throws IOException {
    stream.outputStream().write("1 ping\n".getBytes(StandardCharsets.UTF_8));
    return new String(stream.inputStream().readNBytes(5), StandardCharsets.UTF_8).equals("ping\n");
  }

  private static void greet(DuplexStream stream) throws IOException {
    if (!ping(stream)) {
      throw new IOException("no greeting");
    }
  }

  /** As many leases as there are places can be had at once, at each endpoint in turn. */
  private static void allPlacesAreThere(SimulatedPool simulated, ChaosWeather weather, int cap)
      throws IOException {
    for (Endpoint endpoint : weather.endpoints()) {
      int places = cap == 0 ? HIGHEST_LIMIT : Math.min(cap, HIGHEST_LIMIT);
      simulated.pool.limit(endpoint, HIGHEST_LIMIT);
      List<Connection> held = new ArrayList<>();
      for (int i = 0; i < places; i++) {
        held.add(simulated.pool.acquire(endpoint));
      }
      assertThat(simulated.pool.stats(endpoint).active()).isEqualTo(places);
      held.forEach(Connection::release);
      simulated.settle();
    }
  }
}
