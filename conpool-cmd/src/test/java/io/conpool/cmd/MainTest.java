package io.conpool.cmd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... args) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    return line.execute(args);
  }

  @Test
  void theVersionIsTheBuilds() {
    assertThat(execute("--version")).isZero();
    assertThat(out.toString()).matches("(?s)conpool \\d+\\.\\d+\\.\\d+\\S*\\R.*Java .*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stress", "probe"})
  void everyCommandHasHelp(String command) {
    assertThat(execute(command, "--help")).isZero();
    assertThat(out.toString())
        .startsWith("Usage: conpool " + command)
        .contains("--max-connections-per-endpoint");
  }

  @Test
  void aWrongOptionIsAnErrorInFewWords() {
    assertThat(execute("stress", "--max-idle-time=never")).isEqualTo(2);
    assertThat(err.toString())
        .contains("'--max-idle-time'", "Try 'conpool stress --help'.")
        .hasLineCount(2);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aCommandMustBeNamed() {
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString()).contains("Missing required subcommand");
  }
}
