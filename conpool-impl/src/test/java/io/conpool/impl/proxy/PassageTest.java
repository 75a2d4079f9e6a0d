package io.conpool.impl.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.Endpoint;
import io.conpool.Proxy;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PassageTest {

  private static final Endpoint STRAIGHT = Endpoint.plaintext("example.org", 443);
  private static final Endpoint BY_SOCKS = STRAIGHT.withProxy(Proxy.socks5("proxy.example", 1080));
  private static final Endpoint BY_HTTP =
      STRAIGHT.withProxy(Proxy.httpConnect("proxy.example", 3128));

  private static final SocketAddress NEAR = address(1, 40_000);
  private static final SocketAddress FAR = address(2, 443);

  private static final String SOCKS_ASKS =
      "05 01 00 05 01 00 03 0b 65 78 61 6d 70 6c 65 2e 6f 72 67 01 bb";
  private static final String SOCKS_ANSWERS = "05 00 05 00 00 01 00 00 00 00 00 00";
  private static final String SIGNATURE = "0d 0a 0d 0a 00 0d 0a 51 55 49 54 0a";
  private static final String NAMED =
      SIGNATURE + " 21 11 00 0c 0a 00 00 01 0a 00 00 02 9c 40 01 bb";
  private static final String LOCAL = SIGNATURE + " 20 00 00 00";

  @Test
  void theStraightWayNeedsNothing() {
    ScriptedPeer peer = ScriptedPeer.saying();

    assertThat(new Passage(STRAIGHT, false).over(peer, FAR)).isSameAs(peer);
  }

  @Test
  void theKindOfTheProxySaysHowToTalkToIt() throws IOException {
    ScriptedPeer socks = ScriptedPeer.saying(SOCKS_ANSWERS);
    new Passage(BY_SOCKS, false).over(socks, FAR).connect();
    assertThat(socks.heard()).isEqualTo(SOCKS_ASKS);

    ScriptedPeer http = ScriptedPeer.sayingText("HTTP/1.1 200 OK\r\n\r\n");
    new Passage(BY_HTTP, false).over(http, FAR).connect();
    assertThat(http.heardText()).startsWith("CONNECT example.org:443 HTTP/1.1\r\n");
  }

  @Test
  void anAnnouncementNamesTheEndsOfTheConnection() throws IOException {
    ScriptedPeer peer = ScriptedPeer.saying().reachedFrom(NEAR).inPiecesOf(5);

    new Passage(STRAIGHT, true).over(peer, FAR).connect();

    assertThat(peer.heard()).as("without waiting for an answer").isEqualTo(NAMED);
  }

  @Test
  void anAnnouncementFollowsTheProxysAnswerAndNamesNobody() throws IOException {
    ScriptedPeer peer = ScriptedPeer.saying(SOCKS_ANSWERS).reachedFrom(NEAR);

    new Passage(BY_SOCKS, true).over(peer, FAR).connect();

    assertThat(peer.heard()).isEqualTo(SOCKS_ASKS + " " + LOCAL);
  }

  @Test
  void nothingIsAnnouncedThroughAProxyThatRefuses() {
    ScriptedPeer peer = ScriptedPeer.saying("05 00 05 02");

    assertThatThrownBy(() -> new Passage(BY_SOCKS, true).over(peer, FAR).connect())
        .isInstanceOf(ProxyRefusedException.class);
    assertThat(peer.heard()).isEqualTo(SOCKS_ASKS);
  }

  @Test
  void whatCameWithTheProxysAnswerIsReadThroughTheAnnouncedStream() throws IOException {
    ScriptedPeer peer = ScriptedPeer.sayingText("HTTP/1.1 200 OK\r\n\r\nhi");
    Transport transport = new Passage(BY_HTTP, true).over(peer, FAR);
    transport.connect();
    ByteBuffer target = ByteBuffer.allocate(2);

    assertThat(transport.read(target, 0)).isEqualTo(2);

    assertThat(US_ASCII.decode(target.flip()).toString()).isEqualTo("hi");
  }

  @Test
  void everythingElseIsTheOpenedTransports() throws IOException {
    ScriptedPeer peer = ScriptedPeer.saying(SOCKS_ANSWERS).reachedFrom(NEAR);
    Transport transport = new Passage(BY_SOCKS, false).over(peer, FAR);
    transport.connect();

    assertThat(transport.localAddress()).isEqualTo(NEAR);
    assertThat(transport.write(bytes("a"))).isEqualTo(1);
    assertThat(transport.write(new ByteBuffer[] {bytes("b")})).isEqualTo(1);
    assertThat(transport.writeNow(bytes("c"))).isEqualTo(1);
    assertThat(peer.heard()).isEqualTo(SOCKS_ASKS + " 61 62 63");
    assertThat(peer.isOutputEnded()).isFalse();
    transport.shutdownOutput();
    assertThat(peer.isOutputEnded()).isTrue();
    transport.close();
    assertThat(peer.isClosed()).isTrue();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  private static SocketAddress address(int lastByte, int port) {
    try {
      InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) lastByte});
      return new InetSocketAddress(address, port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
