package io.conpool.impl.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Many askers, and a resolver that does whatever a resolver may do. */
class NameChaosTest {

  private static final int SEEDS = 200;
  private static final int ASKERS = 8;
  private static final int STEPS = 25;

  /** The most that an asker would wait. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private static final NameRules RULES =
      NameRig.rules(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(15));

  /** The rig itself sees to it that everybody is told once, and no thread or timer is left. */
  @Test
  void everybodyIsToldOnceAndInTime() {
    NameRig.run(
        RULES,
        SEEDS,
        rig -> {
          Fickle resolver = new Fickle(rig);
          List<Thread> askers = new ArrayList<>();
          for (int number = 0; number < ASKERS; number++) {
            askers.add(rig.sim.spawn("asker-" + number, () -> ask(rig, resolver)));
          }
          askers.forEach(rig.sim::join);
        });
  }

  private static void ask(NameRig rig, Fickle resolver) {
    for (int step = 0; step < STEPS; step++) {
      String host = rig.sim.random(2) == 0 ? "a.test" : "b.test";
      NameQuestion question = NameQuestion.addresses(resolver, host, AddressFamily.ANY);
      Duration within = Duration.ofMillis(1 + rig.sim.random((int) LONGEST.toMillis()));
      switch (rig.sim.random(8)) {
        case 0 -> requireNews(rig, question);
        case 1 -> assertThat(rig.cache.describe(host)).hasSizeLessThan(2);
        case 2 -> rig.sim.advance(Duration.ofMillis(rig.sim.random(3_000)));
        case 3 -> rig.ask(rig.cache, question, within);
        default -> requireInTime(rig, question, within);
      }
    }
  }

  /** Late by one query at most, whoever began it. */
  private static void requireInTime(NameRig rig, NameQuestion question, Duration within) {
    Duration before = rig.sim.elapsed();
    Told told = rig.ask(rig.cache, question, within);
    assertThat(told.at().minus(before)).isLessThanOrEqualTo(within.plus(LONGEST));
    if (told.answer() instanceof NameAnswer.Found found) {
      long beyond = rig.sim.now() - found.freshUntil();
      boolean stale = found.kind() == NameAnswer.Kind.STALE;
      assertThat(beyond).isLessThan(stale ? RULES.stale() : 0);
    }
  }

  private static void requireNews(NameRig rig, NameQuestion question) {
    Told told = rig.asker();
    rig.cache.refresh(question, NameRig.PATIENCE.toNanos(), told);
    if (told.answer() instanceof NameAnswer.Found found) {
      assertThat(found.kind()).isEqualTo(NameAnswer.Kind.FRESH);
    }
  }

  /** Answers, fails, or hangs until it is interrupted. */
  private static final class Fickle implements NameRig.Resolving {

    private final NameRig rig;

    /** Who is asking for a host. */
    private final Map<String, Thread> inside = new HashMap<>();

    Fickle(NameRig rig) {
      this.rig = rig;
    }

    @Override
    public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
        throws DnsException, UnknownHostException, InterruptedException {
      rig.sim.requireNoLock("resolved a name");
      Thread other = inside.put(hostname, Thread.currentThread());
      if (other != null && !other.isInterrupted()) {
        throw rig.sim.fail("there are two queries for " + hostname);
      }
      try {
        return behave(hostname);
      } finally {
        inside.remove(hostname, Thread.currentThread());
      }
    }

    private DnsAnswer behave(String hostname)
        throws DnsException, UnknownHostException, InterruptedException {
      rig.sim.advance(Duration.ofMillis(rig.sim.random(2_500)));
      switch (rig.sim.random(6)) {
        case 0 -> throw new DnsException(DnsException.Kind.TEMPORARY, hostname, null);
        case 1 -> throw new DnsException(DnsException.Kind.NO_DATA, hostname, null);
        case 2 -> throw new UnknownHostException(hostname);
        case 3 -> throw new IllegalStateException("bug");
        case 4 -> throw interrupted();
        default -> {
          return NameRig.answer(Duration.ofSeconds(rig.sim.random(30)), "10.0.0.1");
        }
      }
    }

    /** Hangs until it is. */
    private InterruptedException interrupted() {
      rig.sim.await(() -> Thread.currentThread().isInterrupted());
      if (!Thread.interrupted()) {
        throw rig.sim.fail("the flag is gone");
      }
      return new InterruptedException();
    }
  }
}
