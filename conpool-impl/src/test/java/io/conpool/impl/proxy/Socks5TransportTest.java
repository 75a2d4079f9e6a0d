package io.conpool.impl.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Socks5TransportTest {

  private static final Endpoint TARGET = Endpoint.plaintext("example.org", 443);
  private static final Proxy OPEN = Proxy.socks5("proxy.example", 1080);
  private static final Proxy GUARDED = OPEN.withCredentials("jane", "s3cret");

  // What this side says.
  private static final String OFFERS_NOBODY = "05 01 00";
  private static final String OFFERS_BOTH = "05 02 00 02";
  private static final String LOGS_IN = "01 04 6a 61 6e 65 06 73 33 63 72 65 74";
  private static final String ASKS =
      "05 01 00 03 0b 65 78 61 6d 70 6c 65 2e 6f 72 67 01 bb"; // example.org:443

  // What the proxy says.
  private static final String TAKES_ANYBODY = "05 00";
  private static final String WANTS_LOGIN = "05 02";
  private static final String LOGIN_ACCEPTED = "01 00";
  private static final String CONNECTED = "05 00 00 01 00 00 00 00 00 00";

  @Test
  void theTargetsNameIsLeftToTheProxy() throws IOException {
    ScriptedPeer peer = ScriptedPeer.saying(TAKES_ANYBODY, CONNECTED);

    lead(peer, OPEN, TARGET).connect();

    assertThat(peer.heard()).isEqualTo(said(OFFERS_NOBODY, ASKS));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 05 01 00 01 c0 00 02 07 01 bb",
    "2001:db8::1, 05 01 00 04 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 01 bb",
    "::ffff:192.0.2.7, 05 01 00 01 c0 00 02 07 01 bb"
  })
  void anAddressIsSentAsOne(String host, String request) throws IOException {
    ScriptedPeer peer = ScriptedPeer.saying(TAKES_ANYBODY, CONNECTED);

    lead(peer, OPEN, Endpoint.plaintext(host, 443)).connect();

    assertThat(peer.heard()).isEqualTo(said(OFFERS_NOBODY, request));
  }

  @Test
  void theHighestPortIsSentWhole() throws IOException {
    ScriptedPeer peer = ScriptedPeer.saying(TAKES_ANYBODY, CONNECTED);

    lead(peer, OPEN, Endpoint.plaintext("192.0.2.7", 65_535)).connect();

    assertThat(peer.heard()).endsWith("c0 00 02 07 ff ff");
  }

  @Test
  void aProxyThatWantsCredentialsIsGivenThem() throws IOException {
    ScriptedPeer peer = ScriptedPeer.saying(WANTS_LOGIN, LOGIN_ACCEPTED, CONNECTED);

    lead(peer, GUARDED, TARGET).connect();

    assertThat(peer.heard()).isEqualTo(said(OFFERS_BOTH, LOGS_IN, ASKS));
  }

  @Test
  void aProxyThatTakesAnybodyIsNotToldTheCredentials() throws IOException {
    ScriptedPeer peer = ScriptedPeer.saying(TAKES_ANYBODY, CONNECTED);

    lead(peer, GUARDED, TARGET).connect();

    assertThat(peer.heard()).isEqualTo(said(OFFERS_BOTH, ASKS));
  }

  @Test
  void credentialsAreSentInUtf8() throws IOException {
    ScriptedPeer peer = ScriptedPeer.saying(WANTS_LOGIN, LOGIN_ACCEPTED, CONNECTED);

    lead(peer, OPEN.withCredentials("é", "€"), TARGET).connect();

    assertThat(peer.heard()).isEqualTo(said(OFFERS_BOTH, "01 02 c3 a9 03 e2 82 ac", ASKS));
  }

  @Test
  void theLongestCredentialsAreSentWhole() throws IOException {
    ScriptedPeer peer = ScriptedPeer.saying(WANTS_LOGIN, LOGIN_ACCEPTED, CONNECTED);

    lead(peer, OPEN.withCredentials("u".repeat(255), "p".repeat(255)), TARGET).connect();

    assertThat(peer.heard())
        .isEqualTo(
            said(OFFERS_BOTH, "01 ff" + " 75".repeat(255) + " ff" + " 70".repeat(255), ASKS));
  }

  @Test
  void theVersionOfTheLoginsAnswerDoesNotMatter() throws IOException {
    ScriptedPeer peer = ScriptedPeer.saying(WANTS_LOGIN, "05 00", CONNECTED);

    lead(peer, GUARDED, TARGET).connect();

    assertThat(peer.left()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01 7f 00 00 01 1f 90",
        "04 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 1f 90",
        "03 04 68 6f 73 74 1f 90",
        "03 00 1f 90"
      })
  void whatFollowsTheAnswerIsTheTargets(String boundAddress) throws IOException {
    for (int piece : new int[] {1, 2, 3, 1000}) {
      ScriptedPeer peer =
          ScriptedPeer.saying(
                  WANTS_LOGIN, LOGIN_ACCEPTED, "05 00 00", boundAddress, "68 65 6c 6c 6f")
              .inPiecesOf(piece);
      Transport transport = lead(peer, GUARDED, TARGET);

      transport.connect();

      assertThat(peer.heard()).isEqualTo(said(OFFERS_BOTH, LOGS_IN, ASKS));
      assertThat(peer.left()).as("read no further").isEqualTo(5);
      ByteBuffer greeting = ByteBuffer.allocate(5);
      while (greeting.hasRemaining()) {
        assertThat(transport.read(greeting, 0)).isPositive();
      }
      assertThat(US_ASCII.decode(greeting.flip()).toString()).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "01, general failure (1), false",
    "02, not allowed by its rules (2), true",
    "03, network unreachable (3), true",
    "04, host unreachable (4), true",
    "05, connection refused by the target (5), true",
    "06, time to live expired (6), true",
    "07, command not supported (7), true",
    "08, address type not supported (8), true",
    "09, unknown failure (9), true",
    "ff, unknown failure (255), true"
  })
  void aRefusalIsPutInWordsAndAVerdictUnlessItIsTheMachinesFailure(
      String code, String words, boolean verdict) {
    // Some proxies end the stream right behind the code.
    ScriptedPeer peer = ScriptedPeer.saying(TAKES_ANYBODY, "05 " + code).thenEnds();

    ProxyRefusedException refusal = refusal(peer, OPEN, TARGET);

    assertThat(refusal).hasMessage("the proxy answered: " + words);
    assertThat(refusal.isVerdict()).isEqualTo(verdict);
  }

  @Test
  void credentialsThatAreNotAcceptedEndIt() {
    ScriptedPeer peer = ScriptedPeer.saying(WANTS_LOGIN, "01 01").thenEnds();

    ProxyRefusedException refusal = refusal(peer, GUARDED, TARGET);

    assertThat(refusal).hasMessage("the proxy did not accept the user name and password");
    assertThat(refusal.isVerdict()).isTrue();
    assertThat(peer.heard()).isEqualTo(said(OFFERS_BOTH, LOGS_IN));
  }

  @Test
  void aProxyThatDoesNotTakeAnybodySaysSo() {
    ScriptedPeer peer = ScriptedPeer.saying("05 ff");

    ProxyRefusedException refusal = refusal(peer, OPEN, TARGET);

    assertThat(refusal).hasMessage("the proxy wants credentials");
    assertThat(refusal.isVerdict()).isTrue();
    assertThat(peer.heard()).isEqualTo(OFFERS_NOBODY);
  }

  @Test
  void aProxyThatTakesNoPasswordsSaysSo() {
    ScriptedPeer peer = ScriptedPeer.saying("05 ff");

    ProxyRefusedException refusal = refusal(peer, GUARDED, TARGET);

    assertThat(refusal).hasMessage("the proxy accepts no user name and password");
    assertThat(refusal.isVerdict()).isTrue();
    assertThat(peer.heard()).isEqualTo(OFFERS_BOTH);
  }

  @ParameterizedTest
  @CsvSource({"01, 1", "02, 2", "80, 128"})
  void aProxyMustChooseFromWhatItWasOffered(String method, String named) {
    ScriptedPeer peer = ScriptedPeer.saying("05 " + method);

    ProxyRefusedException refusal = refusal(peer, OPEN, TARGET);

    assertThat(refusal).hasMessageContaining("way " + named + " to authenticate");
    assertThat(refusal.isVerdict()).isFalse();
    assertThat(peer.heard()).isEqualTo(OFFERS_NOBODY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"48", "04", "05 00 48", "05 00 00"})
  void whoeverSpeaksSomethingElseIsNoSocks5Proxy(String words) {
    // Nothing follows: one byte must do, since the peer may wait for an answer now.
    ProxyRefusedException refusal = refusal(ScriptedPeer.saying(words), OPEN, TARGET);

    assertThat(refusal).hasMessageStartingWith("not a SOCKS5 proxy");
    assertThat(refusal.isVerdict()).isFalse();
  }

  @Test
  void anAnswerWithAnUnknownTypeOfAddressHasNoEnd() {
    ProxyRefusedException refusal =
        refusal(ScriptedPeer.saying(TAKES_ANYBODY, "05 00 00 02"), OPEN, TARGET);

    assertThat(refusal).hasMessageContaining("unknown type 2");
    assertThat(refusal.isVerdict()).isFalse();
  }

  @Test
  void aProxyMayGoAwayAtAnyByte() {
    String[] answers = {WANTS_LOGIN, LOGIN_ACCEPTED, "05 00 00 03 04 68 6f 73 74 1f 90"};
    int whole = ScriptedPeer.saying(answers).left();

    for (int count = 0; count < whole; count++) {
      ScriptedPeer peer = ScriptedPeer.saying(answers).cutOffAfter(count);

      assertThatThrownBy(() -> lead(peer, GUARDED, TARGET).connect())
          .as("after %s bytes", count)
          .isExactlyInstanceOf(EOFException.class)
          .hasMessage("the proxy closed the connection before it had answered");
    }
  }

  @Test
  void aProxyThatCannotBeReachedIsNoRefusal() {
    ConnectException unreachable = new ConnectException("Connection refused");

    assertThatThrownBy(
            () -> lead(ScriptedPeer.saying().unreachable(unreachable), OPEN, TARGET).connect())
        .isSameAs(unreachable);
  }

  @Test
  void aProxyThatResetsTheConnectionIsNoRefusal() {
    SocketException reset = new SocketException("Connection reset");

    assertThatThrownBy(
            () -> lead(ScriptedPeer.saying(TAKES_ANYBODY).thenFails(reset), OPEN, TARGET).connect())
        .isSameAs(reset);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "05 ff",
        "05 01",
        "05 02 01 01",
        "05 02 01 00 05 01",
        "05 02 01 00 05 00 00 09",
        "05 02 01 00 48"
      })
  void noMessageRepeatsCredentials(String answers) {
    ScriptedPeer peer = ScriptedPeer.saying(answers).thenEnds();

    assertThat(refusal(peer, GUARDED, TARGET).toString()).doesNotContain("jane", "s3cret");
  }

  private static Transport lead(ScriptedPeer peer, Proxy proxy, Endpoint target) {
    return new Socks5Transport(peer, proxy, target);
  }

  private static ProxyRefusedException refusal(ScriptedPeer peer, Proxy proxy, Endpoint target) {
    return catchThrowableOfType(
        ProxyRefusedException.class, () -> lead(peer, proxy, target).connect());
  }

  private static String said(String... parts) {
    return String.join(" ", parts);
  }
}
