package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;

import io.conpool.PoolConfig;
import io.conpool.impl.address.AddressBook;
import io.conpool.impl.address.AddressUse;
import io.conpool.impl.dial.Dialed;
import io.conpool.impl.dial.Dialer;
import io.conpool.impl.provider.ProviderRegistry;
import io.conpool.impl.sim.SimPlatform;
import io.conpool.impl.time.Later;
import io.conpool.impl.transport.PlainWire;
import io.conpool.impl.transport.Wire;
import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** A pool of one endpoint with an idle connection, the calls of whose wire are noted. */
final class NotedPool {

  final EndpointPool endpoint;
  private final SimPlatform platform;

  NotedPool(SimulatedPool s, PoolConfig config, CallNotes notes) throws IOException {
    this.platform = s.sim.newPlatform("noted");
    Dialer dialer = new Dialer(platform, new ProviderRegistry(List.of(s.net, s.dns)), config);
    EndpointTable none =
        new EndpointTable(
            config::resolve,
            endpoint -> {
              throw new AssertionError("asked for " + endpoint);
            },
            platform);
    Shared shared = new Shared(config, platform, dialer, none, () -> {});
    this.endpoint = new EndpointPool(config.resolve(ECHO), shared);
    InetSocketAddress address = new InetSocketAddress("10.0.0.1", 7);
    Transport transport = s.net.open(address, SocketOptions.defaults());
    transport.connect();
    Wire wire = notes.of(Wire.class, new PlainWire(transport));
    // The dial never begins: here is what it would have made.
    Dial dial = endpoint.dialing().start(false, new Later());
    if (!shared.places().tryTake()) {
      throw new AssertionError("no place for the first connection");
    }
    AddressUse use = new AddressBook(platform, true, (failing, pause) -> {}).use(address);
    endpoint.dialing().succeeded(dial, new Dialed(wire, use, null, s.net, null, 0));
  }

  /** Closes it; no thread of its own may be left. */
  void close() {
    endpoint.close();
    if (!platform.shutdown(platform.now() + 1)) {
      throw new AssertionError(platform.liveThreads() + " are left");
    }
  }
}
