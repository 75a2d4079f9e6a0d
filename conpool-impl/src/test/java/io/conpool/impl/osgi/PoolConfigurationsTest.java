package io.conpool.impl.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.ConnectionPool;
import io.conpool.PoolConfig;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

class PoolConfigurationsTest {

  private static final String PID = "io.conpool.pool~one";
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final LogCapture log = new LogCapture("io.conpool.config");
  private final FakeFramework framework = new FakeFramework();
  private final List<String> events = new ArrayList<>();
  private final Queue<Runnable> closing = new ArrayDeque<>();
  private final ConfiguredPools pools =
      new ConfiguredPools(framework.context, this::newPool, DRAIN, closing::add);
  private final PoolConfigurations configurations = new PoolConfigurations(pools);

  @AfterEach
  void stopCapturing() {
    log.close();
  }

  /** What is closed apart from Configuration Admin's thread is closed. */
  private void closeApart() {
    for (Runnable next = closing.poll(); next != null; next = closing.poll()) {
      next.run();
    }
  }

  @SuppressWarnings("JdkObsolete") // what Configuration Admin gives
  private void configure(String pid, Map<String, Object> properties) {
    configurations.updated(pid, new Hashtable<>(properties));
  }

  private List<Object> names() {
    return framework.properties(ConnectionPool.class, "name");
  }

