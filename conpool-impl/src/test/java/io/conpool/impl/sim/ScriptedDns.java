package io.conpool.impl.sim;

import io.conpool.impl.time.Platform;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import io.conpool.spi.DnsService;
import io.conpool.spi.DnsServices;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A resolver in simulated time that answers as it is told; a name it was not told about does not
 * exist.
 */
public final class ScriptedDns implements DnsResolverProvider {

  private final Simulation simulation;
  private boolean joint;
  private final SimSignal never;
  private final Map<String, Script> scripts = new LinkedHashMap<>();

  /**
   * Makes a resolver that knows no name.
   *
   * @param joint whether it asks for both families at once
   */
  public ScriptedDns(Simulation simulation, boolean joint) {
    this.simulation = simulation;
    this.joint = joint;
    this.never = new SimSignal(simulation);
  }

  /** Answers with these addresses, and no time to live. */
  public ScriptedDns answer(String hostname, String... literals) {
    return answer(hostname, null, literals);
  }

  /** Answers with these addresses and a time to live. */
  public ScriptedDns answer(String hostname, @Nullable Duration ttl, String... literals) {
    Script script = script(hostname);
    script.addresses = Stream.of(literals).map(ScriptedNetwork::address).toList();
    script.ttl = ttl;
    script.failure = null;
    return this;
  }

  /** Answers with these servers of a service and a time to live. */
  public ScriptedDns serve(String service, @Nullable Duration ttl, DnsService... servers) {
    Script script = script(service);
    script.servers = List.of(servers);
    script.ttl = ttl;
    script.failure = null;
    return this;
  }

  /** Fails. */
  public ScriptedDns fail(String hostname, DnsException.Kind kind) {
    script(hostname).failure = kind;
    return this;
  }

  /** Makes each answer or failure take so long. */
  public ScriptedDns delay(String hostname, Duration delay) {
    script(hostname).delay = delay;
    return this;
  }

  /** Lets look-ups end only when they are interrupted. */
  public ScriptedDns hang(String hostname) {
    script(hostname).delay = null;
    return this;
  }

  /** From now on it is asked for each family by itself. */
  public ScriptedDns apart() {
    joint = false;
    return this;
  }

  /** Lets look-ups of one family end only when they are interrupted. */
  public ScriptedDns silent(String hostname, AddressFamily family) {
    script(hostname).silent.add(family);
    return this;
  }

  /** How many look-ups of a name there were, one for each family. */
  public int lookups(String hostname) {
    return script(hostname).lookups;
  }

  private Script script(String hostname) {
    return scripts.computeIfAbsent(hostname, name -> new Script());
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public boolean joint() {
    return joint;
  }

  @Override
  public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
      throws DnsException, InterruptedException {
    simulation.note("resolves " + hostname + " " + family);
    Script script = script(hostname);
    boolean silent = script.silent.contains(family);
    await(hostname, silent ? null : script.delay);
    return script.result(hostname, family);
  }

  @Override
  public DnsServices services(String service, long timeoutNanos)
      throws DnsException, InterruptedException {
    simulation.note("looks for the servers of " + service);
    Script script = script(service);
    await(service, script.delay);
    return script.servers(service);
  }

  /**
   * Counts a question, and takes so long to answer it.
   *
   * @param delay null for ever
   */
  private void await(String hostname, @Nullable Duration delay) throws InterruptedException {
    script(hostname).lookups++;
    simulation.requireNoLock("resolved a name");
    long decided = delay == null ? Platform.FOREVER : simulation.now() + delay.toNanos();
    simulation.yieldPoint();
    do {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (!simulation.isDue(decided)) {
        never.await("the address of " + hostname, decided);
      }
    } while (!simulation.isDue(decided));
  }

  private static final class Script {

    private List<InetAddress> addresses = List.of();
    private List<DnsService> servers = List.of();
    private @Nullable Duration ttl;
    private DnsException.@Nullable Kind failure = DnsException.Kind.NO_SUCH_NAME;
    private @Nullable Duration delay = Duration.ZERO;
    private final Set<AddressFamily> silent = EnumSet.noneOf(AddressFamily.class);
    private int lookups;

    DnsServices servers(String service) throws DnsException {
      if (failure != null) {
        throw new DnsException(failure, service + ": " + failure, null);
      }
      return new DnsServices(servers, ttl);
    }

    DnsAnswer result(String hostname, AddressFamily family) throws DnsException {
      if (failure != null) {
        throw new DnsException(failure, hostname + ": " + failure, null);
      }
      List<InetAddress> wanted =
          addresses.stream().filter(address -> isOf(family, address)).toList();
      if (wanted.isEmpty()) {
        throw new DnsException(
            DnsException.Kind.NO_DATA, hostname + " has no " + family + " address", null);
      }
      return new DnsAnswer(wanted, ttl);
    }

    private static boolean isOf(AddressFamily family, InetAddress address) {
      return switch (family) {
        case ANY -> true;
        case IPV4 -> address instanceof Inet4Address;
        case IPV6 -> !(address instanceof Inet4Address);
      };
    }
  }
}
