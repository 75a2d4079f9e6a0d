package io.conpool.it.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class ProgramsTest {

  private static final String NOWHERE = "no-such-server";

  @Test
  void aProgramIsFoundOnThePath() {
    assertThat(Programs.find("sh", true)).isExecutable().endsWithRaw(Path.of("sh"));
  }

  @Test
  void aTestWhoseServerIsNotInstalledIsSkipped() {
    assertThatThrownBy(() -> Programs.find(NOWHERE, false))
        .isInstanceOf(TestAbortedException.class)
        .hasMessage("no-such-server is not installed");
  }

  @Test
  void aTestWhoseServerIsRequiredAndNotInstalledFails() {
    assertThatThrownBy(() -> Programs.find(NOWHERE, true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no-such-server is not installed, and it.servers is required");
  }
}
