package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.impl.sim.ServerHandler;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsService;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Names whose addresses change. */
class FollowingTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TTL = Duration.ofSeconds(10);

  /** Moves the name from 10.0.0.1 to 10.0.0.2. */
  private static void move(SimulatedPool s) {
    s.echo("10.0.0.2", 7);
    s.dns.answer("echo.test", TTL, "10.0.0.2");
  }

  @Test
  void whenAnAddressLeavesIdleConnectionsToItRetireAndLeasedOnesEndOnReturn() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.dns.answer("echo.test", TTL, "10.0.0.1");
          Connection held = s.pool.acquire(ECHO);
          s.use(ECHO, "a");
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          move(s);
          s.sim.advance(TTL);
          s.sim.await(() -> s.events.closed.size() == 1);
          assertThat(s.events.closed).containsExactly(CloseReason.ADDRESS_LEFT);
          SimulatedPool.exchange(held, "b");
          held.release();
          assertThat(s.events.closed)
              .containsExactly(CloseReason.ADDRESS_LEFT, CloseReason.ADDRESS_LEFT);
          try (Connection next = s.pool.acquire(ECHO)) {
            assertThat(next.remoteAddress()).hasToString("/10.0.0.2:7");
            next.release();
          }
          s.sim.await(() -> s.events.all.contains("addresses of echo.test:7: [/10.0.0.2:7]"));
        });
  }

  @Test
  void anAnswerIsKeptForItsTime() {
    SimulatedPool.run(
        config -> config.maxConnectionUses(1),
        s -> {
          s.dns.answer("echo.test", TTL, "10.0.0.1");
          s.use(ECHO, "a");
          s.sim.advance(TTL.minus(SECOND));
          s.use(ECHO, "b");
          assertThat(s.dns.lookups("echo.test")).isEqualTo(1);
          s.sim.advance(SECOND);
          s.use(ECHO, "c");
          assertThat(s.dns.lookups("echo.test")).isEqualTo(2);
        });
  }

  @Test
  void anEndpointWithoutConnectionsAsksNobody() {
    SimulatedPool.run(
        config -> config.maxConnectionUses(1),
        s -> {
          s.dns.answer("echo.test", TTL, "10.0.0.1");
          s.use(ECHO, "a");
          s.sim.advance(TTL.multipliedBy(5));
          assertThat(s.dns.lookups("echo.test")).isEqualTo(1);
        });
  }

  @Test
  void anEndpointWithConnectionsAsksWheneverTheAnswerIsOver() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.dns.answer("echo.test", TTL, "10.0.0.1");
          Connection held = s.pool.acquire(ECHO);
          s.sim.advance(TTL.multipliedBy(5).plusMillis(1));
          assertThat(s.dns.lookups("echo.test")).isEqualTo(6);
          held.release();
        });
  }

  @Test
  void anAnswerWithoutTimeIsNotAskedForMoreThanOnceASecond() {
    SimulatedPool.run(
        config -> config.minDnsTtl(Duration.ZERO),
        s -> {
          s.dns.answer("echo.test", Duration.ZERO, "10.0.0.1");
          Connection held = s.pool.acquire(ECHO);
          s.sim.advance(Duration.ofSeconds(5).plusMillis(1));
          assertThat(s.dns.lookups("echo.test")).isBetween(5, 6);
          held.release();
        });
  }

  @Test
  void aResolverThatFailsTakesNoConnectionAway() {
    for (DnsException.Kind kind : DnsException.Kind.values()) {
      SimulatedPool.run(
          UnaryOperator.identity(),
          s -> {
            s.dns.answer("echo.test", TTL, "10.0.0.1");
            s.use(ECHO, "a");
            s.dns.fail("echo.test", kind);
            s.sim.advance(TTL.multipliedBy(2));
            assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
            s.use(ECHO, "b");
            move(s); // and when it is back, it is followed again
            s.sim.advance(Duration.ofSeconds(31));
            assertThat(s.events.closed).containsExactly(CloseReason.ADDRESS_LEFT);
          });
    }
  }

  @Test
  void aDialWhoseAddressHasLeftServesItsWaiterAndIsNotReused() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.dns.answer("echo.test", SECOND, "10.0.0.1");
          Connection first = s.pool.acquire(ECHO);
          s.server.delay(SECOND.multipliedBy(3));
          Thread waiter =
              s.sim.spawn(
                  "waiter",
                  () -> {
                    Connection late = s.pool.acquire(ECHO);
                    assertThat(late.remoteAddress()).hasToString("/10.0.0.1:7");
                    SimulatedPool.exchange(late, "b");
                    late.release();
                  });
          s.sim.advance(Duration.ofMillis(500));
          move(s);
          s.sim.join(waiter);
          assertThat(s.pool.stats(ECHO).idle()).isZero();
          first.release();
          assertThat(s.events.closed)
              .containsExactly(CloseReason.ADDRESS_LEFT, CloseReason.ADDRESS_LEFT);
        });
  }

  /** The first connection of all takes longer than the answer holds. */
  private static void dialSlowly(boolean moving, SimulatedPool.Body then) {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.dns.answer("echo.test", SECOND, "10.0.0.1");
          s.server.delay(SECOND.multipliedBy(3));
          Caller<Connection> waiter = s.acquireElsewhere("waiter");
          s.sim.advance(Duration.ofMillis(500));
          if (moving) {
            move(s);
          }
          Connection late = waiter.result();
          assertThat(waiter.took()).isEqualTo(SECOND.multipliedBy(3));
          assertThat(s.dns.lookups("echo.test")).isGreaterThanOrEqualTo(2);
          assertThat(late.remoteAddress()).hasToString("/10.0.0.1:7");
          SimulatedPool.exchange(late, "a");
          late.release();
          then.run(s);
        });
  }

  @Test
  void aFirstDialIsFollowedThoughThereIsNoConnectionYet() {
    dialSlowly(
        true,
        s -> {
          assertThat(s.pool.stats(ECHO).idle()).isZero();
          assertThat(s.events.closed).containsExactly(CloseReason.ADDRESS_LEFT);
        });
  }

  @Test
  void aFirstDialThatTakesLongerThanTheAnswerHoldsIsReusedWhereTheNextAnswerIsTheSame() {
    dialSlowly(false, s -> assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1));
  }

  @Test
  void clearingAnEndpointForgetsTheAnswer() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.dns.answer("echo.test", Duration.ofHours(1), "10.0.0.1");
          s.use(ECHO, "a");
          move(s);
          s.pool.clearEndpoint(ECHO);
          try (Connection next = s.pool.acquire(ECHO)) {
            assertThat(next.remoteAddress()).hasToString("/10.0.0.2:7");
            next.release();
          }
        });
  }

  @Test
  void aChangingAnswerUnderLoadFailsNoRequest() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(4),
        s -> {
          for (int number = 1; number <= 4; number++) {
            s.net.at("10.0.0." + number, 7).accept(ServerHandler.echo());
          }
          s.dns.answer("echo.test", SECOND, "10.0.0.1", "10.0.0.2");
          Thread[] callers = new Thread[6];
          for (int i = 0; i < callers.length; i++) {
            callers[i] =
                s.sim.spawn(
                    "caller-" + i,
                    () -> {
                      for (int round = 0; round < 30; round++) {
                        s.use(ECHO, "x");
                        s.sim.advance(Duration.ofMillis(100));
                      }
                    });
          }
          for (int change = 0; change < 3; change++) {
            s.sim.advance(SECOND);
            String one = "10.0.0." + (1 + change % 4);
            String other = "10.0.0." + (1 + (change + 2) % 4);
            s.dns.answer("echo.test", SECOND, one, other);
          }
          for (Thread caller : callers) {
            s.sim.join(caller);
          }
          assertThat(s.pool.stats(ECHO).errors()).isZero();
        });
  }

  private static final String NAME = "_echo._tcp.test";
  private static final Endpoint SERVICE = Endpoint.service(NAME);

  private static DnsService server(String target) {
    return new DnsService(target, 7, 0, 0);
  }

  @Test
  void whenAServerLeavesItsServiceTheConnectionsToItRetire() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.dns
              .serve(NAME, TTL, server("a.test"))
              .answer("a.test", TTL.multipliedBy(9), "10.0.0.2");
          s.echo("10.0.0.2", 7);
          s.echo("10.0.0.3", 7);
          s.use(SERVICE, "a");
          s.dns.serve(NAME, TTL, server("b.test")).answer("b.test", TTL, "10.0.0.3");
          s.sim.advance(TTL);
          s.sim.await(() -> s.events.closed.size() == 1);
          assertThat(s.events.closed).containsExactly(CloseReason.ADDRESS_LEFT);
          try (Connection next = s.pool.acquire(SERVICE)) {
            assertThat(next.remoteAddress()).hasToString("/10.0.0.3:7");
            next.release();
          }
          assertThat(s.pool.describe())
              .contains("SERVERS: b.test:7 (priority 0, weight 0)")
              .contains("b.test ANY: 10.0.0.3");
        });
  }

  @Test
  void connectionsOutliveAServiceOfWhichNothingIsKnownAnyMore() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.dns.serve(NAME, TTL, server("a.test")).answer("a.test", TTL, "10.0.0.2");
          s.echo("10.0.0.2", 7);
          s.use(SERVICE, "a");
          s.dns.fail(NAME, DnsException.Kind.NO_SUCH_NAME);
          s.sim.advance(TTL.multipliedBy(3));
          s.use(SERVICE, "b");
          assertThat(s.pool.stats(SERVICE).totalReused()).isEqualTo(1);
          assertThat(s.events.closed).isEmpty();
        });
  }

  @Test
  void aServiceThatIsClearedIsAskedForAnewWithItsServers() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.dns.serve(NAME, null, server("a.test")).answer("a.test", "10.0.0.2");
          s.echo("10.0.0.2", 7);
          s.use(SERVICE, "a");
          s.pool.clearEndpoint(SERVICE);
          s.use(SERVICE, "b");
          assertThat(s.dns.lookups(NAME)).isEqualTo(2);
          assertThat(s.dns.lookups("a.test")).isEqualTo(2);
        });
  }
}
