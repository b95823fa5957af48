package io.tributary.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/**
 * Rows under the names of their columns, aligned: numbers to the right, the rest to the left.
 *
 * @param rows each as long as {@code names}
 */
public record TextTable(List<String> names, List<List<Object>> rows) {
  private static final int WIDEST = 48;
  private static final String GAP = "  ";

  /**
   * Prints the rows and how many they are.
   *
   * @param wide whether long values are printed whole instead of cut at 48 characters
   * @param ansi whether the names are set off
   */
  void print(PrintWriter out, boolean wide, Ansi ansi) {
    printRows(out, wide, ansi);
    out.println(rows.size() == 1 ? "1 row" : rows.size() + " rows");
  }

  /** The same, without their number. */
  public void printRows(PrintWriter out, boolean wide, Ansi ansi) {
    int[] widths = new int[names.size()];
    boolean[] numbers = new boolean[names.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = width(names.get(i));
      numbers[i] = !rows.isEmpty();
      for (List<Object> row : rows) {
        widths[i] = Math.max(widths[i], width(cell(row.get(i), wide)));
        numbers[i] &= row.get(i) instanceof Number;
      }
    }
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      append(line, names.get(i), widths[i], numbers[i]);
    }
    out.println(ansi.string("@|bold " + line.toString().stripTrailing() + "|@"));
    for (List<Object> row : rows) {
      line.setLength(0);
      for (int i = 0; i < widths.length; i++) {
        append(line, cell(row.get(i), wide), widths[i], numbers[i]);
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static void append(StringBuilder line, String cell, int width, boolean right) {
    if (line.length() > 0) {
      line.append(GAP);
    }
    String padding = " ".repeat(width - width(cell));
    line.append(right ? padding : "").append(cell).append(right ? "" : padding);
  }

  private static String cell(Object value, boolean wide) {
    String text = printable(value.toString());
    if (wide || width(text) <= WIDEST) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, WIDEST - 1)) + "…";
  }

  // What people write must not move the cursor, or change the terminal otherwise.
  private static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                printable.append(String.format("\\u%04x", c));
              } else {
                printable.appendCodePoint(c);
              }
            });
    return printable.toString();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
