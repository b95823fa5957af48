package io.tributary.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Figures under the names of their columns, for people (aligned) and for programs (TSV).
 *
 * @param names of the columns
 * @param rows each as long as {@code names}
 */
public record Table(List<String> names, List<List<String>> rows) {
  private static final String GAP = "  ";

  /** What stands where there is no figure. */
  public static final String NONE = "-";

  public Table {
    names = List.copyOf(names);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != names.size()) {
        throw new IllegalArgumentException(row + " does not fit under " + names);
      }
    }
  }

  /** A figure with so many decimals; {@link #NONE} when it is not finite. */
  public static String figure(double value, int decimals) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : NONE;
  }

  /** Bytes as MiB. */
  public static String mebibytes(double bytes) {
    return figure(bytes / (1 << 20), 1);
  }

  /** The first column to the left, the others, which are figures, to the right; a line each. */
  public String aligned() {
    int[] widths = new int[names.size()];
    List<List<String>> lines = new ArrayList<>();
    lines.add(names);
    lines.addAll(rows);
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        String cell = line.get(i);
        String padding = " ".repeat(widths[i] - cell.length());
        text.append(i == 0 ? cell + padding : GAP + padding + cell);
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** Writes tab-separated values, the names first; tabs and line ends in a cell become spaces. */
  public void writeTsv(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(String.join("\t", names));
    for (List<String> row : rows) {
      lines.add(String.join("\t", row.stream().map(cell -> cell.replaceAll("\\s", " ")).toList()));
    }
    Files.write(file, lines);
  }
}
