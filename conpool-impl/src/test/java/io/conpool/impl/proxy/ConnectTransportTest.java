package io.conpool.impl.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.Endpoint;
import io.conpool.Proxy;
import io.conpool.spi.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

// Long because a proxy can answer wrongly in so many ways.

class ConnectTransportTest {

  private static final Endpoint TARGET = Endpoint.plaintext("example.org", 443);
  private static final Proxy OPEN = Proxy.httpConnect("proxy.example", 3128);
  private static final Proxy GUARDED = OPEN.withCredentials("jane", "s3cret");
  private static final String BASE64 = "amFuZTpzM2NyZXQ=";

  private static final String REQUEST =
      "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n";
  private static final String ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

  @Test
  void theTargetsNameIsLeftToTheProxy() throws IOException {
    ScriptedPeer peer = ScriptedPeer.sayingText(ESTABLISHED);

    lead(peer, OPEN).connect();

    assertThat(peer.heardText()).isEqualTo(REQUEST);
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.7, 192.0.2.7:443", "2001:db8::1, [2001:db8::1]:443"})
  void anAddressIsWrittenAsInAnUri(String host, String authority) throws IOException {
    ScriptedPeer peer = ScriptedPeer.sayingText(ESTABLISHED);

    new ConnectTransport(peer, OPEN, Endpoint.plaintext(host, 443)).connect();

    assertThat(peer.heardText())
        .isEqualTo("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
  }

  @Test
  void credentialsAreSentAtOnce() throws IOException {
    ScriptedPeer peer = ScriptedPeer.sayingText(ESTABLISHED);

    lead(peer, GUARDED).connect();

    assertThat(peer.heardText())
        .isEqualTo(
            "CONNECT example.org:443 HTTP/1.1\r\n"
                + "Host: example.org:443\r\n"
                + "Proxy-Authorization: Basic "
                + BASE64
                + "\r\n\r\n");
  }

  @Test
  void credentialsAreSentInUtf8() throws IOException {
    ScriptedPeer peer = ScriptedPeer.sayingText(ESTABLISHED);

    lead(peer, OPEN.withCredentials("é", "€")).connect();

    assertThat(peer.heardText()).contains("Basic w6k64oKs\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ESTABLISHED,
        "HTTP/1.0 200 Connection established\r\nProxy-agent: some/1.1\r\n\r\n",
        "HTTP/1.1 200\r\n\r\n",
        "HTTP/1.1 200 \r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
        "HTTP/1.1 299 Odd\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\nVia: 1.1 some\n\n",
        "HTTP/1.1 200 OK\r\nVia: 1.1 some\n\r\n",
        "HTTP/1.1 200 OK\nVia: 1.1 some\r\n\n",
        "HTTP/1.1 200 OK\r\nVia: 1.1 some,\r\n 1.1 other,\r\n\t1.1 third\r\n\r\n",
        "HTTP/1.1 200 OK\r\nOdd: a\rb\r\n\r\n"
      })
  void whatFollowsTheEmptyLineIsTheTargets(String answer) throws IOException {
    for (int piece : new int[] {1, 2, 3, 10, 1000}) {
      ScriptedPeer peer = ScriptedPeer.sayingText(answer + "hello").inPiecesOf(piece);
      Transport transport = lead(peer, OPEN);

      transport.connect();

      assertThat(peer.heardText()).isEqualTo(REQUEST);
      assertThat(readAll(transport, 5)).as("in pieces of %s", piece).isEqualTo("hello");
      assertThat(transport.readNow(ByteBuffer.allocate(1))).isZero();
    }
  }

  @Test
  void aProbeSeesWhatCameWithTheAnswer() throws IOException {
    Transport transport = lead(ScriptedPeer.sayingText(ESTABLISHED + "abc"), OPEN);
    transport.connect();
    ByteBuffer two = ByteBuffer.allocate(2);

    assertThat(transport.readNow(ByteBuffer.allocate(0))).isZero();
    assertThat(transport.read(ByteBuffer.allocate(0), 0)).isZero();
    assertThat(transport.readNow(two)).isEqualTo(2);
    assertThat(text(two)).isEqualTo("ab");
    two.clear();
    assertThat(transport.readNow(two)).isEqualTo(1);
    assertThat(text(two)).isEqualTo("c");
    assertThat(transport.readNow(two)).isZero();
  }

  @Test
  void theEndOfTheStreamComesAfterWhatCameWithTheAnswer() throws IOException {
    Transport transport = lead(ScriptedPeer.sayingText(ESTABLISHED + "ab").thenEnds(), OPEN);
    transport.connect();

    assertThat(readAll(transport, 2)).isEqualTo("ab");
    assertThat(transport.read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
    assertThat(transport.readNow(ByteBuffer.allocate(1))).isEqualTo(-1);
  }

  @Test
  void afterCloseNothingIsReadAnyMore() throws IOException {
    ScriptedPeer peer = ScriptedPeer.sayingText(ESTABLISHED + "abc");
    Transport transport = lead(peer, OPEN);
    transport.connect();

    transport.close();

    assertThat(peer.isClosed()).isTrue();
    assertThatThrownBy(() -> transport.read(ByteBuffer.allocate(1), 0))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> transport.readNow(ByteBuffer.allocate(1)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void anInterruptClosesUnderAReaderOfWhatCameWithTheAnswer() throws IOException {
    ScriptedPeer peer = ScriptedPeer.sayingText(ESTABLISHED + "abc");
    Transport transport = lead(peer, OPEN);
    transport.connect();

    Thread.currentThread().interrupt();
    try {
      assertThat(transport.readNow(ByteBuffer.allocate(1))).as("a probe is immune").isEqualTo(1);
      assertThatThrownBy(() -> transport.read(ByteBuffer.allocate(1), 0))
          .isInstanceOf(IOException.class);
    } finally {
      assertThat(Thread.interrupted()).as("flag kept").isTrue();
    }
    assertThat(peer.isClosed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1000})
  void interimAnswersArePassedOver(int piece) throws IOException {
    ScriptedPeer peer =
        ScriptedPeer.sayingText(
                "HTTP/1.1 100 Continue\r\n\r\n"
                    + "HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n"
                    + ESTABLISHED
                    + "hello")
            .inPiecesOf(piece);
    Transport transport = lead(peer, OPEN);

    transport.connect();

    assertThat(readAll(transport, 5)).isEqualTo("hello");
  }

  @Test
  void nothingFollowsAChangeOfProtocol() {
    ProxyRefusedException refusal =
        refusal(ScriptedPeer.sayingText("HTTP/1.1 101 Switching Protocols\r\n\r\n"), OPEN);

    assertThat(refusal).hasMessage("the proxy answered 101 Switching Protocols");
  }

  @Test
  void aRefusalIsQuotedAndItsBodyNotRead() {
    ScriptedPeer peer =
        ScriptedPeer.sayingText("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 1000\r\n\r\n<html>");

    ProxyRefusedException refusal = refusal(peer, OPEN);

    assertThat(refusal).hasMessage("the proxy answered 502 Bad Gateway");
  }

  @ParameterizedTest
  @CsvSource({
    "400, true",
    "403, true",
    "404, true",
    "407, true",
    "500, true",
    "501, true",
    "502, false",
    "503, false",
    "504, false"
  })
  void whatOneMachineCannotDoJustNowIsNoVerdict(int code, boolean verdict) {
    ProxyRefusedException refusal =
        refusal(ScriptedPeer.sayingText("HTTP/1.1 " + code + " No\r\n\r\n"), OPEN);

    assertThat(refusal.isVerdict()).isEqualTo(verdict);
  }

  @Test
  void aRefusalNeedsNoReason() {
    assertThat(refusal(ScriptedPeer.sayingText("HTTP/1.1 503\r\n\r\n"), OPEN))
        .hasMessage("the proxy answered 503");
  }

  @Test
  void aReasonForgesNothing() {
    String answer = "HTTP/1.1 500 No\u0007\u001b[2J \u0085\rWARN: forged " + "x".repeat(500);

    ProxyRefusedException refusal = refusal(ScriptedPeer.sayingText(answer + "\r\n\r\n"), OPEN);

    assertThat(refusal.getMessage())
        .startsWith("the proxy answered 500 No [2J WARN: forged xxx")
        .endsWith("x…")
        .hasSizeLessThan(130);
  }

  @Test
  void aProxyThatWantsCredentialsSaysSo() {
    ProxyRefusedException refusal =
        refusal(
            ScriptedPeer.sayingText("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"), OPEN);

    assertThat(refusal)
        .hasMessage("the proxy wants credentials: it answered 407 Proxy Authentication Required");
    assertThat(refusal.isVerdict()).isTrue();
  }

  @Test
  void credentialsThatAreNotAcceptedEndIt() {
    ProxyRefusedException refusal =
        refusal(ScriptedPeer.sayingText("HTTP/1.1 407 No\r\n\r\n"), GUARDED);

    assertThat(refusal).hasMessage("the proxy did not accept the credentials: it answered 407 No");
    assertThat(refusal.isVerdict()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "S",
        "SSH-2.0-some\r\n",
        "HTTQ",
        "HTTP/2",
        "\u0005",
        "\r\n",
        "HTTP/1.1\r\n\r\n",
        "HTTP/1.1 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.x 200 OK\r\n\r\n"
      })
  void whoeverSpeaksSomethingElseIsNoHttpProxy(String words) {
    // Nothing follows: the peer may wait for an answer now.
    ProxyRefusedException refusal = refusal(ScriptedPeer.sayingText(words), OPEN);

    assertThat(refusal).hasMessageStartingWith("not an HTTP proxy");
    assertThat(refusal.isVerdict()).isFalse();
  }

  @Test
  void theLongestHeadFits() throws IOException {
    String head = "HTTP/1.1 200 OK\r\nPad: \r\n\r\n";
    String pad = "x".repeat(ResponseHeads.MAX_BYTES - head.length());
    String longest = head.replace("Pad: ", "Pad: " + pad);
    Transport transport = lead(ScriptedPeer.sayingText(longest + "hello"), OPEN);

    transport.connect();

    assertThat(readAll(transport, 5)).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nPad: ",
        "HTTP/1.1 ",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nPad: "
      })
  void aLongerHeadIsGivenUp(String beginning) {
    ScriptedPeer peer =
        ScriptedPeer.sayingText(beginning + "x".repeat(ResponseHeads.MAX_BYTES)).inPiecesOf(1000);

    ProxyRefusedException refusal = refusal(peer, OPEN);

    assertThat(refusal).hasMessageContaining("longer than 16384 bytes");
    assertThat(refusal.isVerdict()).isFalse();
  }

  @Test
  void aProxyMayGoAwayAtAnyByte() {
    String answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nVia: 1.1 some\r\n\r\n";

    for (int count = 0; count < answer.length(); count++) {
      ScriptedPeer peer = ScriptedPeer.sayingText(answer).cutOffAfter(count);

      assertThatThrownBy(() -> lead(peer, OPEN).connect())
          .as("after %s bytes", count)
          .isExactlyInstanceOf(EOFException.class)
          .hasMessage("the proxy closed the connection before it had answered");
    }
  }

  @Test
  void aProxyThatCannotBeReachedIsNoRefusal() {
    ConnectException unreachable = new ConnectException("Connection refused");

    assertThatThrownBy(
            () -> lead(ScriptedPeer.sayingText("").unreachable(unreachable), OPEN).connect())
        .isSameAs(unreachable);
  }

  @Test
  void aProxyThatResetsTheConnectionIsNoRefusal() {
    SocketException reset = new SocketException("Connection reset");

    assertThatThrownBy(
            () -> lead(ScriptedPeer.sayingText("HTTP/1.1 ").thenFails(reset), OPEN).connect())
        .isSameAs(reset);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 407 No\r\n\r\n", "HTTP/1.1 401 Unauthorized\r\n\r\n", "SSH"})
  void noMessageRepeatsCredentials(String answer) {
    ScriptedPeer peer = ScriptedPeer.sayingText(answer).thenEnds();

    assertThat(refusal(peer, GUARDED).toString()).doesNotContain("jane", "s3cret", BASE64);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bad header Proxy-Authorization: Basic amFuZTpzM2NyZXQ=",
        "Bad header Proxy-Authorization: Basic amFuZTpzM2NyZXQ",
        "Bad header Proxy-Authorization: Basic amFuZTpzM2",
        "Bad Basic+amFuZTpzM2NyZXQ%3D",
        "No user jane",
        "Wrong password s3cret",
        "jane:s3cret is not known",
      })
  void aReasonThatRepeatsCredentialsIsNotQuoted(String reason) {
    String padded = reason + " " + "x".repeat(70) + reason;

    for (String each : List.of(reason, padded)) {
      ScriptedPeer peer = ScriptedPeer.sayingText("HTTP/1.1 400 " + each + "\r\n\r\n");
      assertThat(refusal(peer, GUARDED)).hasMessage("the proxy answered 400");
    }
  }

  @Test
  void aReasonIsSearchedAsItCame() {
    Proxy proxy = OPEN.withCredentials("é", "p€ss  word");
    String inUtf8 = new String("p€ss  word".getBytes(UTF_8), ISO_8859_1);

    for (String reason : List.of("No " + inUtf8, "No \u00c3\u00a9", "No \u00e9")) {
      ScriptedPeer peer = ScriptedPeer.sayingText("HTTP/1.1 400 " + reason + "\r\n\r\n");
      assertThat(refusal(peer, proxy)).as(reason).hasMessage("the proxy answered 400");
    }
  }

  @Test
  void anEmptyPasswordIsNoPartOfAReason() {
    ScriptedPeer peer = ScriptedPeer.sayingText("HTTP/1.1 407 Try again\r\n\r\n");

    assertThat(refusal(peer, OPEN.withCredentials("jane", "")))
        .hasMessageEndingWith("it answered 407 Try again");
  }

  private static Transport lead(ScriptedPeer peer, Proxy proxy) {
    return new ConnectTransport(peer, proxy, TARGET);
  }

  private static ProxyRefusedException refusal(ScriptedPeer peer, Proxy proxy) {
    return catchThrowableOfType(ProxyRefusedException.class, () -> lead(peer, proxy).connect());
  }

  private static String readAll(Transport transport, int count) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(count);
    while (target.hasRemaining()) {
      assertThat(transport.read(target, 0)).isPositive();
    }
    return text(target);
  }

  private static String text(ByteBuffer filled) {
    return ISO_8859_1.decode(filled.duplicate().flip()).toString();
  }
}
