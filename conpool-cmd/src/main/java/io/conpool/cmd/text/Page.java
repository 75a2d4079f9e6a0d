package io.conpool.cmd.text;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * A page of aligned lines, coloured where the terminal takes it.
 *
 * <p>Text from outside may be put on it: control characters, and those that turn text around, do
 * not get through.
 */
public final class Page {

  private static final int LABEL_WIDTH = 14;
  private static final String COLUMN_GAP = "   ";

  private final Ansi ansi;
  private final StringBuilder text = new StringBuilder();

  /**
   * Makes an empty page.
   *
   * @param ansi whether there are colours
   */
  public Page(Ansi ansi) {
    this.ansi = ansi;
  }

  /**
   * Adds a line that stands out.
   *
   * @param title the line
   * @return this page
   */
  public Page title(String title) {
    return line(styled(title, Style.bold));
  }

  /**
   * Adds an empty line.
   *
   * @return this page
   */
  public Page gap() {
    return line("");
  }

  /**
   * Adds a plain line.
   *
   * @param value the line
   * @return this page
   */
  public Page note(String value) {
    return line(clean(value));
  }

  /**
   * Adds several lines as they are.
   *
   * @param lines the lines
   * @return this page
   */
  public Page block(String lines) {
    lines.lines().forEach(this::note);
    return this;
  }

  /**
   * Adds a line of a label and what belongs to it.
   *
   * @param label the label
   * @param value what belongs to it
   * @return this page
   */
  public Page row(String label, String value) {
    return line(pad(label) + clean(value));
  }

  /**
   * Adds a line that says whether something is as it should be.
   *
   * @param label what it is about
   * @param good whether all is well
   * @param value what was found
   * @return this page
   */
  public Page verdict(String label, boolean good, String value) {
    return line(pad(label) + styled(value, Style.bold, good ? Style.fg_green : Style.fg_red));
  }

  /**
   * Adds a table under headings that stand out, its columns as wide as they must be.
   *
   * @param columns how each column is headed and aligned
   * @param rows the cells of each row, one for each column
   * @return this page
   */
  public Page table(List<Column> columns, List<List<String>> rows) {
    int[] widths = new int[columns.size()];
    List<List<String>> clean = new ArrayList<>();
    for (List<String> row : rows) {
      clean.add(row.stream().map(Page::clean).toList());
    }
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          Math.max(
              i == 0 ? LABEL_WIDTH - COLUMN_GAP.length() : columns.get(i).heading().length(),
              clean.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
    }
    line(
        styled(
            cells(columns, columns.stream().map(Column::heading).toList(), widths), Style.faint));
    clean.forEach(row -> line(cells(columns, row, widths)));
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private static String cells(List<Column> columns, List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - row.get(i).length());
      line.append(i == 0 ? "" : COLUMN_GAP)
          .append(columns.get(i).right() ? padding + row.get(i) : row.get(i) + padding);
    }
    return line.toString().stripTrailing();
  }

  private static String pad(String label) {
    return label + " ".repeat(Math.max(1, LABEL_WIDTH - label.length()));
  }

  private static String clean(String value) {
    return value.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
  }

  private String styled(String value, IStyle... styles) {
    String clean = clean(value);
    // Not Style.off: to end bold it sends 21, which terminals take for a double underline.
    return ansi.enabled() ? Style.on(styles) + clean + Style.reset.on() : clean;
  }

  private Page line(String line) {
    text.append(line).append(System.lineSeparator());
    return this;
  }

  /**
   * How a column of a table is headed and aligned.
   *
   * @param heading its first line
   * @param right whether its cells end, rather than begin, in line
   */
  public record Column(String heading, boolean right) {}
}
