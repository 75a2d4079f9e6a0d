package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static io.conpool.impl.pool.SimulatedPool.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.PoolListener;
import io.conpool.impl.sim.ServerHandler;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a listener that throws or takes its time cannot spoil. */
class ListenerFaultsTest {

  /** Does the same at each event. */
  private abstract static class EveryEvent implements PoolListener {

    private final Set<String> heard = new TreeSet<>();

    abstract void event();

    private void hear(String event) {
      heard.add(event);
      event();
    }

    /** Fails unless there was one of each kind. */
    void requireAll() {
      assertThat(heard)
          .containsExactly(
              "acquireFailed",
              "acquired",
              "addressRestored",
              "addressSetAside",
              "addressesChanged",
              "attemptFailed",
              "connectionClosed",
              "connectionOpened",
              "dialFailed",
              "released");
    }

    @Override
    public void connectionOpened(Endpoint endpoint, SocketAddress address, Duration took) {
      hear("connectionOpened");
    }

    @Override
    public void connectionClosed(Endpoint endpoint, SocketAddress address, CloseReason reason) {
      hear("connectionClosed");
    }

    @Override
    public void attemptFailed(Endpoint endpoint, SocketAddress address, Throwable cause) {
      hear("attemptFailed");
    }

    @Override
    public void addressRestored(Endpoint endpoint, SocketAddress address) {
      hear("addressRestored");
    }

    @Override
    public void addressSetAside(Endpoint endpoint, SocketAddress address, Duration pause) {
      hear("addressSetAside");
    }

    @Override
    public void addressesChanged(Endpoint endpoint, List<SocketAddress> addresses) {
      hear("addressesChanged");
    }

    @Override
    public void dialFailed(Endpoint endpoint, PoolException failure) {
      hear("dialFailed");
    }

    @Override
    public void acquired(Endpoint endpoint, boolean reused, Duration waited) {
      hear("acquired");
    }

    @Override
    public void acquireFailed(Endpoint endpoint, PoolException failure) {
      hear("acquireFailed");
    }

    @Override
    public void released(Endpoint endpoint) {
      hear("released");
    }
  }

