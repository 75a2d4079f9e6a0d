package io.conpool.impl.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.ConnectionPool;
import io.conpool.ConnectionPoolFactory;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.impl.DefaultConnectionPoolFactory;
import io.conpool.impl.provider.FakeTransports;
import io.conpool.impl.provider.ProviderKind;
import io.conpool.impl.provider.ProviderRegistry;
import io.conpool.impl.provider.ProviderUnavailableException;
import io.conpool.spi.TransportProvider;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ManagedServiceFactory;

class ActivatorTest {

  private static final Endpoint SOMEWHERE = Endpoint.of("127.0.0.1", 9);

  private final FakeFramework framework = new FakeFramework();
  private final Activator activator = new Activator();
  private final ProviderRegistry registry = new ProviderRegistry(List.of());

  @AfterEach
  void leaveTheProcessAsItWas() {
    activator.stop(framework.context);
    DefaultConnectionPoolFactory.EVERY_POOL.reopen();
  }

  private TransportProvider chosen(String name) throws ProviderUnavailableException {
    return registry.choose(ProviderKind.TRANSPORT, name);
  }

  private void isUnavailable(String name) {
    assertThatThrownBy(() -> chosen(name)).isInstanceOf(ProviderUnavailableException.class);
  }

  private static void isClosed(ConnectionPool pool) {
    assertThatThrownBy(() -> pool.tryAcquire(SOMEWHERE))
        .isInstanceOfSatisfying(
            PoolException.class,
            closed -> assertThat(closed.error()).isInstanceOf(PoolError.PoolClosed.class));
  }

  @Test
  void theFactoryIsAServiceFromStartToStop() {
    activator.start(framework.context);
    assertThat(framework.count(ConnectionPoolFactory.class)).isEqualTo(1);
    activator.stop(framework.context);
    assertThat(framework.count(ConnectionPoolFactory.class)).isZero();
  }

  @Test
  void providersReachThePoolsWhetherTheyCameBeforeTheStartOrAfterIt() throws Exception {
    TransportProvider before = new FakeTransports.One("before", 0);
    TransportProvider after = new FakeTransports.Other("after", 0);
    framework.offer(TransportProvider.class, before);
    activator.start(framework.context);
    framework.offer(TransportProvider.class, after);
    assertThat(chosen("before")).isSameAs(before);
    assertThat(chosen("after")).isSameAs(after);
  }

  @Test
  void aProviderThatIsWithdrawnLeavesThePools() throws Exception {
    activator.start(framework.context);
    TransportProvider staying = new FakeTransports.Other("staying", 0);
    framework.offer(TransportProvider.class, staying);
    ServiceReference<?> leaving =
        framework.offer(TransportProvider.class, new FakeTransports.One("leaving", 0));
    framework.withdraw(leaving);
    isUnavailable("leaving");
    assertThat(chosen("staying")).isSameAs(staying);
  }

  @Test
  void afterTheStopNoProviderIsHeldAndNobodyListens() {
    framework.offer(TransportProvider.class, new FakeTransports.One("held", 0));
    activator.start(framework.context);
    assertThat(framework.listeners()).isEqualTo(5);
    activator.stop(framework.context);
    isUnavailable("held");
    assertThat(framework.listeners()).isZero();
  }

  @Test
  void theStopClosesThePoolsOfEveryBundle() {
    activator.start(framework.context);
    ConnectionPool first =
        framework.get(ConnectionPoolFactory.class, "first").create(PoolConfig.defaults());
    ConnectionPool second =
        framework.get(ConnectionPoolFactory.class, "second").create(PoolConfig.defaults());
    activator.stop(framework.context);
    isClosed(first);
    isClosed(second);
  }

