package io.conpool.cmd.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresetTest {

  @ParameterizedTest
  @CsvSource({
    "default, 3, 10, 5, 20, 64, 5",
    "high_reuse, 2, 20, 50, 10, 32, 3",
    "constrained_pool, 2, 50, 10, 50, 64, 2",
  })
  void thePresetsAreTheOriginals(
      String id, int servers, int clients, int messages, int parallel, int bytes, int pool) {
    Preset preset = Preset.named(id).get(0);

    assertThat(preset.workload())
        .isEqualTo(new Workload(servers, clients, messages, parallel, bytes));
    assertThat(preset.connectionsPerEndpoint()).isEqualTo(pool);
    assertThat(preset.id()).isEqualTo(id);
  }

  @Test
  void allAreAllOfThem() {
    assertThat(Preset.named("all")).containsExactly(Preset.values());
  }

  @Test
  void anUnknownOneIsRefusedWithTheNamesThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Preset.named("low_reuse"))
        .withMessageContaining("low_reuse")
        .withMessageContaining("default, high_reuse, constrained_pool, all");
  }
}
