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
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A try to connect whose proxy refuses, goes away, or says nothing. */
class ThroughProxyTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final UnaryOperator<PoolConfig.Builder> DEFAULTS = UnaryOperator.identity();
  private static final Endpoint TARGET = Endpoint.plaintext("target.test", 7);
  private static final Endpoint BY_SOCKS = TARGET.withProxy(Proxy.socks5("peer.test", 7));
  private static final Endpoint BY_HTTP = TARGET.withProxy(Proxy.httpConnect("peer.test", 7));
  private static final Duration DRIP = Duration.ofMillis(30);

  /** A proxy that never gets to the point. */
  private enum Dawdler {
    SILENT_SOCKS5(Proxy.Kind.SOCKS5) {
      @Override
      ServerHandler handler(Rig rig) {
        return ServerHandler.silent();
      }
    },
    SILENT_AFTER_THE_GREETING(Proxy.Kind.SOCKS5) {
      @Override
      ServerHandler handler(Rig rig) {
        return connection -> {
          greet(connection);
          connection.awaitClosed();
        };
      }
    },
    SILENT_HTTP(Proxy.Kind.HTTP_CONNECT) {
      @Override
      ServerHandler handler(Rig rig) {
        return ServerHandler.silent();
      }
    },
    DRIPPING_HTTP(Proxy.Kind.HTTP_CONNECT) {
      @Override
      ServerHandler handler(Rig rig) {
        return connection -> {
          String head = "HTTP/1.1 200 OK\r\nPad: ";
          for (int at = 0; connection.isOpen(); at++) {
            connection.write(at < head.length() ? head.substring(at, at + 1) : "x");
            rig.sim.advance(DRIP);
          }
        };
      }
    };

    private final Proxy.Kind kind;

    Dawdler(Proxy.Kind kind) {
      this.kind = kind;
    }

    Endpoint endpoint() {
      return kind == Proxy.Kind.SOCKS5 ? BY_SOCKS : BY_HTTP;
    }

    abstract ServerHandler handler(Rig rig);
  }

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
  @EnumSource
  void aProxyThatNeverGetsToThePointMeetsTheConnectTimeout(Dawdler dawdler) {
    Rig.run(
        config -> config.connectTimeout(SECOND),
        rig -> {
          rig.server.accept(dawdler.handler(rig));
          DialFailure failure = failure(rig.attempt(dawdler.endpoint()));
          assertThat(rig.sim.elapsed()).isEqualTo(SECOND);
          assertThat(failure.isPassing()).isFalse();
          assertThat(failure.toException(1).error())
              .isEqualTo(new PoolError.ConnectionTimeout(dawdler.endpoint(), SECOND));
          assertThat(rig.net.openCount()).isZero();
        });
  }

  @ParameterizedTest
  @EnumSource
  void abortedInTheMiddleNothingIsOpenWhenTheAbortReturns(Dawdler dawdler) {
    for (Duration time : new Duration[] {Duration.ZERO, DRIP.dividedBy(2), DRIP.multipliedBy(30)}) {
      Rig.run(
          DEFAULTS,
          rig -> {
            rig.server.accept(dawdler.handler(rig));
            Attempt attempt = rig.attempt(dawdler.endpoint());
            AtomicReference<DialFailure> failure = new AtomicReference<>();
            Thread dialing = rig.sim.spawn("dialing", () -> failure.set(failure(attempt)));
            rig.sim.advance(time);
            assertThat(attempt.abort()).isTrue();
            assertThat(rig.net.openCount()).isZero();
            rig.sim.join(dialing);
            assertThat(rig.sim.elapsed()).isEqualTo(time);
          });
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