  /** A pool that does nothing but note that it is closed. */
  private ConnectionPool newPool(PoolConfig config) {
    String name = config.name() + " of " + config.maxConnectionsPerEndpoint();
    events.add("make " + name);
    return (ConnectionPool)
        Proxy.newProxyInstance(
            PoolConfigurationsTest.class.getClassLoader(),
            new Class<?>[] {ConnectionPool.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "close" ->
                      events.add(
                          "close " + name + (arguments == null ? "" : " after " + arguments[0]));
                  case "toString" -> name;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  /** Notes services as they come and go. */
  private void watchServices() throws InvalidSyntaxException {
    ServiceListener watch =
        event ->
            events.add(
                event.getType() == ServiceEvent.REGISTERED
                    ? "offer"
                    : "withdraw one of " + framework.count(ConnectionPool.class));
    framework.context.addServiceListener(watch, "(objectClass=io.conpool.ConnectionPool)");
  }

  @Test
  void aConfigurationBecomesAPoolThatIsAServiceWithItsName() {
    configure(PID, Map.of("conpool.name", "orders", "conpool.max-connections-per-endpoint", "3"));
    assertThat(framework.offered(ConnectionPool.class))
        .extracting(ConnectionPool::toString)
        .containsExactly("orders of 3");
    assertThat(names()).containsExactly("orders");
  }

  @Test
  void eachConfigurationHasAPoolOfItsOwn() {
    configure(PID, Map.of("conpool.name", "orders"));
    configure("io.conpool.pool~two", Map.of("conpool.name", "bills"));
    assertThat(names()).containsExactly("orders", "bills");
    configurations.deleted(PID);
    assertThat(names()).containsExactly("bills");
  }

  @Test
  void twoConfigurationsOfOneNameAreLoggedForTheirUsersCannotTellThemApart() {
    configure(PID, Map.of("conpool.name", "orders"));
    configure(PID, Map.of("conpool.name", "orders", "conpool.tcp-no-delay", false));
    assertThat(log.warnings()).isEmpty();
    configure("io.conpool.pool~two", Map.of("conpool.name", "orders"));
    assertThat(names()).containsExactly("orders", "orders");
    assertThat(log.warnings())
        .containsExactly(
            "configurations [io.conpool.pool~one, io.conpool.pool~two] are all called orders:"
                + " conpool.name must tell them apart");
  }

  @Test
  void numbersAndSwitchesNeedNotBeText() {
    configure(
        PID,
        Map.of(
            "conpool.max-connections-per-endpoint",
            7,
            "conpool.tcp-no-delay",
            false,
            "conpool.max-idle-time",
            2.5));
    assertThat(log.warnings()).isEmpty();
    assertThat(events).containsExactly("make conpool of 7");
  }

  @Test
  void whatOthersKeepInTheConfigurationIsIgnored() {
    configure(PID, Map.of("service.pid", PID, "felix.fileinstall.filename", List.of("a", "b")));
    assertThat(log.warnings()).isEmpty();
    assertThat(names()).containsExactly("conpool");
  }

  @Test
  void aChangedConfigurationReplacesThePoolAfterADrainAndAtNoTimeThereIsNone() throws Exception {
    configure(PID, Map.of("conpool.max-connections-per-endpoint", 1));
    events.clear();
    watchServices();
    configure(PID, Map.of("conpool.max-connections-per-endpoint", 2));
    assertThat(events).containsExactly("make conpool of 2", "offer", "withdraw one of 2");
    events.clear();
    closeApart(); // so that Configuration Admin has not waited for the leases
    assertThat(events).containsExactly("close conpool of 1 after PT2S");
  }

  @Test
  void aConfigurationThatSaysTheSameAgainChangesNothing() {
    configure(PID, Map.of("conpool.max-connections-per-endpoint", 1, "note", "x"));
    configure(PID, Map.of("conpool.max-connections-per-endpoint", "1", "note", "y"));
    assertThat(events).containsExactly("make conpool of 1");
  }

  @Test
  void aBadConfigurationIsLoggedWithTheFieldAndTheOldPoolGoesOn() {
    configure(PID, Map.of("conpool.name", "orders"));
    events.clear();
    configure(PID, Map.of("conpool.max-connections-per-endpoint", "many"));
    assertThat(names()).containsExactly("orders");
    assertThat(events).isEmpty();
    assertThat(log.warnings())
        .singleElement()
        .asString()
        .contains(
            PID,
            "the pool goes on as before",
            "conpool.max-connections-per-endpoint must be 1 or more, was many");
  }

  @Test
  void aBadFirstConfigurationMakesNoPool() {
    configure(PID, Map.of("conpool.max-conections", 5));
    assertThat(framework.count(ConnectionPool.class)).isZero();
    assertThat(log.warnings())
        .singleElement()
        .asString()
        .contains("there is no pool", "did you mean conpool.max-connections?");
  }

  @Test
  void aListIsNoValue() {
    configure(PID, Map.of("conpool.name", new String[] {"a", "b"}));
    assertThat(framework.count(ConnectionPool.class)).isZero();
    assertThat(log.warnings())
        .singleElement()
        .asString()
        .contains("conpool.name must be text, a number or a switch, was String[]");
  }

  @Test
  void aDeletedConfigurationTakesItsPoolAlong() {
    configure(PID, Map.of("conpool.name", "orders"));
    configurations.deleted(PID);
    assertThat(framework.count(ConnectionPool.class)).isZero();
    closeApart();
    assertThat(events).containsExactly("make orders of 10", "close orders of 10 after PT2S");
  }

  @Test
  void theDeletionOfWhatWasNeverGoodDoesNothing() {
    configure(PID, Map.of("conpool.max-idle-time", "soon"));
    configurations.deleted(PID);
    assertThat(events).isEmpty();
  }

  @Test
  void whatIsConfiguredWhileAllIsOverLeavesNoPool() {
    configure(PID, Map.of("conpool.name", "before"));
    pools.close();
    configure(PID, Map.of("conpool.name", "after"));
    assertThat(framework.count(ConnectionPool.class)).isZero();
    closeApart();
    assertThat(events)
        .containsExactly(
            "make before of 10",
            "close before of 10 after PT2S",
            "make after of 10",
            "close after of 10 after PT2S");
  }

  @Test
  void whoeverUsesAConfiguredPoolCannotCloseIt() {
    configure(PID, Map.of("conpool.name", "orders"));
    events.clear();
    ConnectionPool shared = framework.offered(ConnectionPool.class).get(0);
    shared.close();
    shared.close(Duration.ZERO);
    assertThat(events).isEmpty();
  }

  @Test
  void aSecondCloseDoesNothing() {
    configure(PID, Map.of());
    pools.close();
    events.clear();
    pools.close();
    assertThat(events).isEmpty();
  }

  @Test
  void aPoolThatCannotBeOfferedIsClosed() {
    framework.refuse();
    assertThatThrownBy(() -> configure(PID, Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the framework refuses");
    assertThat(events).containsExactly("make conpool of 10", "close conpool of 10");
  }

  @Test
  void aPoolWhoseServiceTheFrameworkHasWithdrawnIsClosedAllTheSame() {
    configure(PID, Map.of());
    framework.withdrawAll(ConnectionPool.class);
    pools.close();
    assertThat(events).containsExactly("make conpool of 10", "close conpool of 10 after PT2S");
  }
}
