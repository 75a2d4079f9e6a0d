package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.Connection;
import io.conpool.DuplexStream;
import io.conpool.PoolConfig;
import io.conpool.impl.address.AddressBook;
import io.conpool.impl.address.AddressUse;
import io.conpool.impl.dial.Dialed;
import io.conpool.impl.dial.Dialer;
import io.conpool.impl.provider.ProviderRegistry;
import io.conpool.impl.sim.ServerHandler;
import io.conpool.impl.sim.SimPlatform;
import io.conpool.impl.time.Later;
import io.conpool.impl.transport.PlainWire;
import io.conpool.impl.transport.Wire;
import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * A health check that has let another thread into the connection. TLS's own way of closing reads
 * and writes, which nobody may do next to a reader: such a connection is aborted.
 */
class CheckLeftInsideTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** What a check does once another thread is inside a read; says whether it finds it healthy. */
  @FunctionalInterface
  private interface Check {
    boolean afterwards(SimulatedPool s, Thread reader);
  }

  /** Leases twice, with a check in between; returns after how long the second lease came. */
  private static void isAbortedAndReplaced(Check check, Duration after) {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.server.accept(ServerHandler.silent());
          CallNotes notes = new CallNotes();
          PoolConfig config =
              PoolConfig.builder()
                  .maxConnectionsPerEndpoint(1)
                  .healthCheckTimeout(SECOND)
                  .healthCheck(
                      stream -> {
                        Thread reader = s.sim.spawn("reader", () -> readInVain(stream));
                        s.sim.await(() -> notes.calls.contains("read"));
                        return check.afterwards(s, reader);
                      })
                  .build();
          SimPlatform platform = s.sim.newPlatform("noted");
          EndpointPool pool = poolOfOne(s, config, platform, notes);
          pool.acquire().release();
          Connection second = pool.acquire(Duration.ofSeconds(5).toNanos());
          assertThat(second.isReused()).isFalse();
          assertThat(s.sim.elapsed()).isEqualTo(after);
          assertThat(notes.calls).contains("abort").doesNotContain("close");
          second.close();
          pool.close();
          assertThat(platform.shutdown(platform.now() + 1)).isTrue();
        });
  }

  private static void readInVain(DuplexStream stream) {
    assertThatThrownBy(() -> stream.read(ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
  }

  /** A pool of one endpoint with an idle connection whose calls are noted. */
  private static EndpointPool poolOfOne(
      SimulatedPool s, PoolConfig config, SimPlatform platform, CallNotes notes)
      throws IOException {
    Dialer dialer = new Dialer(platform, new ProviderRegistry(List.of(s.net, s.dns)), config);
    EndpointTable none =
        new EndpointTable(
            config::resolve,
            endpoint -> {
              throw new AssertionError("asked for " + endpoint);
            },
            platform);
    Shared shared = new Shared(config, platform, dialer, none, () -> {});
    EndpointPool pool = new EndpointPool(config.resolve(ECHO), shared);
    InetSocketAddress address = new InetSocketAddress("10.0.0.1", 7);
    Transport transport = s.net.open(address, SocketOptions.defaults());
    transport.connect();
    Wire wire = notes.of(Wire.class, new PlainWire(transport));
    // The dial never begins: here is what it would have made.
    Dial dial = pool.dialing().start(false, new Later());
    assertThat(shared.places().tryTake()).isTrue();
    AddressUse use = new AddressBook(platform, true, (failing, pause) -> {}).use(address);
    pool.dialing().succeeded(dial, new Dialed(wire, use, null, s.net, null, 0));
    return pool;
  }

  @Test
  void aConnectionWithAReaderInsideAfterItsCheckIsAbortedAndTheCallerGetsAnother() {
    isAbortedAndReplaced((s, reader) -> true, Duration.ZERO);
  }

  @Test
  void aConnectionWithAReaderInsideWhenTheTimeOfItsCheckIsUpIsAbortedAndTheCallerGetsAnother() {
    isAbortedAndReplaced(
        (s, reader) -> {
          s.sim.join(reader);
          return true;
        },
        SECOND);
  }
}
