package io.conpool.impl.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.sim.ScriptedNetwork;
import io.conpool.impl.sim.Simulation;
import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransportSlotTest {

  private final Simulation sim = new Simulation(1);
  private final ScriptedNetwork net = new ScriptedNetwork(sim);
  private final TransportSlot slot = new TransportSlot();

  private Transport transport() throws IOException {
    return net.open(new InetSocketAddress("10.0.0.1", 7), SocketOptions.defaults());
  }

  @Test
  void whatIsTakenOutIsNotClosedByALaterAbort() throws IOException {
    assertThat(slot.put(transport())).isTrue();
    assertThat(slot.take()).isTrue();
    assertThat(slot.abort()).isFalse();
    assertThat(net.openCount()).isEqualTo(1);
    assertThat(slot.isAborted()).isFalse();
  }

  @Test
  void anAbortClosesWhatIsInAndNothingCanBeTakenOutAfterwards() throws IOException {
    slot.put(transport());
    assertThat(slot.abort()).isTrue();
    assertThat(net.openCount()).isZero();
    assertThat(slot.take()).isFalse();
    assertThat(slot.isAborted()).isTrue();
  }

  @Test
  void anAbortLetsNothingIn() throws IOException {
    assertThat(slot.abort()).isTrue();
    assertThat(slot.put(transport())).isFalse();
    assertThat(net.openCount()).isZero();
    assertThat(slot.abort()).isTrue();
  }

  @Test
  void discardingMakesRoomForTheNext() throws IOException {
    slot.put(transport());
    slot.discard();
    assertThat(net.openCount()).isZero();
    assertThat(slot.put(transport())).isTrue();
    assertThat(slot.take()).isTrue();
    assertThat(net.openCount()).isEqualTo(1);
  }

  @Test
  void discardingNothingOrWhatWasTakenDoesNothing() throws IOException {
    slot.discard();
    slot.put(transport());
    slot.take();
    slot.discard();
    assertThat(net.openCount()).isEqualTo(1);
  }

  @Test
  void anAbortThatRacesEverythingElseLeavesNothingOpenUnlessItSaysSo() {
    Simulation.explore(
        200,
        racing -> {
          ScriptedNetwork network = new ScriptedNetwork(racing);
          TransportSlot contested = new TransportSlot();
          boolean[] taken = {false};
          Thread dialing =
              racing.spawn(
                  "dialing",
                  () -> {
                    for (int round = 0; round < 3; round++) {
                      Transport opened =
                          network.open(
                              new InetSocketAddress("10.0.0.1", 7), SocketOptions.defaults());
                      racing.yieldPoint();
                      if (!contested.put(opened)) {
                        return;
                      }
                      racing.yieldPoint();
                      if (round < 2) {
                        contested.discard();
                      }
                    }
                    racing.yieldPoint();
                    taken[0] = contested.take();
                  });
          racing.spawn(
              "aborting",
              () -> {
                for (int steps = racing.random(12); steps > 0; steps--) {
                  racing.yieldPoint();
                }
                boolean aborted = contested.abort();
                racing.join(dialing);
                assertThat(taken[0]).isEqualTo(!aborted);
                assertThat(network.openCount()).isEqualTo(aborted ? 0 : 1);
              });
        });
  }

  /** A transport whose close takes a millisecond, whoever calls it. */
  private static Transport slowToClose(Simulation sim, Transport transport) {
    return (Transport)
        Proxy.newProxyInstance(
            Transport.class.getClassLoader(),
            new Class<?>[] {Transport.class},
            (proxy, method, arguments) -> {
              sim.advance(Duration.ofMillis(1));
              return method.invoke(transport, arguments);
            });
  }

  private static void abortTogether(boolean discarded) {
    Simulation.explore(
        100,
        racing -> {
          ScriptedNetwork network = new ScriptedNetwork(racing);
          TransportSlot contested = new TransportSlot();
          racing.spawn(
              "dialing",
              () -> {
                Transport opened =
                    network.open(new InetSocketAddress("10.0.0.1", 7), SocketOptions.defaults());
                assertThat(contested.put(slowToClose(racing, opened))).isTrue();
                for (int aborter = 0; aborter < 2; aborter++) {
                  racing.spawn(
                      "aborter-" + aborter,
                      () -> {
                        racing.advance(Duration.ofNanos(racing.random(900_000)));
                        assertThat(contested.abort()).isTrue();
                        assertThat(network.openCount()).isZero();
                      });
                }
                if (discarded) {
                  contested.discard();
                }
              });
        });
  }

  @Test
  void aSecondAborterDoesNotReturnBeforeTheTransportIsClosed() {
    abortTogether(false);
  }

  @Test
  void nobodyWhoAbortsReturnsBeforeWhatIsBeingDiscardedIsClosed() {
    abortTogether(true);
  }
}
