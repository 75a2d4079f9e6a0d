package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.InvalidArgumentException;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.TlsConfig;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Names, providers and the meaning of endpoints in a pool. */
class ConfigurationTest {

  private static final UnaryOperator<PoolConfig.Builder> DEFAULTS = UnaryOperator.identity();

  @Test
  void aProviderThatIsNotThereIsReportedByTheAcquire() {
    SimulatedPool.run(
        config -> config.transportProvider("quic"),
        s ->
            assertThat(error(() -> s.pool.acquire(ECHO)))
                .isInstanceOfSatisfying(
                    PoolError.ProviderUnavailable.class,
                    unavailable -> {
                      assertThat(unavailable.kind()).isEqualTo("transport");
                      assertThat(unavailable.name()).isEqualTo("quic");
                      assertThat(unavailable.detail()).contains("scripted");
                    }));
    SimulatedPool.run(
        config -> config.dnsProvider("doh"),
        s ->
            assertThat(error(() -> s.pool.acquire(ECHO)))
                .isInstanceOf(PoolError.ProviderUnavailable.class));
    SimulatedPool.run(
        config -> config.tlsProvider("boring"),
        s -> {
          s.use(ECHO, "plain needs no TLS provider");
          assertThat(error(() -> s.pool.acquire(Endpoint.tls("echo.test", 7))))
              .isInstanceOf(PoolError.ProviderUnavailable.class);
        });
  }

  @Test
  void inAPoolWithTlsAnEndpointThatSaysNothingMeansTls() {
    SimulatedPool.run(
        config -> config.tls(TlsConfig.defaults()),
        s -> {
          s.server.accept(
              connection -> {
                connection.write("220 this is no TLS\n");
                connection.awaitClosed();
              });
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOfSatisfying(
                  PoolError.TlsFailed.class,
                  failed -> {
                    assertThat(failed.reason()).isEqualTo(PoolError.TlsFailure.NOT_TLS);
                    assertThat(failed.endpoint().security()).isEqualTo(Endpoint.Security.TLS);
                  });
          assertThat(s.net.connectCount()).isEqualTo(1);
          try (Connection connection = s.pool.acquire(Endpoint.plaintext("echo.test", 7))) {
            assertThat(connection.tlsSession()).isEmpty();
            assertThat(connection.inputStream().readNBytes(3)).containsExactly('2', '2', '0');
          }
        });
  }

  @Test
  void aStarttlsEndpointWithoutAHookIsRefusedAtOnce() {
    SimulatedPool.run(
        DEFAULTS,
        s ->
            assertThatThrownBy(() -> s.pool.acquire(Endpoint.starttls("echo.test", 7)))
                .isInstanceOfSatisfying(
                    InvalidArgumentException.class,
                    refused ->
                        assertThat(refused.error()).isInstanceOf(PoolError.InvalidConfig.class))
                .hasMessageContaining("onConnect"));
  }

  @Test
  void endpointsThatMeanTheSameShareConnections() {
    SimulatedPool.run(
        DEFAULTS,
        s -> {
          s.use(ECHO, "a");
          s.use(Endpoint.plaintext("Echo.TEST.", 7), "b");
          assertThat(s.net.connectCount()).isEqualTo(1);
          assertThat(s.pool.stats(Endpoint.plaintext("echo.test", 7)).totalReused()).isEqualTo(1);
        });
  }
}
