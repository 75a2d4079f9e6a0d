package io.conpool.impl.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.impl.sim.Simulation;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Tries at once for one endpoint, whose resolver, addresses and peers do whatever they may do: each
 * ends in its time with one connection or none, tries no address twice, and leaves nothing else.
 *
 * <p>A failure names its seed; {@code -Dproof.seed=N} runs that one again, {@code
 * -Dproof.long=true} runs many more.
 */
class AttemptChaosTest {

  private static final System.Logger LOG = System.getLogger("io.conpool.proof");

  private static final int SEEDS = 10 * Rig.SEEDS;
  private static final int MANY_SEEDS = 5_000;
  private static final int DIALERS = 3;
  private static final int ROUNDS = 3;
  private static final Duration INIT_TIMEOUT = Duration.ofMillis(300);

  private int made;
  private int failed;
  private int aborted;

  @Test
  void a27_aTryEndsInItsTimeWithOneConnectionOrNoneAndLeavesNothingElse() {
    Long one = Long.getLong("proof.seed");
    if (one != null) {
      run(one);
      return;
    }
    boolean many = Boolean.getBoolean("proof.long");
    long first = many ? new SplittableRandom().nextLong(1, Long.MAX_VALUE >> 1) : 1;
    int seeds = many ? MANY_SEEDS : SEEDS;
    for (long seed = first; seed < first + seeds; seed++) {
      run(seed);
    }
    LOG.log(
        Level.INFO,
        "{0} seeds from {1}: {2} made, {3} failed, {4} of them aborted",
        seeds,
        first,
        made,
        failed,
        aborted);
    assertThat(List.of(made, failed - aborted, aborted)).allMatch(count -> count > seeds / 2);
  }

  private void run(long seed) {
    SplittableRandom dice = new SplittableRandom(seed);
    Weather weather = new Weather(dice.nextInt(3) == 0);
    Endpoint endpoint = dice.nextBoolean() ? Rig.PEER : Rig.SECURED;
    Rig.run(
        seed,
        config -> configure(config, dice, weather),
        weather::providers,
        rig -> {
          weather.begin(rig);
          List<Thread> dialers = new ArrayList<>();
          for (int dialer = 0; dialer < DIALERS; dialer++) {
            int number = dialer;
            dialers.add(
                rig.sim.spawn("dialer-" + number, () -> dial(rig, weather, endpoint, number)));
          }
          dialers.forEach(rig.sim::join);
        });
  }

  private static PoolConfig.Builder configure(
      PoolConfig.Builder config, SplittableRandom dice, Weather weather) {
    config
        .connectTimeout(Duration.ofMillis(dice.nextInt(200, 4_000)))
        .initTimeout(INIT_TIMEOUT)
        .attemptDelay(Duration.ofMillis(new int[] {10, 100, 250}[dice.nextInt(3)]))
        .minDnsTtl(Duration.ofMillis(dice.nextInt(1_000)))
        .negativeDnsTtl(Duration.ofMillis(dice.nextInt(500)));
    if (dice.nextInt(3) == 0) {
      config.maxDnsStale(Duration.ofSeconds(10));
    }
    if (dice.nextInt(3) == 0) {
      config.onConnect(weather::prepare);
    }
    return config;
  }

  private void dial(Rig rig, Weather weather, Endpoint endpoint, int dialer) {
    for (int round = 0; round < ROUNDS; round++) {
      int number = 1 + dialer * ROUNDS + round;
      TryNotes notes = new TryNotes(rig.noted);
      weather.transports().note(number, notes);
      PoolConfig config = rig.config().toBuilder().receiveBufferSize(number).build();
      new OneTry(rig, notes, rig.attempt(config, rig.config().resolve(endpoint), notes)).run();
      if (rig.sim.random(3) == 0) {
        weather.change();
      }
    }
  }

  /** One of the tries, which somebody may abort. */
  private final class OneTry {

    private final Simulation sim;
    private final PoolConfig config;
    private final TryNotes notes;
    private final Attempt attempt;

    OneTry(Rig rig, TryNotes notes, Attempt attempt) {
      this.sim = rig.sim;
      this.config = rig.config();
      this.notes = notes;
      this.attempt = attempt;
    }

    void run() {
      boolean[] gone = {false};
      Thread aborter = sim.random(3) == 0 ? sim.spawn("aborter", () -> gone[0] = abort()) : null;
      Dialed dialed = connect();
      if (dialed == null) {
        assertThat(notes.open()).as("open after the failure").isZero();
      } else {
        assertThat(notes.tried()).contains(dialed.address());
        assertThat(notes.hasFailed(dialed.address())).isFalse();
        sim.await(() -> notes.open() == 1);
      }
      if (aborter != null) {
        sim.join(aborter);
        assertThat(gone[0]).as("aborted").isEqualTo(dialed == null);
      }
      end(dialed);
    }

    private @Nullable Dialed connect() {
      Duration began = sim.elapsed();
      Dialed dialed;
      try {
        dialed = attempt.run();
      } catch (DialFailure e) {
        dialed = null;
      }
      Duration most = config.connectTimeout();
      assertThat(sim.elapsed().minus(began))
          .as("the time of a try")
          .isLessThanOrEqualTo(config.onConnect() == null ? most : most.plus(INIT_TIMEOUT));
      return dialed;
    }

    private boolean abort() {
      sim.advance(Duration.ofMillis(sim.random((int) config.connectTimeout().toMillis())));
      boolean done = attempt.abort();
      if (done) {
        assertThat(notes.open()).as("open after the abort").isZero();
        aborted++;
      }
      return done;
    }

    /** It has been as it is for good. */
    private void end(@Nullable Dialed dialed) {
      sim.advance(Duration.ofMillis(sim.random(500)));
      assertThat(notes.tried()).doesNotHaveDuplicates();
      assertThat(notes.open()).isEqualTo(dialed == null ? 0 : 1);
      if (dialed == null) {
        failed++;
        assertThat(attempt.abort()).isTrue();
      } else {
        made++;
        if (sim.random(2) == 0) { // not always, for it ends all that a try may have left
          assertThat(attempt.abort()).isFalse();
        }
        Rig.close(dialed);
        assertThat(notes.open()).isZero();
      }
    }
  }
}
