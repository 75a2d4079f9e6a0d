package io.conpool.impl.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.spi.SocketOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SocketPlanTest {

  private static final InetAddress SOURCE = new InetSocketAddress("127.0.0.2", 0).getAddress();

  private static SocketOptions options(PoolConfig config, Endpoint endpoint) {
    Endpoint completed = config.resolve(endpoint);
    return new SocketPlan(config.forEndpoint(completed), completed).options();
  }

  @Test
  void aPoolInWhichNothingIsSetHasTheDefaults() {
    assertThat(options(PoolConfig.defaults(), Endpoint.of("a", 1)))
        .isEqualTo(SocketOptions.defaults());
  }

  @Test
  void whatIsSetReachesTheSocket() {
    PoolConfig config =
        PoolConfig.builder()
            .tcpNoDelay(false)
            .receiveBufferSize(1)
            .sendBufferSize(2)
            .sourceAddress(SOURCE)
            .build();

    assertThat(options(config, Endpoint.of("a", 1)))
        .isEqualTo(new SocketOptions(false, null, 1, 2, SOURCE));
    assertThat(options(config, Endpoint.unix(Path.of("/run/x"))))
        .isEqualTo(new SocketOptions(false, null, 1, 2, null));
  }

  @Test
  void anEndpointMayHaveOptionsOfItsOwn() {
    PoolConfig config =
        PoolConfig.builder().override(Endpoint.of("a", 1), each -> each.tcpNoDelay(false)).build();

    assertThat(options(config, Endpoint.of("a", 1)).tcpNoDelay()).isFalse();
    assertThat(options(config, Endpoint.of("b", 1)).tcpNoDelay()).isTrue();
    assertThat(options(config, Endpoint.of("b", 1).withSourceAddress(SOURCE)).sourceAddress())
        .isEqualTo(SOURCE);
  }

  @Test
  void keepAliveHasItsDetails() {
    PoolConfig.Builder config = PoolConfig.builder().tcpKeepAlive(true);

    assertThat(options(config.build(), Endpoint.of("a", 1)).keepAlive())
        .isEqualTo(new SocketOptions.KeepAlive(Duration.ZERO, Duration.ZERO, 0));

    config
        .tcpKeepAliveIdle(Duration.ofSeconds(30))
        .tcpKeepAliveInterval(Duration.ofSeconds(5))
        .tcpKeepAliveCount(3);

    assertThat(options(config.build(), Endpoint.of("a", 1)).keepAlive())
        .isEqualTo(new SocketOptions.KeepAlive(Duration.ofSeconds(30), Duration.ofSeconds(5), 3));
  }
}
