package io.conpool.impl.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ProxyProtocolHeaderTest {

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
  private static final String SIGNATURE = "0d 0a 0d 0a 00 0d 0a 51 55 49 54 0a";
  private static final String LOCAL = SIGNATURE + " 20 00 00 00";

  private static final SocketAddress FOUR = address("c0 00 02 01", 40_000);
  private static final SocketAddress OTHER_FOUR = address("c6 33 64 fe", 443);
  private static final SocketAddress SIX =
      address("20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01", 40_000);
  private static final SocketAddress OTHER_SIX =
      address("20 01 0d b8 00 00 00 00 00 00 00 00 00 00 ff fe", 443);

  @Test
  void theEndsOfATcpConnectionOverIpv4AreNamed() {
    assertThat(between(FOUR, OTHER_FOUR))
        .isEqualTo(SIGNATURE + " 21 11 00 0c c0 00 02 01 c6 33 64 fe 9c 40 01 bb");
  }

  @Test
  void theEndsOfATcpConnectionOverIpv6AreNamed() {
    assertThat(between(SIX, OTHER_SIX))
        .isEqualTo(
            SIGNATURE
                + " 21 21 00 24"
                + " 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01"
                + " 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 ff fe"
                + " 9c 40 01 bb");
  }

  @Test
  void endsOfDifferentFamiliesCannotBeNamed() {
    assertThat(between(FOUR, OTHER_SIX)).isEqualTo(LOCAL);
    assertThat(between(SIX, OTHER_FOUR)).isEqualTo(LOCAL);
  }

  @Test
  void endsThatAreNotKnownCannotBeNamed() {
    SocketAddress unresolved = InetSocketAddress.createUnresolved("name.invalid", 443);

    assertThat(between(null, OTHER_FOUR)).isEqualTo(LOCAL);
    assertThat(between(FOUR, null)).isEqualTo(LOCAL);
    assertThat(between(unresolved, unresolved)).isEqualTo(LOCAL);
    assertThat(between(FOUR, unresolved)).isEqualTo(LOCAL);
  }

  @Test
  void theEndsOfAUnixDomainConnectionAreNotNamed() {
    SocketAddress unix = UnixDomainSocketAddress.of("/run/some.socket");

    assertThat(between(null, unix)).isEqualTo(LOCAL);
    assertThat(between(unix, unix)).isEqualTo(LOCAL);
  }

  private static String between(SocketAddress source, SocketAddress destination) {
    ByteBuffer header = ProxyProtocolHeader.between(source, destination);
    byte[] bytes = new byte[header.remaining()];
    header.get(bytes);
    return HEX.formatHex(bytes);
  }

  private static SocketAddress address(String hex, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(HEX.parseHex(hex)), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(hex, e);
    }
  }
}
