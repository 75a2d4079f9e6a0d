package io.conpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy and the source address of an endpoint, its own and its pool's. */
class EndpointWayTest {

  private static final TlsConfig HTTP2 = TlsConfig.builder().applicationProtocols("h2").build();
  private static final Proxy SOCKS = Proxy.socks5("proxy.example", 1080);
  private static final InetAddress SOURCE = address("127.0.0.2");

  private static InetAddress address(String literal) {
    return new InetSocketAddress(literal, 0).getAddress();
  }

  private static PoolDefaults pool(Way way) {
    return new PoolDefaults(null, way);
  }

  private static void assertInvalid(Runnable attempt, String message) {
    assertThatThrownBy(attempt::run)
        .isInstanceOfSatisfying(
            InvalidArgumentException.class,
            e -> assertThat(e.error()).isInstanceOf(PoolError.InvalidEndpoint.class))
        .hasMessageContaining(message);
  }

  @Test
  void theTextShowsTheWayWithoutCredentials() {
    Endpoint endpoint = Endpoint.tls("a", 1).withServerName("b");
    Proxy secret = Proxy.httpConnect("::1", 3128).withCredentials("user", "secret");
    assertThat(endpoint.withProxy(SOCKS))
        .hasToString("tls://a:1 as b via socks5://proxy.example:1080");
    assertThat(endpoint.withSourceAddress(SOURCE)).hasToString("tls://a:1 as b from 127.0.0.2");
    assertThat(endpoint.withSourceAddress(address("::1")).withProxy(secret))
        .hasToString("tls://a:1 as b via http://[::1]:3128 from ::1");
    assertThat(endpoint.withoutProxy()).hasToString("tls://a:1 as b directly");
    assertThat(endpoint.withProxy(SOCKS).authority()).isEqualTo("a:1");
  }

  @Test
  void theProxyAndTheSourceAddressAreGivenBack() {
    Endpoint endpoint = Endpoint.of("a", 1);
    assertThat(endpoint.proxy()).isNull();
    assertThat(endpoint.sourceAddress()).isNull();
    assertThat(endpoint.withProxy(SOCKS).proxy()).isSameAs(SOCKS);
    assertThat(endpoint.withProxy(SOCKS).withoutProxy().proxy()).isNull();
    assertThat(endpoint.withSourceAddress(SOURCE).sourceAddress()).isEqualTo(SOURCE);
  }

  @Test
  void theWayIsKeptByWhatElseIsChangedAndTheLastWordHolds() {
    Endpoint endpoint = Endpoint.of("a", 1);
    assertThat(
            endpoint.withProxy(SOCKS).withSourceAddress(SOURCE).withServerName("b").withTls(HTTP2))
        .isEqualTo(
            endpoint.withTls(HTTP2).withServerName("b").withSourceAddress(SOURCE).withProxy(SOCKS));
    assertThat(endpoint.withoutProxy().withProxy(SOCKS)).isEqualTo(endpoint.withProxy(SOCKS));
    assertThat(endpoint.withSourceAddress(address("::1")).withSourceAddress(SOURCE))
        .isEqualTo(endpoint.withSourceAddress(SOURCE));
  }

  @Test
  void aProxyIsPartOfTheKeyInItsNormalForm() {
    assertThat(Endpoint.of("a", 1).withProxy(Proxy.parse("SOCKS5://Proxy.Example.:1080")))
        .isEqualTo(Endpoint.of("a", 1).withProxy(SOCKS))
        .hasSameHashCodeAs(Endpoint.of("a", 1).withProxy(SOCKS));
  }

  @Test
  void aSourceAddressIsTheSameByWhateverNameItWasFound() throws UnknownHostException {
    InetAddress named = InetAddress.getByAddress("some.name", new byte[] {127, 0, 0, 2});
    Endpoint endpoint = Endpoint.of("a", 1).withSourceAddress(named);
    assertThat(endpoint)
        .isEqualTo(Endpoint.of("a", 1).withSourceAddress(SOURCE))
        .hasSameHashCodeAs(Endpoint.of("a", 1).withSourceAddress(SOURCE))
        .hasToString("a:1 from 127.0.0.2");
  }

