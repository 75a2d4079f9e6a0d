package io.conpool.cmd.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.conpool.PoolConfig;
import io.conpool.Proxy;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RehearsalTest {

  @Test
  void nothingOfARehearsalLeavesTheMachine() {
    PoolConfig options =
        PoolConfig.builder()
            .name("rehearsed")
            .proxy(Proxy.socks5("proxy.invalid", 1080))
            .sourceAddress(new InetSocketAddress("192.0.2.1", 0).getAddress())
            .build();
    List<PoolConfig> used = new ArrayList<>();

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                Rehearsal.run(
                    config -> {
                      used.add(config);
                      throw new IllegalStateException("seen");
                    },
                    options,
                    null))
        .withMessage("seen");

    assertThat(used).hasSize(1);
    assertThat(used.get(0).name()).isEqualTo("rehearsed");
    assertThat(used.get(0).proxy()).isNull();
    assertThat(used.get(0).sourceAddress()).isNull();
  }
}
