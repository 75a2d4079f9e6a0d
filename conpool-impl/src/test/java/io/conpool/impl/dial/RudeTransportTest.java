package io.conpool.impl.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.impl.sim.ScriptedTls;
import io.conpool.impl.sim.ServerHandler;
import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Transports that do what they must not. */
class RudeTransportTest {

  private static final Duration DELAY = Duration.ofMillis(250);

  /** Leaves an interrupt behind on each thread that connects. */
  private static final class Interrupting extends NotedTransports {

    Interrupting(TransportProvider network) {
      super(network);
    }

    @Override
    void afterConnect() {
      Thread.currentThread().interrupt();
    }
  }

  private static void runInterrupted(UnaryOperator<PoolConfig.Builder> config, Rig.Body body) {
    Interrupting[] transports = {null};
    Rig.run(
        config,
        given -> {
          transports[0] = new Interrupting((TransportProvider) given.get(0));
          return List.of(transports[0], given.get(1), new ScriptedTls());
        },
        rig -> {
          transports[0].note(0, new TryNotes(rig.noted));
          body.run(rig);
        });
  }

  private static void wins(Rig rig, Endpoint endpoint, String address) throws DialFailure {
    Dialed dialed = rig.attempt(endpoint).run();
    assertThat(dialed.address()).hasToString(address);
    assertThat(Thread.interrupted()).as("it is left no further").isFalse();
    Rig.close(dialed);
  }

  @Test
  void anInterruptThatAConnectLeavesBehindDoesNotEndTheHandshake() {
    runInterrupted(
        UnaryOperator.identity(),
        rig -> {
          rig.server.accept(
              connection -> {
                rig.sim.advance(DELAY);
                ScriptedTls.server(ScriptedTls.Verdict.ACCEPTED, ServerHandler.silent())
                    .serve(connection);
              });
          wins(rig, Rig.SECURED, "/10.0.0.1:7");
          assertThat(rig.sim.elapsed()).isEqualTo(DELAY);
        });
  }

  @Test
  void anInterruptThatAConnectLeavesBehindDoesNotEndTheWaitForTheTurn() {
    runInterrupted(
        UnaryOperator.identity(),
        rig -> {
          rig.dns.answer("peer.test", "10.0.0.2", "10.0.0.1");
          rig.net.at("10.0.0.2", 7).accept(ServerHandler.silent()).delay(DELAY.plusMillis(10));
          rig.server
              .accept(ScriptedTls.server(ScriptedTls.Verdict.ACCEPTED, ServerHandler.silent()))
              .delay(Duration.ofMillis(50));
          wins(rig, Rig.SECURED, "/10.0.0.1:7"); // behind the front runner, which is silent
          assertThat(rig.sim.elapsed()).isEqualTo(DELAY.plusMillis(10).multipliedBy(5));
        });
  }

  @Test
  void anInterruptThatAConnectLeavesBehindDoesNotEndTheHook() {
    runInterrupted(
        config -> config.onConnect(setup -> setup.attach(setup.inputStream().read())),
        rig -> {
          rig.server.accept(
              connection -> {
                rig.sim.advance(DELAY);
                connection.write("!");
                connection.awaitClosed();
              });
          wins(rig, Rig.PEER, "/10.0.0.1:7");
        });
  }

  /** Does not open transports to one address. */
  private record Choosy(TransportProvider network, String refused) implements TransportProvider {

    @Override
    public String name() {
      return "choosy";
    }

    @Override
    public Transport open(SocketAddress address, SocketOptions options) throws IOException {
      if (address.toString().equals(refused)) {
        throw new IllegalStateException("bug");
      }
      return network.open(address, options);
    }
  }

  @Test
  void aBugAtOneOfTwoAddressesLeavesTheOther() {
    for (String refused : List.of("/10.0.0.1:7", "/10.0.0.2:7")) {
      Rig.run(
          UnaryOperator.identity(),
          given -> List.of(new Choosy((TransportProvider) given.get(0), refused), given.get(1)),
          rig -> {
            rig.dns.answer("peer.test", "10.0.0.1", "10.0.0.2");
            rig.server.delay(DELAY.plusMillis(10));
            rig.net.at("10.0.0.2", 7).accept(ServerHandler.echo()).delay(DELAY.plusMillis(10));
            wins(rig, Rig.PEER, refused.contains(".1:") ? "/10.0.0.2:7" : "/10.0.0.1:7");
            assertThat(rig.noted.notes).contains(refused + " failed: bug");
          });
    }
  }
}
