package io.conpool.cmd.stress;

import io.conpool.cmd.text.Quantity;
import java.io.PrintWriter;
import java.util.Locale;

/** A line on the terminal that grows with the work done, and is gone at the end. */
final class ProgressBar implements Progress {

  private static final int CELLS = 30;

  private final PrintWriter out;
  private int width;

  ProgressBar(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void at(long done, long failed, long total) {
    show(line(done, failed, total));
  }

  @Override
  public void over() {
    show("");
    out.print('\r');
    out.flush();
    width = 0;
  }

  static String line(long done, long failed, long total) {
    int cells = (int) (CELLS * done / total);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d %%  %s of %s%s",
        "=".repeat(cells),
        " ".repeat(CELLS - cells),
        100 * done / total,
        Quantity.count(done),
        Quantity.count(total, "message"),
        failed == 0 ? "" : ", " + Quantity.count(failed) + " failed");
  }

  /** Overwrites the line, whatever is longer of the old one included. */
  private void show(String line) {
    out.print('\r' + line + " ".repeat(Math.max(0, width - line.length())));
    out.flush();
    width = line.length();
  }
}
