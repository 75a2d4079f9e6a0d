package io.conpool.cmd.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The real pool. */
@Timeout(300)
class StressEndToEndTest {

  private final StringWriter out = new StringWriter();

  private int stress(String... args) {
    return new CommandLine(new StressCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out, true))
        .execute(args);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--preset=default",
        "--preset=default --tls",
        "--preset=high_reuse",
        "--preset=constrained_pool"
      })
  void aPresetPassesOnPlatformThreads(String args) {
    assertThat(stress(args.split(" "))).as(out.toString()).isZero();
    assertThat(out.toString()).contains("platform threads", "errors        0", "all 8 checks");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--preset=default --tls", "--preset=constrained_pool"})
  @EnabledForJreRange(min = JRE.JAVA_21)
  void aPresetPassesOnVirtualThreads(String args) {
    assertThat(stress((args + " --threads=virtual").split(" "))).as(out.toString()).isZero();
    assertThat(out.toString()).contains("virtual threads", "errors        0", "all 8 checks");
  }

  @Test
  void allPresetsRunOneAfterTheOther() {
    assertThat(stress("--preset=all", "--messages=2")).as(out.toString()).isZero();
    assertThat(out.toString())
        .containsSubsequence("stress: default", "stress: high_reuse", "stress: constrained_pool");
  }

  @Test
  void anErrorIsExitStatusOne() {
    assertThat(stress("--transport-provider=absent")).isEqualTo(1);
    assertThat(out.toString()).contains("150 x", "ProviderUnavailable", "FAILED");
  }
}
