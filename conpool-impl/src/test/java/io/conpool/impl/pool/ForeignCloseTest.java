package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.PoolConfig;
import io.conpool.impl.sim.ServerHandler;
import io.conpool.spi.Provider;
import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A transport whose close is not as its contract says must not lose a place. */
class ForeignCloseTest {

  /** A transport that does something of its own after it has closed. */
  private record Closing(Transport transport, Runnable afterwards) implements Transport {

    @Override
    public void connect() throws IOException {
      transport.connect();
    }

    @Override
    public int read(ByteBuffer target, long timeoutNanos) throws IOException {
      return transport.read(target, timeoutNanos);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      return transport.write(source);
    }

    @Override
    public long write(ByteBuffer[] sources) throws IOException {
      return transport.write(sources);
    }

    @Override
    public int readNow(ByteBuffer target) throws IOException {
      return transport.readNow(target);
    }

    @Override
    public int writeNow(ByteBuffer source) throws IOException {
      return transport.writeNow(source);
    }

    @Override
    public void shutdownOutput() throws IOException {
      transport.shutdownOutput();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
      return transport.localAddress();
    }

    @Override
    public void close() {
      transport.close();
      afterwards.run();
    }
  }

  private record Closings(TransportProvider network, Runnable afterwards)
      implements TransportProvider {

    @Override
    public String name() {
      return "closings";
    }

    @Override
    public Transport open(SocketAddress address, SocketOptions options) throws IOException {
      return new Closing(network.open(address, options), afterwards);
    }
  }

  private static UnaryOperator<List<Provider>> closing(Runnable afterwards) {
    return given ->
        List.of(new Closings((TransportProvider) given.get(0), afterwards), given.get(1));
  }

  private static void run(
      UnaryOperator<PoolConfig.Builder> config, Runnable afterwards, SimulatedPool.Body body) {
    for (long seed = 1; seed <= SimulatedPool.SEEDS; seed++) {
      SimulatedPool.run(seed, config, closing(afterwards), body);
    }
  }

  private static void fail() {
    throw new IllegalStateException("cannot close");
  }

  private static void failBadly() {
    throw new NoClassDefFoundError("cannot close");
  }

  @Test
  void aCloseThatThrowsLosesNoPlace() {
    List<Runnable> closes = List.of(ForeignCloseTest::fail, ForeignCloseTest::failBadly);
    for (Runnable throwing : closes) {
      run(
          config -> config.maxConnectionsPerEndpoint(1).maxConnections(1),
          throwing,
          s -> {
            for (int round = 0; round < 5; round++) {
              s.pool.acquire(ECHO).close();
            }
            s.use(ECHO, "a");
            s.use(s.another(1), "evicts");
            s.pool.clearEndpoint(s.another(1));
            s.use(ECHO, "b");
            assertThat(s.pool.total().totalCreated()).isEqualTo(8);
            assertThat(s.events.closed).hasSize(7);
          });
    }
  }

  @Test
  void aCloseThatThrowsInTheMiddleOfManyClosesThemAll() {
    run(
        config -> config.maxIdleTime(Duration.ofSeconds(1)),
        ForeignCloseTest::fail,
        s -> {
          List<Connection> held =
              List.of(s.pool.acquire(ECHO), s.pool.acquire(ECHO), s.pool.acquire(ECHO));
          held.forEach(Connection::release);
          s.sim.advance(Duration.ofSeconds(2));
          assertThat(s.events.closed)
              .containsExactly(
                  CloseReason.IDLE_TIMEOUT, CloseReason.IDLE_TIMEOUT, CloseReason.IDLE_TIMEOUT);
        });
  }

  @Test
  void aCloseThatThrowsInAFailedDialLosesNoPlace() {
    run(
        config -> config.maxConnectionsPerEndpoint(1).connectRetryCount(0),
        ForeignCloseTest::fail,
        s -> {
          s.server.refuse();
          for (int round = 0; round < 3; round++) {
            assertThatThrownBy(() -> s.use(ECHO, "a")).isInstanceOf(IOException.class);
          }
          s.server.accept(ServerHandler.echo());
          s.use(ECHO, "b");
        });
  }

  @Test
  void aCloseThatThrowsInAClearedDialLosesNoPlace() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        ForeignCloseTest::fail,
        s -> {
          s.server.delay(Duration.ofSeconds(3));
          Thread waiter = s.sim.spawn("waiter", () -> s.use(ECHO, "a"));
          s.sim.advance(Duration.ofSeconds(1));
          s.pool.clearEndpoint(ECHO);
          s.sim.join(waiter);
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofSeconds(4));
        });
  }

  @Test
  void aCloseThatTakesItsTimeHoldsItsPlaceAndNobodyElse() {
    AtomicReference<@Nullable SimulatedPool> running = new AtomicReference<>();
    run(
        config -> config.maxConnectionsPerEndpoint(1).maxIdleTime(Duration.ofSeconds(1)),
        () -> {
          SimulatedPool s = running.get();
          if (s != null) {
            s.sim.advance(Duration.ofSeconds(5));
          }
        },
        s -> {
          running.set(s);
          s.use(ECHO, "a");
          s.sim.advance(Duration.ofSeconds(2)); // expired, and closing
          s.use(s.another(1), "another endpoint");
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofSeconds(2));
          s.use(ECHO, "b");
          assertThat(s.sim.elapsed()).isBetween(Duration.ofSeconds(6), Duration.ofMillis(6_010));
          running.set(null);
          s.sim.await(s::isAtRest);
        });
  }
}
