package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.exchange;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.PoolConfig;
import io.conpool.impl.provider.ProviderRegistry;
import io.conpool.impl.sim.ScriptedDns;
import io.conpool.impl.sim.ScriptedNetwork;
import io.conpool.impl.sim.ServerHandler;
import io.conpool.impl.sim.Simulation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a lease and a return cost: the calls of the transport underneath. */
class TransportCallsTest {

  /** The calls of all transports. */
  private final CallNotes notes = new CallNotes();

  @FunctionalInterface
  private interface Body {
    void run(ConnectionPool pool) throws Exception;
  }

  private void run(Body body) {
    Simulation sim = new Simulation(1);
    ScriptedNetwork net = new ScriptedNetwork(sim);
    net.at("10.0.0.1", 7).accept(ServerHandler.echo());
    ScriptedDns dns = new ScriptedDns(sim, true).answer("echo.test", "10.0.0.1");
    sim.spawn(
        "test",
        () -> {
          try (ConnectionPool pool =
              new DefaultConnectionPool(
                  PoolConfig.defaults(),
                  new ProviderRegistry(List.of(notes.network(net), dns)),
                  sim.newPlatform("pool"))) {
            body.run(pool);
          }
        });
    sim.run();
  }

  @Test
  void aReturnWithNobodyWaitingMakesNoCall() {
    run(
        pool -> {
          Connection connection = pool.acquire(ECHO);
          exchange(connection, "word");
          notes.calls.clear();
          connection.release();
          assertThat(notes.calls).isEmpty();
        });
  }

  @Test
  void theProbeOfAnIdleConnectionIsOneReadThatDoesNotBlock() {
    run(
        pool -> {
          Connection first = pool.acquire(ECHO);
          exchange(first, "word");
          first.release();
          notes.calls.clear();
          Connection second = pool.acquire(ECHO);
          assertThat(notes.calls).containsExactly("readNow");
          second.release();
        });
  }

  @Test
  void aWriteGoesOutAtOnceAndWhole() {
    run(
        pool -> {
          Connection connection = pool.acquire(ECHO);
          notes.calls.clear();
          connection.outputStream().write(new byte[] {'a', 'b', '\n'});
          assertThat(notes.calls).containsExactly("write");
          connection.close();
        });
  }
}
