package io.conpool.cmd.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

  @Test
  void theBarGrowsWithTheWorkDone() {
    assertThat(ProgressBar.line(0, 0, 150))
        .isEqualTo("[                              ]   0 %  0 of 150 messages");
    assertThat(ProgressBar.line(75, 2, 150))
        .isEqualTo("[===============               ]  50 %  75 of 150 messages, 2 failed");
    assertThat(ProgressBar.line(150, 0, 150))
        .isEqualTo("[==============================] 100 %  150 of 150 messages");
  }

  @Test
  void nothingOfItIsLeftInTheEnd() {
    StringWriter terminal = new StringWriter();
    ProgressBar bar = new ProgressBar(new PrintWriter(terminal));

    bar.at(75, 2, 150);
    int width = terminal.toString().length() - 1;
    bar.over();

    assertThat(terminal.toString()).endsWith("\r" + " ".repeat(width) + "\r");
  }
}
