package io.conpool.impl.race;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.spi.AddressFamily;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The race under a driver that tells it anything that can happen, in any order, by chance. */
class RaceRandomTest {

  private static final int STEPS = 1_000_000;
  private static final long SEED = Long.getLong("proof.seed", 8305);

  private static final System.Logger LOG = System.getLogger("io.conpool.proof");

  /** How a race may end. */
  private enum Ending {
    WON,
    /** Nobody was left. */
    LOST,
    CANCELLED,
    TIMED_OUT
  }

  private enum Stage {
    CONNECTING,
    CONNECTED,
    SECURING,
    GONE
  }

  @Test
  void a29_whateverHappensThereIsOneEndNothingLeaksAndNoAddressIsTriedTwice() {
    int steps = 0;
    int races = 0;
    Map<Ending, Integer> endings = new EnumMap<>(Ending.class);
    int overtaken = 0;
    for (long seed = SEED; steps < STEPS; seed++) {
      Course course = new Course(new Random(seed));
      try {
        steps += course.run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
      races++;
      endings.merge(course.ending, 1, Integer::sum);
      overtaken += course.overtaken;
    }
    LOG.log(
        Level.INFO, "{0} steps, {1} races: {2}, {3} overtaken", steps, races, endings, overtaken);
    assertThat(steps).isGreaterThanOrEqualTo(STEPS);
    assertThat(endings).containsOnlyKeys(Ending.values());
    assertThat(endings.values()).allMatch(count -> count > STEPS / 1_000);
    assertThat(overtaken).isGreaterThan(STEPS / 1_000);
  }

  private static final class Course {

    private final Random random;
    private final boolean secured;
    private final RaceRules rules;
    private final Race race;
    private final Set<AddressFamily> open = new HashSet<>();
    private final Map<Integer, Stage> attempts = new HashMap<>();
    private final Set<SocketAddress> tried = new HashSet<>();
    private long now;
    private Long wake;
    private final long deadline;
    private final Map<Integer, Long> startedAt = new HashMap<>();
    private boolean over;

    /** How it ends if it does now. */
    private Ending ending = Ending.LOST;

    private int overtaken;

    Course(Random random) {
      this.random = random;
      this.now = random.nextLong(); // the clock may overflow in the middle
      this.deadline = now + upTo(3_000);
      this.secured = random.nextBoolean();
      this.rules = new RaceRules(1 + upTo(300), upTo(50), secured);
      this.race = new Race(rules, (last, untried) -> untried);
    }

    int run() {
      if (random.nextInt(4) == 0) {
        obey(race.begin(addresses(random.nextInt(20)), now));
      } else if (random.nextInt(4) == 0) {
        obey(race.ask(List.of(AddressFamily.ANY), now));
      } else {
        obey(race.ask(List.of(AddressFamily.IPV6, AddressFamily.IPV4), now));
      }
      int steps = 1;
      while (!over) {
        step();
        steps++;
        assertThat(steps).as("it ends").isLessThan(10_000);
      }
      assertThat(attempts.values())
          .as("nothing is left open")
          .allMatch(stage -> stage == Stage.GONE);
      obeyNothing(race.timeCame(now));
      obeyNothing(race.cancelled());
      obeyNothing(race.timedOut(now));
      obeyNothing(race.begin(addresses(3), now));
      obeyNothing(race.ask(List.of(AddressFamily.ANY), now));
      for (int attempt : attempts.keySet()) {
        obeyNothing(race.connected(attempt, now));
        obeyNothing(race.secured(attempt, now));
        obeyNothing(race.failed(attempt, new IOException(), false, now));
      }
      return steps;
    }

    private long upTo(int millis) {
      return Track.millis(random.nextInt(millis));
    }

    private void step() {
      List<Runnable> possible = new ArrayList<>();
      for (AddressFamily family : open) {
        possible.add(() -> answer(family));
      }
      attempts.forEach(
          (attempt, stage) -> {
            if (stage == Stage.CONNECTING) {
              possible.add(() -> connected(attempt));
              possible.add(() -> failed(attempt));
            } else if (stage == Stage.SECURING) {
              possible.add(() -> secured(attempt));
              possible.add(() -> failed(attempt));
            } else if (stage == Stage.CONNECTED) {
              possible.add(() -> failed(attempt));
            }
          });
      if (wake != null) {
        for (int i = 0; i < 3; i++) {
          possible.add(this::timeCame);
        }
      }
      assertThat(possible).as("somebody must be waited for").isNotEmpty();
      now += upTo(40);
      if (wake != null && now - wake > 0) {
        now = wake;
      }
      if (now - deadline >= 0) {
        ending = Ending.TIMED_OUT;
        obey(race.timedOut(now));
        assertThat(over).as("it ends by the deadline").isTrue();
      } else if (random.nextInt(200) == 0) {
        ending = Ending.CANCELLED;
        obey(race.cancelled());
        assertThat(over).as("it ends at once").isTrue();
      } else {
        possible.get(random.nextInt(possible.size())).run();
      }
    }

    private void answer(AddressFamily family) {
      open.remove(family);
      obey(
          random.nextInt(3) == 0
              ? race.unanswered(family, new IOException("none"), now)
              : race.answered(family, addresses(1 + random.nextInt(12)), now));
    }

    private void connected(int attempt) {
      attempts.put(attempt, Stage.CONNECTED);
      obey(race.connected(attempt, now));
    }

    private void secured(int attempt) {
      obey(race.secured(attempt, now));
    }

    private void failed(int attempt) {
      attempts.put(attempt, Stage.GONE);
      obey(race.failed(attempt, new IOException("failed"), random.nextInt(20) == 0, now));
    }

    private void timeCame() {
      now = wake;
      wake = null;
      obey(race.timeCame(now));
    }

    private List<SocketAddress> addresses(int count) {
      List<SocketAddress> some = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        some.add(InetSocketAddress.createUnresolved("a" + random.nextInt(30), 1));
      }
      return some;
    }

    private void obeyNothing(List<RaceAction> actions) {
      assertThat(actions).as("after its end").isEmpty();
    }

    private void obey(List<RaceAction> actions) {
      for (RaceAction action : actions) {
        if (action instanceof RaceAction.Abort abort) {
          assertThat(abort.overtaken())
              .as("%s in %s", abort, actions)
              .isEqualTo(isOvertaken(abort.attempt(), actions.get(actions.size() - 1)));
        }
        assertThat(over).as("nothing after the end").isFalse();
        obey(action);
      }
      long underWay = attempts.values().stream().filter(stage -> stage != Stage.GONE).count();
      assertThat(underWay).isLessThanOrEqualTo(RaceRules.MAX_ATTEMPTS);
      assertThat(attempts.values().stream().filter(stage -> stage == Stage.SECURING).count())
          .isLessThanOrEqualTo(RaceRules.MAX_HANDSHAKES);
    }

    /** Whether it speaks against an attempt that it is aborted now, by what is told last. */
    private boolean isOvertaken(int attempt, RaceAction last) {
      if (attempts.get(attempt) == Stage.CONNECTED
          || now - startedAt.get(attempt) < rules.fairTime()) {
        return false;
      } else if (last instanceof RaceAction.Win win) {
        return attempt < win.attempt();
      }
      // Else it has to make room.
      return !(last instanceof RaceAction.Lose) || ending == Ending.TIMED_OUT;
    }

    private void obey(RaceAction action) {
      if (action instanceof RaceAction.Ask ask) {
        open.add(ask.family());
      } else if (action instanceof RaceAction.Start start) {
        assertThat(tried.add(start.address())).as("%s once", start.address()).isTrue();
        assertThat(attempts.put(start.attempt(), Stage.CONNECTING)).isNull();
        startedAt.put(start.attempt(), now);
      } else if (action instanceof RaceAction.Secure secure) {
        assertThat(secured).isTrue();
        assertThat(attempts.put(secure.attempt(), Stage.SECURING)).isEqualTo(Stage.CONNECTED);
      } else if (action instanceof RaceAction.Abort abort) {
        assertThat(attempts.put(abort.attempt(), Stage.GONE)).isNotEqualTo(Stage.GONE);
        overtaken += abort.overtaken() ? 1 : 0;
      } else if (action instanceof RaceAction.Wake told) {
        wake = told.time();
      } else if (action instanceof RaceAction.Win win) {
        assertThat(attempts.put(win.attempt(), Stage.GONE))
            .isEqualTo(secured ? Stage.SECURING : Stage.CONNECTED);
        ending = Ending.WON;
        over = true;
      } else {
        over = true;
      }
    }
  }
}