  @Test
  void sourceAddressesOfDifferentScopesAreApart() throws UnknownHostException {
    byte[] local = address("fe80::1").getAddress();
    Endpoint one = Endpoint.of("a", 1).withSourceAddress(Inet6Address.getByAddress(null, local, 1));
    Endpoint two = Endpoint.of("a", 1).withSourceAddress(Inet6Address.getByAddress(null, local, 2));
    assertThat(one).isNotEqualTo(two).hasToString("a:1 from fe80::1%1");
    assertThat(two).hasToString("a:1 from fe80::1%2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "224.0.0.1", "ff02::1"})
  void whatNoConnectionComesFromIsNoSourceAddress(String literal) {
    assertInvalid(
        () -> Endpoint.of("a", 1).withSourceAddress(address(literal)),
        "sourceAddress must be an address of this machine, as in 192.0.2.1 or 2001:db8::1, neither"
            + " a wildcard nor multicast, was "
            + literal);
  }

  @Test
  void aUnixSocketIsReachedDirectly() {
    Endpoint unix = Endpoint.unix(Path.of("/run/x"));
    assertInvalid(() -> unix.withProxy(SOCKS), "proxy must not be given to unix:");
    assertInvalid(() -> unix.withSourceAddress(SOURCE), "sourceAddress must not be given to unix:");
    assertThat(unix.withoutProxy()).isSameAs(unix);
  }

  @Test
  void anAddressWithAScopeIsReachedDirectlyOrNotAtAll() {
    Endpoint scoped = Endpoint.plaintext("fe80::1%eth0", 1);
    String message =
        "proxy must not be given to tcp://[fe80::1%eth0]:1, whose scope is an interface of this"
            + " machine";
    assertInvalid(() -> scoped.withProxy(SOCKS), message);
    PoolDefaults through = pool(new Way(SOCKS, null));
    assertInvalid(() -> scoped.completedFor(through), message);
    assertThat(scoped.withoutProxy().completedFor(through)).isEqualTo(scoped.withoutProxy());
    assertThat(scoped.withoutProxy().completedFor(pool(Way.OPEN))).isEqualTo(scoped);
    assertThat(scoped.completedFor(pool(Way.OPEN))).isSameAs(scoped);
  }

  @Test
  void theProxyItselfMayHaveAScope() {
    Proxy near = Proxy.socks5("fe80::1%eth0", 1080);
    assertThat(Endpoint.of("fe80::2", 1).withProxy(near).proxy()).isEqualTo(near);
  }

  @Test
  void theProxyAndTheSourceAddressOfAPoolAreFilledInOnce() {
    Endpoint endpoint = Endpoint.plaintext("a", 1);
    PoolDefaults both = pool(new Way(SOCKS, new SourceAddress(SOURCE)));
    Endpoint completed = endpoint.completedFor(both);
    assertThat(completed).isEqualTo(endpoint.withProxy(SOCKS).withSourceAddress(SOURCE));
    assertThat(endpoint.completedFor(both)).isSameAs(completed);
    assertThat(completed.completedFor(both)).isSameAs(completed);
    assertThat(endpoint.completedFor(pool(new Way(SOCKS, null))))
        .isEqualTo(endpoint.withProxy(SOCKS));
    assertThat(endpoint.completedFor(pool(new Way(null, new SourceAddress(SOURCE)))))
        .isEqualTo(endpoint.withSourceAddress(SOURCE));
  }

  @Test
  void anEndpointsOwnWayIsNotThePools() {
    PoolDefaults pool = pool(new Way(SOCKS, new SourceAddress(SOURCE)));
    Proxy own = Proxy.httpConnect("own.example", 3128);
    Endpoint endpoint = Endpoint.plaintext("a", 1).withProxy(own).withSourceAddress(address("::1"));
    assertThat(endpoint.completedFor(pool)).isSameAs(endpoint);
  }

  @Test
  void anEndpointWithoutProxyStaysDirectAndIsTheSameWhereThePoolHasNone() {
    Endpoint direct = Endpoint.plaintext("a", 1).withoutProxy();
    PoolDefaults through = pool(new Way(SOCKS, null));
    assertThat(direct.completedFor(through)).isSameAs(direct);
    assertThat(direct.completedFor(pool(Way.OPEN))).isEqualTo(Endpoint.plaintext("a", 1));
    assertThat(direct.completedFor(pool(Way.OPEN))).isSameAs(direct.completedFor(pool(Way.OPEN)));
  }
}
