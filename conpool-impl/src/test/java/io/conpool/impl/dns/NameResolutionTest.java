package io.conpool.impl.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.Endpoint;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsException.Kind;
import io.conpool.spi.DnsResolverProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NameResolutionTest {

  private static final long TIMEOUT = 7_000_000_000L;
  private static final Endpoint NAMED = Endpoint.of("example.org", 443);

  private final Scripted resolver = new Scripted();
  private final NameResolution resolution = new NameResolution(resolver);

  @Test
  void aLiteralIsItsOwnAddress() {
    assertThat(NameResolution.given(Endpoint.of("127.0.0.1", 80)))
        .isEqualTo(address("127.0.0.1", 80));
    assertThat(NameResolution.given(Endpoint.of("::1", 80))).isEqualTo(address("::1", 80));
  }

  @Test
  void aSocketPathIsItsOwnAddress() {
    Path path = Path.of("/run/server.sock");
    assertThat(NameResolution.given(Endpoint.unix(path)))
        .isEqualTo(UnixDomainSocketAddress.of(path));
  }

  @Test
  void aNameNeedsAResolver() {
    assertThat(NameResolution.given(NAMED)).isNull();
  }

  @Test
  void aJointResolverIsAskedOnceForBothFamilies() throws Exception {
    resolver.joint = true;
    resolver.answers(AddressFamily.ANY, "192.0.2.1", "2001:db8::1");
    assertThat(resolution.resolve(NAMED, TIMEOUT))
        .containsExactly(address("2001:db8::1", 443), address("192.0.2.1", 443));
    assertThat(resolver.asked).containsExactly("example.org ANY 7000000000");
  }

  @Test
  void anyOtherResolverIsAskedForEachFamily() throws Exception {
    resolver.answers(AddressFamily.IPV6, "2001:db8::1");
    resolver.answers(AddressFamily.IPV4, "192.0.2.1");
    assertThat(resolution.resolve(NAMED, TIMEOUT))
        .containsExactly(address("2001:db8::1", 443), address("192.0.2.1", 443));
    assertThat(resolver.asked)
        .containsExactlyInAnyOrder("example.org IPV6 7000000000", "example.org IPV4 7000000000");
  }

  @Test
  void theFamiliesTakeTurnsBeginningWithIpv6() throws Exception {
    resolver.joint = true;
    resolver.answers(AddressFamily.ANY, "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2");
    assertThat(hosts()).containsExactly("2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2");
    resolver.answers(AddressFamily.ANY, "2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1");
    assertThat(hosts()).containsExactly("2001:db8::1", "192.0.2.1", "2001:db8::2", "2001:db8::3");
    resolver.answers(AddressFamily.ANY, "192.0.2.2", "192.0.2.1");
    assertThat(hosts()).as("one family keeps its order").containsExactly("192.0.2.2", "192.0.2.1");
  }

  @Test
  void noAddressIsTriedTwice() throws Exception {
    resolver.joint = true;
    resolver.answers(AddressFamily.ANY, "192.0.2.1", "192.0.2.2", "192.0.2.1");
    assertThat(hosts()).containsExactly("192.0.2.1", "192.0.2.2");
  }

  @Test
  void oneFamilysFailureDoesNotLoseTheOther() throws Exception {
    for (Kind kind : Kind.values()) {
      resolver.fails(AddressFamily.IPV6, kind);
      resolver.answers(AddressFamily.IPV4, "192.0.2.1");
      assertThat(hosts()).containsExactly("192.0.2.1");
      resolver.answers(AddressFamily.IPV6, "2001:db8::1");
      resolver.fails(AddressFamily.IPV4, kind);
      assertThat(hosts()).containsExactly("2001:db8::1");
    }
  }

  @Test
  void aTemporaryFailureOfEitherFamilyMakesTheWholeOneTemporary() {
    assertThat(failure(Kind.NO_DATA, Kind.TEMPORARY)).isEqualTo(Kind.TEMPORARY);
    assertThat(failure(Kind.TEMPORARY, Kind.NO_DATA)).isEqualTo(Kind.TEMPORARY);
    assertThat(failure(Kind.NO_DATA, Kind.NO_DATA)).isEqualTo(Kind.NO_DATA);
    assertThat(failure(Kind.NO_SUCH_NAME, Kind.NO_SUCH_NAME)).isEqualTo(Kind.NO_SUCH_NAME);
  }

  @Test
  void anUnknownHostIsNoSuchName() {
    DnsResolverProvider unknown =
        new Scripted() {
          @Override
          public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
              throws UnknownHostException {
            throw new UnknownHostException(hostname);
          }
        };
    assertThatThrownBy(() -> new NameResolution(unknown).resolve(NAMED, TIMEOUT))
        .isInstanceOfSatisfying(
            DnsException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NO_SUCH_NAME))
        .hasCauseInstanceOf(UnknownHostException.class);
  }

  private Kind failure(Kind six, Kind four) {
    resolver.fails(AddressFamily.IPV6, six);
    resolver.fails(AddressFamily.IPV4, four);
    try {
      throw new AssertionError("resolved to " + resolution.resolve(NAMED, TIMEOUT));
    } catch (DnsException e) {
      return e.kind();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> hosts() throws Exception {
    List<String> hosts = new ArrayList<>();
    for (SocketAddress each : resolution.resolve(NAMED, TIMEOUT)) {
      InetAddress address = ((InetSocketAddress) each).getAddress();
      hosts.add(address.getHostAddress().replace("2001:db8:0:0:0:0:0:", "2001:db8::"));
    }
    return hosts;
  }

  private static InetSocketAddress address(String literal, int port) {
    return new InetSocketAddress(literal, port);
  }

  private static class Scripted implements DnsResolverProvider {
    private final Map<AddressFamily, DnsAnswer> answers = new EnumMap<>(AddressFamily.class);
    private final Map<AddressFamily, Kind> failures = new EnumMap<>(AddressFamily.class);
    private final List<String> asked = new ArrayList<>();
    private boolean joint;

    void answers(AddressFamily family, String... literals) throws UnknownHostException {
      List<InetAddress> addresses = new ArrayList<>();
      for (String literal : literals) {
        addresses.add(InetAddress.getByName(literal));
      }
      failures.remove(family);
      answers.put(family, new DnsAnswer(addresses, null));
    }

    void fails(AddressFamily family, Kind kind) {
      failures.put(family, kind);
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
        throws DnsException, UnknownHostException {
      asked.add(hostname + " " + family + " " + timeoutNanos);
      Kind failure = failures.get(family);
      if (failure != null) {
        throw new DnsException(failure, "scripted", null);
      }
      DnsAnswer answer = answers.get(family);
      if (answer == null) {
        throw new AssertionError("asked for " + family);
      }
      return answer;
    }
  }
}
