package io.tributary.connectors.ocr.fields;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where labels stand, and what may be their values. */
final class Labels {
  /** A value may stand so many lines below its label. */
  private static final int LINES_BELOW = 2;

  private static final Pattern LEADING = Pattern.compile("^[\\s:#.\\-*=]+");

  /**
   * A label in a document.
   *
   * @param line the index of its line
   * @param begin where it begins in the line's text
   * @param end after its last character
   */
  record Found(int line, int begin, int end) {}

  /** A text that may be a label's value, and how sure it is that it belongs to it. */
  record Value(String text, double confidence) {}

  private Labels() {}

  /** A pattern on {@link Folded} text, of a label that is no part of a longer word. */
  static Pattern pattern(String alternatives) {
    return Pattern.compile("(?<![\\p{L}0-9])(?:" + alternatives + ")(?![\\p{L}0-9])");
  }

  static List<Found> find(Pattern label, List<Line> lines) {
    List<Found> found = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher matcher = label.matcher(lines.get(i).folded());
      while (matcher.find()) {
        found.add(new Found(i, matcher.start(), matcher.end()));
      }
    }
    return found;
  }

  /** What follows the label in its cell, in the next cell, or stands below; the likeliest first. */
  static List<Value> values(Found label, List<Line> lines) {
    List<Value> values = new ArrayList<>();
    Line line = lines.get(label.line());
    Cell cell = line.cellAt(label.begin());
    String rest = line.text().substring(label.end());
    int end = rest.indexOf(Line.CELL_END);
    add(values, end < 0 ? rest : rest.substring(0, end), cell.confidence());
    if (end >= 0) {
      String next = rest.substring(end + 1);
      int nextEnd = next.indexOf(Line.CELL_END);
      Cell nextCell = line.cellAt(label.end() + end + 1);
      add(values, nextEnd < 0 ? next : next.substring(0, nextEnd), 0.95 * nextCell.confidence());
    }
    for (int i = label.line() + 1; i <= label.line() + LINES_BELOW && i < lines.size(); i++) {
      for (Cell below : lines.get(i).cells()) {
        if (below.isInColumnOf(cell)) {
          add(values, below.text(), 0.9 * Math.min(cell.confidence(), below.confidence()));
        }
      }
    }
    return values;
  }

  private static void add(List<Value> values, String text, double confidence) {
    String value = LEADING.matcher(text).replaceFirst("").strip();
    if (!value.isEmpty()) {
      values.add(new Value(value, confidence));
    }
  }
}
