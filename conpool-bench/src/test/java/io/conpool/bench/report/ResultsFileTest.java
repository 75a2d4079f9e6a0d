package io.conpool.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFileTest {

  @TempDir private Path folder;

  @Test
  void newTablesTakeThePlaceOfOldOnesAndLeaveTheRestAlone() throws IOException {
    Path file = folder.resolve("RESULTS.md");
    Files.writeString(file, "by hand\n");
    ResultsFile results = new ResultsFile(file);

    results.put("a", "first\n");
    results.put("b", "second\n");
    Files.writeString(file, Files.readString(file) + "more by hand\n");
    results.put("a", "third\n");

    assertThat(file)
        .hasContent(
            """
            by hand

            <!-- measured: a -->
            third
            <!-- end: a -->

            <!-- measured: b -->
            second
            <!-- end: b -->
            more by hand
            """);
  }
}
