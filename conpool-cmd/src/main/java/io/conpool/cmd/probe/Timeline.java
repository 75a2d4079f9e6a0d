package io.conpool.cmd.probe;

import io.conpool.cmd.text.Page;
import io.conpool.cmd.text.Page.Column;
import io.conpool.cmd.text.Quantity;
import java.util.ArrayList;
import java.util.List;

/** What happened when, and how long it took. */
final class Timeline {

  private static final List<Column> COLUMNS =
      List.of(
          new Column("at", true),
          new Column("took", true),
          new Column("step", false),
          new Column("", false));

  /**
   * One thing that happened.
   *
   * @param name what
   * @param begin when it began, by {@link System#nanoTime()}
   * @param end when it ended
   * @param detail what came of it
   */
  record Step(String name, long begin, long end, String detail) {}

  private final List<Step> steps = new ArrayList<>();

  void add(Step step) {
    steps.add(step);
  }

  /** Prints the steps, with their times since the first one began. */
  void printTo(Page page) {
    long origin = steps.isEmpty() ? 0 : steps.get(0).begin();
    page.table(
        COLUMNS,
        steps.stream()
            .map(
                step ->
                    List.of(
                        Quantity.time(step.begin() - origin),
                        Quantity.time(step.end() - step.begin()),
                        step.name(),
                        step.detail()))
            .toList());
  }
}
