package io.conpool.impl.dial;

import io.conpool.ConnectionSetup;
import io.conpool.impl.sim.ScriptedNetwork;
import io.conpool.impl.sim.ScriptedServer;
import io.conpool.impl.sim.ScriptedTls;
import io.conpool.impl.sim.ServerConnection;
import io.conpool.impl.sim.ServerHandler;
import io.conpool.impl.sim.Simulation;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import io.conpool.spi.Provider;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Servers, transports, a resolver and a hook that do whatever such may do, by chance. */
final class Weather {

  private static final int ADDRESSES = 5; // of each family, more than a race may try at once

  private final boolean joint;
  private NotedTransports transports;
  private Simulation sim;
  private ScriptedNetwork net;

  /**
   * Makes the weather of one run.
   *
   * @param joint whether the resolver knows of both families alone
   */
  Weather(boolean joint) {
    this.joint = joint;
  }

  /** The providers to be used, made out of the network and a resolver that is not needed. */
  List<Provider> providers(List<Provider> given) {
    transports = new Rude((TransportProvider) given.get(0));
    return List.of(transports, new Fickle(), new ScriptedTls());
  }

  /** It begins. */
  void begin(Rig rig) {
    sim = rig.sim;
    net = rig.net;
    change();
  }

  NotedTransports transports() {
    return transports;
  }

  private boolean oneIn(int many) {
    return sim.random(many) == 0;
  }

  private Duration upTo(int millis) {
    return Duration.ofMillis(sim.random(millis + 1));
  }

  /** Everybody does something else from now on. */
  void change() {
    for (int number = 1; number <= ADDRESSES; number++) {
      change(net.at("10.0.0." + number, 7));
      change(net.at("2001:db8::" + number, 7));
    }
  }

  private void change(ScriptedServer server) {
    server.delay(oneIn(3) ? Duration.ZERO : upTo(oneIn(4) ? 3_000 : 300));
    switch (sim.random(6)) {
      case 0 -> server.refuse();
      case 1 -> server.blackHole();
      case 2 -> server.unreachable();
      default -> server.accept(this::serve);
    }
  }

  /** Shakes hands, if the client wants to, and is silent. */
  private void serve(ServerConnection connection) throws IOException {
    if (oneIn(2)) {
      sim.advance(upTo(1_500));
    }
    switch (sim.random(12)) {
      case 0 -> connection.awaitClosed();
      case 1 -> connection.reset();
      case 2 -> connection.close();
      case 3 -> {
        connection.write("220 welcome, this is no TLS\n");
        connection.awaitClosed();
      }
      case 4 -> shakeHands(ScriptedTls.Verdict.REFUSED, connection);
      case 5 -> shakeHands(ScriptedTls.Verdict.BAD_CERTIFICATE, connection);
      default -> shakeHands(ScriptedTls.Verdict.ACCEPTED, connection);
    }
  }

  private static void shakeHands(ScriptedTls.Verdict verdict, ServerConnection connection)
      throws IOException {
    ScriptedTls.server(verdict, ServerHandler.silent()).serve(connection);
  }

  /** A connect hook. */
  void prepare(ConnectionSetup setup) throws IOException {
    switch (sim.random(6)) {
      case 0 -> throw new IOException("on purpose");
      case 1 -> setup.inputStream().read();
      case 2 -> sim.advance(upTo(200));
      default -> setup.attach("prepared");
    }
  }

  /** Throws now and then, or leaves an interrupt behind. */
  private final class Rude extends NotedTransports {

    Rude(TransportProvider network) {
      super(network);
    }

    @Override
    void beforeOpen() {
      if (oneIn(30)) {
        throw new IllegalStateException("bug");
      }
    }

    @Override
    void afterConnect() {
      if (oneIn(30)) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Answers soon, late, in part, or not at all. */
  private final class Fickle implements DnsResolverProvider {

    @Override
    public String name() {
      return "fickle";
    }

    @Override
    public boolean joint() {
      return joint;
    }

    @Override
    public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
        throws DnsException, UnknownHostException, InterruptedException {
      sim.requireNoLock("resolved a name");
      sim.advance(upTo(oneIn(3) ? 1_500 : 70));
      switch (sim.random(14)) {
        case 0 -> throw new DnsException(DnsException.Kind.TEMPORARY, hostname, null);
        case 1 -> throw new DnsException(DnsException.Kind.NO_DATA, hostname, null);
        case 2 -> throw new UnknownHostException(hostname);
        case 3 -> throw new IllegalStateException("bug");
        case 4 -> throw interrupted();
        default -> {
          return new DnsAnswer(addresses(family), upTo(3_000));
        }
      }
    }

    /** Hangs until it is. */
    private InterruptedException interrupted() {
      sim.await(() -> Thread.currentThread().isInterrupted());
      return new InterruptedException();
    }

    /** Some, in any order; perhaps none, perhaps one of them twice. */
    private List<InetAddress> addresses(AddressFamily family) throws UnknownHostException {
      List<InetAddress> some = new ArrayList<>();
      for (int count = sim.random(ADDRESSES + 3); count > 0; count--) {
        String prefix = oneIn(2) ? "10.0.0." : "2001:db8::";
        InetAddress address = InetAddress.getByName(prefix + (1 + sim.random(ADDRESSES)));
        boolean four = address instanceof Inet4Address;
        if (family == AddressFamily.ANY || four == (family == AddressFamily.IPV4)) {
          some.add(address);
        }
      }
      return some;
    }
  }
}
