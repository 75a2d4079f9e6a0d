package io.conpool.cmd.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class StressCommandTest {

  private static List<StressPlan> plans(String... args) {
    StressCommand command = new StressCommand();
    new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
    return command.plans();
  }

  @Test
  void withoutOptionsThePresetIsDefault() {
    StressPlan plan = plans().get(0);

    assertThat(plans()).hasSize(1);
    assertThat(plan.name()).isEqualTo("default");
    assertThat(plan.workload()).isEqualTo(Preset.DEFAULT.workload());
    assertThat(plan.pool().maxConnectionsPerEndpoint()).isEqualTo(5);
    assertThat(plan.tls()).isFalse();
    assertThat(plan.threads()).isEqualTo(ThreadKind.PLATFORM);
    assertThat(plan.deadline()).isEqualTo(Duration.ofSeconds(60));
    assertThat(plan.limit()).isEqualTo(15);
  }

  @Test
  void allPresetsRunWithOneSeed() {
    List<StressPlan> plans = plans("--preset=all", "--tls");

    assertThat(plans)
        .extracting(StressPlan::name)
        .containsExactly("default", "high_reuse", "constrained_pool");
    assertThat(plans).allMatch(StressPlan::tls);
    assertThat(plans).extracting(StressPlan::seed).containsOnly(plans.get(0).seed());
  }

  @Test
  void optionsGoBeforeThePreset() {
    StressPlan plan =
        plans(
                "--preset=constrained_pool",
                "--servers=4",
                "--clients=5",
                "--messages=6",
                "--parallel=7",
                "--message-bytes=80",
                "--seed=9",
                "--deadline=10",
                "--max-connections-per-endpoint=3",
                "--max-connections=11",
                "--max-idle-time=5s")
            .get(0);

    assertThat(plan.workload()).isEqualTo(new Workload(4, 5, 6, 7, 80));
    assertThat(plan.seed()).isEqualTo(9);
    assertThat(plan.deadline()).isEqualTo(Duration.ofSeconds(10));
    assertThat(plan.pool().maxConnectionsPerEndpoint()).isEqualTo(3);
    assertThat(plan.pool().maxIdleTime()).isEqualTo(Duration.ofSeconds(5));
    assertThat(plan.limit()).isEqualTo(11);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--preset=none",
        "--servers=0",
        "--message-bytes=2",
        "--deadline=0",
        "--threads=green",
        "--max-idle-time=never",
        "--min-idle-per-endpoint=6"
      })
  void whatCannotBeIsAnErrorOfTheCommandLine(String option) {
    assertThatExceptionOfType(ParameterException.class).isThrownBy(() -> plans(option));
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_20)
  void virtualThreadsNeedJava21() {
    assertThatExceptionOfType(ParameterException.class)
        .isThrownBy(() -> plans("--threads=virtual"))
        .withMessageContaining("Java 21");
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void virtualThreadsAreVirtual() throws Exception {
    assertThat(plans("--threads=virtual").get(0).threads()).isEqualTo(ThreadKind.VIRTUAL);
    Thread thread = ThreadKind.VIRTUAL.start("name", () -> {});

    assertThat(thread.getClass().getSimpleName()).isEqualTo("VirtualThread");
    assertThat(thread.getName()).isEqualTo("name");
    thread.join();
  }
}
