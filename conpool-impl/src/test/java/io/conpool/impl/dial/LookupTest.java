package io.conpool.impl.dial;

import static io.conpool.impl.dial.Rig.PEER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.impl.time.Platform;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import java.lang.reflect.Proxy;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LookupTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static List<SocketAddress> look(Rig rig, Duration within) throws Exception {
    return new Lookup(rig.platform).run(rig.dns, PEER, rig.platform.now() + within.toNanos());
  }

  @Test
  void anAnswerComesAsSoonAsTheResolverHasIt() {
    Rig.run(
        UnaryOperator.identity(),
        rig -> {
          rig.dns.answer("peer.test", "10.0.0.1", "10.0.0.2").delay("peer.test", SECOND);
          assertThat(look(rig, Duration.ofSeconds(5))).hasSize(2);
          assertThat(rig.sim.elapsed()).isEqualTo(SECOND);
        });
  }

  @Test
  void theDeadlineEndsTheWaitAndALateAnswerIsForgotten() {
    Rig.run(
        UnaryOperator.identity(),
        rig -> {
          rig.dns.delay("peer.test", Duration.ofSeconds(3));
          assertThatThrownBy(() -> look(rig, SECOND))
              .isInstanceOfSatisfying(
                  DnsException.class,
                  e -> assertThat(e.kind()).isEqualTo(DnsException.Kind.TEMPORARY));
          assertThat(rig.sim.elapsed()).isEqualTo(SECOND);
          rig.sim.advance(Duration.ofSeconds(5));
          assertThat(rig.platform.liveThreads()).noneMatch(name -> name.contains("resolve"));
        });
  }

  @Test
  void aLookupThatIsGivenUpIsInterrupted() {
    Rig.run(
        UnaryOperator.identity(),
        rig -> {
          rig.dns.hang("peer.test");
          assertThatThrownBy(() -> look(rig, SECOND)).isInstanceOf(DnsException.class);
          rig.sim.advance(SECOND);
          assertThat(rig.platform.liveThreads()).noneMatch(name -> name.contains("resolve"));
        });
  }

  @Test
  void aLookupThatIsGivenUpBeforeItHasBegunNeverBegins() {
    Rig.run(
        UnaryOperator.identity(),
        rig -> {
          rig.dns.hang("peer.test");
          assertThatThrownBy(() -> look(rig, Duration.ZERO)).isInstanceOf(DnsException.class);
          rig.sim.advance(SECOND);
          assertThat(rig.platform.liveThreads()).noneMatch(name -> name.contains("resolve"));
        });
  }

  /** Otherwise it would end whatever a pooled thread does next. */
  @Test
  void theInterruptOfALookupThatEndsAsItIsGivenUpDoesNotOutliveIt() {
    AtomicInteger givenUp = new AtomicInteger();
    AtomicInteger answered = new AtomicInteger();
    Rig.run(
        UnaryOperator.identity(),
        rig -> {
          rig.dns.delay("peer.test", SECOND);
          for (int round = 0; round < 20; round++) {
            List<Boolean> flags = new ArrayList<>();
            Platform platform =
                followingUp(
                    rig.platform,
                    () -> {
                      rig.sim.advance(SECOND);
                      flags.add(Thread.interrupted());
                    });
            try {
              new Lookup(platform).run(rig.dns, PEER, platform.now() + SECOND.toNanos());
              answered.incrementAndGet();
            } catch (DnsException e) {
              givenUp.incrementAndGet();
            }
            rig.sim.await(() -> !flags.isEmpty());
            assertThat(flags).containsExactly(false);
          }
        });
    assertThat(givenUp).hasPositiveValue();
    assertThat(answered).hasPositiveValue();
  }

  /** A platform on whose threads each task is followed by another. */
  private static Platform followingUp(Platform platform, Runnable next) {
    return (Platform)
        Proxy.newProxyInstance(
            Platform.class.getClassLoader(),
            new Class<?>[] {Platform.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("start")) {
                Platform.Task task = (Platform.Task) arguments[0];
                platform.start(
                    new Platform.Task(
                        task.name(),
                        task.platformThread(),
                        task.urgency(),
                        () -> {
                          task.body().run();
                          next.run();
                        }));
                return null;
              }
              return method.invoke(platform, arguments);
            });
  }

  @Test
  void theResolverIsToldHowMuchTimeThereIs() {
    long[] told = {0};
    DnsResolverProvider resolver =
        new DnsResolverProvider() {
          @Override
          public String name() {
            return "asking";
          }

          @Override
          public boolean joint() {
            return true;
          }

          @Override
          public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
              throws DnsException {
            told[0] = timeoutNanos;
            throw new DnsException(DnsException.Kind.NO_SUCH_NAME, hostname, null);
          }
        };
    Rig.run(
        UnaryOperator.identity(),
        rig -> {
          long deadline = rig.platform.now() + SECOND.toNanos();
          assertThatThrownBy(() -> new Lookup(rig.platform).run(resolver, PEER, deadline))
              .isInstanceOfSatisfying(
                  DnsException.class,
                  e -> assertThat(e.kind()).isEqualTo(DnsException.Kind.NO_SUCH_NAME));
          assertThat(told[0]).isEqualTo(SECOND.toNanos());
        });
  }

  @Test
  void cancellingEndsTheWaitAtOnce() {
    Rig.run(
        UnaryOperator.identity(),
        rig -> {
          rig.dns.hang("peer.test");
          Lookup[] made = new Lookup[1];
          Thread asker =
              rig.sim.spawn(
                  "asker",
                  () -> {
                    Lookup lookup = new Lookup(rig.platform);
                    made[0] = lookup;
                    long deadline = rig.platform.now() + Duration.ofMinutes(1).toNanos();
                    assertThatThrownBy(() -> lookup.run(rig.dns, PEER, deadline))
                        .isInstanceOf(DnsException.class);
                  });
          rig.sim.advance(SECOND);
          made[0].cancel();
          rig.sim.join(asker);
          assertThat(rig.sim.elapsed()).isEqualTo(SECOND);
        });
  }

  @Test
  void onAClosedPlatformNothingIsResolved() {
    Rig.run(
        UnaryOperator.identity(),
        rig -> {
          rig.platform.shutdown(rig.platform.now());
          assertThatThrownBy(() -> look(rig, SECOND))
              .isInstanceOf(RejectedExecutionException.class);
          assertThat(rig.dns.lookups("peer.test")).isZero();
        });
  }
}