  @Test
  void theStopClosesThePoolsOfFactoriesThatTheFrameworkNeverSaw() {
    activator.start(framework.context);
    ConnectionPoolFactory unseen = new DefaultConnectionPoolFactory();
    ConnectionPool pool = unseen.create(PoolConfig.defaults());
    activator.stop(framework.context);
    isClosed(pool);
    assertThatThrownBy(() -> unseen.create(PoolConfig.defaults()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aBundleThatIsStartedAgainMakesPoolsAgain() {
    activator.start(framework.context);
    activator.stop(framework.context);
    activator.start(framework.context);
    ConnectionPoolFactory factory = framework.get(ConnectionPoolFactory.class, "user");
    try (ConnectionPool pool = factory.create(PoolConfig.defaults())) {
      assertThat(pool.total().totalCreated()).isZero();
    }
  }

  /** Configuration Admin is started. */
  private ServiceReference<?> startConfigurationAdmin() {
    return framework.offer(ConfigurationAdmin.class, "Configuration Admin");
  }

  @Test
  void configurationsAreHeardOfFromStartToStop() {
    startConfigurationAdmin();
    activator.start(framework.context);
    assertThat(framework.properties(ManagedServiceFactory.class, "service.pid"))
        .containsExactly("io.conpool.pool");
    activator.stop(framework.context);
    assertThat(framework.count(ManagedServiceFactory.class)).isZero();
  }

  @Test
  void configurationAdminMayComeLater() {
    activator.start(framework.context);
    assertThat(framework.count(ManagedServiceFactory.class)).isZero();
    startConfigurationAdmin();
    assertThat(framework.count(ManagedServiceFactory.class)).isEqualTo(1);
  }

  @Test
  @SuppressWarnings("JdkObsolete") // what Configuration Admin gives
  void configurationAdminMayGoAndComeAgainAndThePoolsStay() throws Exception {
    activator.start(framework.context);
    ServiceReference<?> admin = startConfigurationAdmin();
    ManagedServiceFactory configurations = framework.offered(ManagedServiceFactory.class).get(0);
    configurations.updated("a", new Hashtable<>(Map.of("conpool.name", "configured")));
    framework.withdraw(admin);
    startConfigurationAdmin();
    assertThat(framework.offered(ManagedServiceFactory.class)).containsExactly(configurations);
    assertThat(framework.count(ConnectionPool.class)).isEqualTo(1);
  }

  @Test
  @SuppressWarnings("JdkObsolete") // what Configuration Admin gives
  void theStopWithdrawsAndClosesConfiguredPools() throws Exception {
    startConfigurationAdmin();
    activator.start(framework.context);
    framework
        .offered(ManagedServiceFactory.class)
        .get(0)
        .updated("a", new Hashtable<>(Map.of("conpool.name", "configured")));
    ConnectionPool pool = framework.offered(ConnectionPool.class).get(0);
    activator.stop(framework.context);
    assertThat(framework.count(ConnectionPool.class)).isZero();
    isClosed(pool);
  }

  @Test
  void withoutConfigurationAdminTheFactoryIsOfferedAllTheSame() throws Exception {
    BundleActivator bare =
        new WithoutConfigurationAdmin()
            .loadClass(Activator.class.getName())
            .asSubclass(BundleActivator.class)
            .getConstructor()
            .newInstance();
    assertThat(bare).isNotInstanceOf(Activator.class);
    bare.start(framework.context);
    startConfigurationAdmin(); // with other types than conpool's
    assertThat(framework.count(ConnectionPoolFactory.class)).isEqualTo(1);
    assertThat(framework.count(ManagedServiceFactory.class)).isZero();
    bare.stop(framework.context);
    assertThat(framework.count(ConnectionPoolFactory.class)).isZero();
  }

  @Test
  void configurationAdminThatCouldNotBeOfferedAnythingGetsAnotherChance() {
    activator.start(framework.context);
    framework.refuse();
    assertThatThrownBy(this::startConfigurationAdmin).hasMessage("the framework refuses");
    framework.acceptAgain();
    startConfigurationAdmin();
    assertThat(framework.count(ManagedServiceFactory.class)).isEqualTo(1);
  }

  @Test
  void aStopThatMeetsTroubleGoesOnAndReportsAllOfIt() {
    framework.offer(TransportProvider.class, new FakeTransports.One("held", 0));
    startConfigurationAdmin();
    activator.start(framework.context);
    ConnectionPool pool = new DefaultConnectionPoolFactory().create(PoolConfig.defaults());
    framework.failToUnregister(ConnectionPoolFactory.class);
    framework.failToUnregister(ManagedServiceFactory.class);
    assertThatThrownBy(() -> activator.stop(framework.context))
        .hasMessage("the framework has trouble")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    isClosed(pool);
    isUnavailable("held");
    assertThat(framework.listeners()).isZero();
  }

  @Test
  void aStartThatFailsLeavesNothingBehind() {
    framework.offer(TransportProvider.class, new FakeTransports.One("held", 0));
    framework.refuse();
    assertThatThrownBy(() -> activator.start(framework.context))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the framework refuses");
    isUnavailable("held");
    assertThat(framework.listeners()).isZero();
    assertThatThrownBy(() -> new DefaultConnectionPoolFactory().create(PoolConfig.defaults()))
        .isInstanceOf(IllegalStateException.class);
  }
}
