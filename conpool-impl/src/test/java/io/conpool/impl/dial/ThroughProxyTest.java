package io.conpool.impl.dial;

import static io.conpool.impl.dial.Rig.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.Proxy;
import io.conpool.impl.sim.ScriptedServer;
import io.conpool.impl.sim.ServerConnection;
import io.conpool.impl.sim.ServerHandler;
import java.io.IOException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A try to connect whose proxy refuses or goes away. */
class ThroughProxyTest {

  private static final UnaryOperator<PoolConfig.Builder> DEFAULTS = UnaryOperator.identity();
  private static final Endpoint TARGET = Endpoint.plaintext("target.test", 7);
  private static final Endpoint BY_SOCKS = TARGET.withProxy(Proxy.socks5("peer.test", 7));
  private static final Endpoint BY_HTTP = TARGET.withProxy(Proxy.httpConnect("peer.test", 7));

  /** The part of SOCKS5 that comes before the request. */
  private static void greet(ServerConnection connection) throws IOException {
    connection.read(3);
    connection.write(new byte[] {5, 0});
  }

  /** A SOCKS5 proxy whose answer to the request begins with these bytes. */
  private static ServerHandler answering(String hex) {
    return connection -> {
      greet(connection);
      connection.read(18); // the request for target.test:7
      connection.write(HexFormat.of().parseHex(hex));
    };
  }

  private static ServerHandler saying(String answer) {
    return connection -> {
      requestHead(connection);
      connection.write(answer);
    };
  }

  private static void requestHead(ServerConnection connection) throws IOException {
    for (String line = connection.readLine();
        line != null && !line.equals("\r");
        line = connection.readLine()) {
      // passed over
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void anotherMachineOfTheProxyIsAskedWhereOneCannotHelp(int code) {
    asksTheOther(
        BY_HTTP, saying("HTTP/1.1 " + code + " No\r\n\r\n"), saying("HTTP/1.1 200\r\n\r\n"));
  }

  @Test
  void anotherMachineOfTheProxyIsAskedWhereOneHasFailed() {
    asksTheOther(BY_SOCKS, answering("05010001000000000000"), answering("05000001000000000000"));
  }

  private static void asksTheOther(Endpoint endpoint, ServerHandler one, ServerHandler other) {
    Rig.run(
        DEFAULTS,
        rig -> {
          second(rig).accept(other);
          rig.server.accept(one);
          Dialed dialed = rig.attempt(endpoint).run();
          assertThat(dialed.address()).hasToString("/10.0.0.2:7");
          Rig.close(dialed);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 407, 500})
  void whatTheProxyHasDecidedItsOtherMachinesAreNotAsked(int code) {
    asksNobodyElse(BY_HTTP, saying("HTTP/1.1 " + code + " No\r\n\r\n"));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 5, 8})
  void whatTheProxyHasFoundItsOtherMachinesAreNotAsked(int code) {
    asksNobodyElse(BY_SOCKS, answering("050" + code + "0001000000000000"));
  }

  private static void asksNobodyElse(Endpoint endpoint, ServerHandler refusing) {
    Rig.run(
        DEFAULTS,
        rig -> {
          ScriptedServer other = second(rig).accept(ServerHandler.silent());
          rig.server.accept(refusing);
          DialFailure failure = failure(rig.attempt(endpoint));
          assertThat(failure.isPassing()).isFalse();
          assertThat(failure.toException(1).error()).isInstanceOf(PoolError.ProxyFailed.class);
          assertThat(other.connectCount()).isZero();
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void aProxyThatNowhereCanHelpHasRefused(int code) {
    Rig.run(
        DEFAULTS,
        rig -> {
          second(rig).accept(saying("HTTP/1.1 " + code + " No\r\n\r\n"));
          rig.server.accept(saying("HTTP/1.1 " + code + " No\r\n\r\n"));
          DialFailure failure = failure(rig.attempt(BY_HTTP));
          assertThat(failure.isPassing()).isFalse();
          assertThat(failure.toException(1).error())
              .isEqualTo(new PoolError.ProxyFailed(BY_HTTP, "the proxy answered " + code + " No"));
        });
  }

  private static ScriptedServer second(Rig rig) {
    rig.dns.answer("peer.test", "10.0.0.1", "10.0.0.2");
    return rig.net.at("10.0.0.2", 7);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerThatIsCutOffMayPassHoweverItIs(boolean reset) {
    for (Endpoint endpoint : new Endpoint[] {BY_SOCKS, BY_HTTP}) {
      Rig.run(
          DEFAULTS,
          rig -> {
            rig.server.accept(
                connection -> {
                  connection.read();
                  if (reset) {
                    connection.reset();
                  }
                });
            DialFailure failure = failure(rig.attempt(endpoint));
            assertThat(failure.isPassing()).isTrue();
            assertThat(failure.toException(1).error())
                .isInstanceOf(PoolError.ConnectionFailed.class);
          });
    }
  }
}