  /** Everything that a listener can hear of, with one place. */
  private static void liveThroughAllEvents(SimulatedPool simulated) throws Exception {
    simulated.server.refuse();
    assertThat(simulated.acquireElsewhere("refused").error())
        .isInstanceOf(PoolError.ConnectionFailed.class);
    simulated.echo("10.0.0.1", 7);
    List<Caller<?>> callers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      callers.add(simulated.useElsewhere("caller " + i));
    }
    callers.forEach(Caller::result);
    simulated.pool.acquire(ECHO).close();
    simulated.use(ECHO, "afterwards");
    simulated.net.at("10.0.0.9", 7).refuse();
    simulated.dns.answer("echo.test", "10.0.0.9", "10.0.0.1");
    simulated.sim.advance(Duration.ofSeconds(31)); // the answer is over
    for (int i = 0; i < 7; i++) { // an idle one, and enough to set the address aside
      simulated.pool.acquire(ECHO).close();
    }
    simulated.echo("10.0.0.9", 7);
    for (int i = 0; i < 12; i++) { // beyond the longest pause, and used before it is forgotten
      simulated.sim.advance(Duration.ofSeconds(30));
      simulated.pool.acquire(ECHO).close();
    }
    simulated.pool.clearEndpoint(ECHO);
    simulated.sim.advance(Duration.ofMinutes(2));
  }

  @Test
  void a15_aListenerThatThrowsErrorsSpoilsNothing() {
    EveryEvent throwing =
        new EveryEvent() {
          @Override
          void event() {
            throw new LinkageError("foreign");
          }
        };
    run(
        config -> config.maxConnectionsPerEndpoint(1).connectRetryCount(0).listener(throwing),
        ListenerFaultsTest::liveThroughAllEvents);
    throwing.requireAll();
  }

  @Test
  void aListenerThatThrowsOneThingAfterAnotherBreaksNothing() {
    AtomicInteger told = new AtomicInteger();
    run(
        config ->
            config
                .maxConnectionsPerEndpoint(1)
                .maxConnectionUses(2)
                .connectRetryCount(0)
                .listener(
                    new EveryEvent() {
                      @Override
                      void event() {
                        if (told.incrementAndGet() % 2 == 0) {
                          throw new StackOverflowError("on purpose");
                        }
                        throw new IllegalStateException("on purpose");
                      }
                    }),
        s -> {
          for (int round = 0; round < 5; round++) {
            s.use(ECHO, "a");
          }
          s.server.refuse();
          s.pool.clearEndpoint(ECHO);
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOf(PoolError.ConnectionFailed.class);
          s.server.accept(ServerHandler.echo());
          s.use(ECHO, "b");
        });
    assertThat(told.get()).isPositive();
  }

  /** Takes five seconds for each event; that it holds no lock meanwhile the simulation checks. */
  private static EveryEvent sluggish(AtomicReference<SimulatedPool> current) {
    return new EveryEvent() {
      @Override
      void event() {
        current.get().sim.advance(Duration.ofSeconds(5));
      }
    };
  }

  @Test
  void a15_aSluggishListenerHoldsNoLockAndLosesNothing() {
    AtomicReference<SimulatedPool> current = new AtomicReference<>();
    EveryEvent sluggish = sluggish(current);
    run(
        config ->
            config
                .maxConnectionsPerEndpoint(1)
                .connectRetryCount(0)
                .acquireTimeout(Duration.ofMinutes(5))
                .listener(sluggish),
        simulated -> {
          current.set(simulated);
          liveThroughAllEvents(simulated);
        });
    sluggish.requireAll();
  }

  /** Takes a second for each failed attempt. */
  private static final class SluggishAtAttempts implements PoolListener {

    private final AtomicReference<SimulatedPool> current = new AtomicReference<>();
    private final List<String> told = new ArrayList<>();

    @Override
    public void attemptFailed(Endpoint endpoint, SocketAddress address, Throwable cause) {
      told.add(address.toString());
      current.get().sim.advance(Duration.ofSeconds(1));
    }
  }

  @Test
  void a15_aListenerThatIsSluggishAtAttemptsIsToldOfThemInOrderOnOneThread() {
    SluggishAtAttempts listener = new SluggishAtAttempts();
    run(
        config -> config.connectRetryCount(0).listener(listener),
        simulated -> {
          listener.current.set(simulated);
          listener.told.clear();
          for (int n = 1; n <= 9; n++) {
            simulated.net.at("10.0.0." + n, 7).refuse();
          }
          simulated.dns.answer("echo.test", many(1, 9));
          assertThat(error(() -> simulated.pool.acquire(ECHO)))
              .isInstanceOf(PoolError.ConnectionFailed.class);
          assertThat(simulated.sim.elapsed()).isZero();
          assertThat(simulated.platform.liveThreads())
              .filteredOn(name -> name.startsWith("conpool-notify"))
              .hasSizeLessThanOrEqualTo(1);
          simulated.sim.advance(Duration.ofSeconds(9));
          assertThat(listener.told)
              .containsExactly(
                  IntStream.rangeClosed(1, 9)
                      .mapToObj(n -> "/10.0.0." + n + ":7")
                      .toArray(String[]::new));
        });
  }

  private static String[] many(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(n -> "10.0.0." + n).toArray(String[]::new);
  }

  private static final class SluggishAtOpening implements PoolListener {

    private final AtomicReference<SimulatedPool> current = new AtomicReference<>();

    @Override
    public void connectionOpened(Endpoint endpoint, SocketAddress address, Duration took) {
      current.get().sim.advance(Duration.ofSeconds(5));
    }

    @Override
    public void dialFailed(Endpoint endpoint, PoolException failure) {
      current.get().sim.advance(Duration.ofSeconds(5));
    }

    @Override
    public void connectionClosed(Endpoint endpoint, SocketAddress address, CloseReason reason) {
      current.get().sim.advance(Duration.ofSeconds(5));
    }
  }

  @Test
  void a15_aSluggishListenerDoesNotHoldUpWhoeverADialServes() {
    SluggishAtOpening listener = new SluggishAtOpening();
    run(
        config -> config.fairnessDelay(Duration.ZERO).listener(listener),
        simulated -> {
          listener.current.set(simulated);
          Caller<Connection> caller = simulated.acquireElsewhere("caller");
          Connection connection = caller.result();
          assertThat(caller.took()).isZero();
          connection.release();
        });
  }

  @Test
  void a15_aSluggishListenerDoesNotHoldUpTheNextDialAfterAFailedOne() {
    SluggishAtOpening listener = new SluggishAtOpening();
    run(
        config ->
            config
                .maxConnectionsPerEndpoint(1)
                .connectRetryCount(0)
                .fairnessDelay(Duration.ZERO)
                .listener(listener),
        simulated -> {
          listener.current.set(simulated);
          simulated.server.refuse().delay(Duration.ofSeconds(1));
          Caller<Connection> first = simulated.acquireElsewhere("first");
          simulated.sim.advance(Duration.ofMillis(500));
          Caller<Connection> second = simulated.acquireElsewhere("second");
          assertThat(first.error()).isInstanceOf(PoolError.ConnectionFailed.class);
          simulated.echo("10.0.0.1", 7);
          Connection connection = second.result();
          assertThat(second.took()).isEqualTo(Duration.ofMillis(1500));
          connection.release();
          simulated.sim.advance(Duration.ofSeconds(10));
        });
  }

  @Test
  void a15_aSluggishListenerDoesNotHoldUpWhoeverAClosedConnectionsPlaceServes() {
    SluggishAtOpening listener = new SluggishAtOpening();
    run(
        config ->
            config.maxConnectionsPerEndpoint(1).fairnessDelay(Duration.ZERO).listener(listener),
        simulated -> {
          listener.current.set(simulated);
          Connection held = simulated.pool.acquire(ECHO);
          Caller<Boolean> waiter = simulated.useElsewhere("waiter");
          simulated.settle();
          Caller.start(
              simulated,
              "closer",
              () -> {
                held.close();
                return true;
              });
          waiter.result();
          assertThat(waiter.took()).isLessThan(Duration.ofMillis(1));
          simulated.sim.advance(Duration.ofSeconds(10));
        });
  }
}
