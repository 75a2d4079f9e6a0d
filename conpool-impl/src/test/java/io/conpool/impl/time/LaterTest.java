package io.conpool.impl.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is done after a lock. */
class LaterTest {

  @Test
  void whatOneThrowsKeepsNoneOfTheOthersFromBeingDone() {
    List<String> done = new ArrayList<>();
    IllegalStateException first = new IllegalStateException("first");
    Error second = new AssertionError("second");
    Later later = new Later();
    later.add(
        () -> {
          throw first;
        });
    later.add(() -> done.add("between"));
    later.add(
        () -> {
          throw second;
        });
    later.add(() -> done.add("last"));
    assertThatThrownBy(later::run).isSameAs(first).hasSuppressedException(second);
    assertThat(done).containsExactly("between", "last");
  }
}
