package io.conpool.cmd.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.cmd.text.Page.Column;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class PageTest {

  private final Page plain = new Page(Ansi.OFF);
  private final Page coloured = new Page(Ansi.ON);

  @Test
  void labelsAndColumnsAreAligned() {
    plain
        .row("messages", "150")
        .row("a label longer than that", "x")
        .table(
            List.of(new Column("latency", false), new Column("p50", true), new Column("", false)),
            List.of(List.of("acquire", "1.00 us", "x"), List.of("all of it", "123 us", "")));

    assertThat(plain.toString().lines())
        .containsExactly(
            "messages      150",
            "a label longer than that x",
            "latency           p50",
            "acquire       1.00 us   x",
            "all of it      123 us");
  }

  @Test
  void withoutATerminalThereAreNoColours() {
    plain.title("title").verdict("errors", false, "3");

    assertThat(plain.toString()).doesNotContain("\u001b");
  }

  @Test
  void goodIsGreenAndBadIsRed() {
    assertThat(coloured.verdict("errors", true, "0").toString())
        .contains("\u001b[1m\u001b[32m0\u001b[0m");
    assertThat(coloured.verdict("errors", false, "3").toString())
        .contains("\u001b[1m\u001b[31m3\u001b[0m");
  }

  @Test
  void controlCharactersFromOutsideDoNotReachTheTerminal() {
    coloured
        .row("certificate", "CN=\u001b[2Jx\n\u009b2J\u202e")
        .note("a\rb")
        .table(List.of(new Column("", false)), List.of(List.of("\u0007")));

    assertThat(coloured.toString())
        .contains("CN=?[2Jx??2J?", "a?b")
        .doesNotContain("\u001b[2J", "\r", "\u0007");
  }

  @Test
  void whatLooksLikeMarkupIsText() {
    assertThat(coloured.verdict("", true, "@|red x|@").toString()).contains("@|red x|@");
  }
}
