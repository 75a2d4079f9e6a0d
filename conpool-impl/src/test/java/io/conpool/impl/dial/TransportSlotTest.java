package io.conpool.impl.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.sim.ScriptedNetwork;
import io.conpool.impl.sim.Simulation;
import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class TransportSlotTest {

  private final ScriptedNetwork net = new ScriptedNetwork(new Simulation(1));
  private final TransportSlot slot = new TransportSlot();

  private Transport opened() throws IOException {
    return net.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 7), SocketOptions.defaults());
  }

  @Test
  void whatIsTakenOutStaysOpen() throws IOException {
    assertThat(slot.put(opened())).isTrue();
    assertThat(slot.take()).isTrue();
    assertThat(slot.abort()).isFalse();
    assertThat(net.openCount()).isEqualTo(1);
  }

  @Test
  void anAbortClosesWhatIsIn() throws IOException {
    slot.put(opened());
    assertThat(slot.abort()).isTrue();
    assertThat(net.openCount()).isZero();
    assertThat(slot.take()).isFalse();
    assertThat(slot.isAborted()).isTrue();
  }

  @Test
  void afterAnAbortNothingComesInOpen() throws IOException {
    assertThat(slot.abort()).isTrue();
    assertThat(slot.put(opened())).isFalse();
    assertThat(net.openCount()).isZero();
    assertThat(slot.take()).isFalse();
  }

  @Test
  void aSecondAbortSaysTheSame() throws IOException {
    slot.put(opened());
    slot.abort();
    assertThat(slot.abort()).isTrue();
  }

  @Test
  void whatIsDiscardedMakesRoomForTheNext() throws IOException {
    slot.put(opened());
    slot.discard();
    assertThat(net.openCount()).isZero();
    assertThat(slot.put(opened())).isTrue();
    assertThat(slot.take()).isTrue();
    assertThat(net.openCount()).isEqualTo(1);
  }

  @Test
  void aDiscardAfterAnAbortDoesNothing() throws IOException {
    slot.put(opened());
    slot.abort();
    slot.discard();
    assertThat(slot.isAborted()).isTrue();
  }
}
