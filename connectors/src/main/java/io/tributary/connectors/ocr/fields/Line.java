package io.tributary.connectors.ocr.fields;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line of a page in reading order: words that were written from right to left stand in that
 * order, and numbers and Latin words between them stay as they are. Letters have their plain forms,
 * digits are those of ASCII.
 */
public final class Line {
  /** A gap wider than so many of the line's characters parts two cells. */
  private static final double GAP = 1.8;

  private static final Pattern FIRST_GROUP = Pattern.compile("[0-9]{1,3}");
  private static final Pattern NEXT_GROUP = Pattern.compile("[0-9]{3}([^0-9].*)?");

  /** Between two cells in {@link #text}; in no cell. */
  static final char CELL_END = '\t';

  private final List<Cell> cells;
  private final String text;
  private final String folded;

  private Line(List<Cell> cells) {
    this.cells = List.copyOf(cells);
    this.text =
        cells.stream().map(Cell::text).collect(Collectors.joining(String.valueOf(CELL_END)));
    this.folded = Folded.of(text);
  }

  /** Of words in any order. */
  public static Line of(List<Word> words) {
    List<Word> plain = new ArrayList<>();
    for (Word word : words) {
      String text = plain(word.text());
      if (!text.isEmpty()) {
        plain.add(new Word(text, word.left(), word.right(), word.confidence()));
      }
    }
    plain.sort(Comparator.comparingDouble(Word::left));
    return new Line(cells(plain));
  }

  /** Of a text without places: two blanks or a tabulator part two cells. */
  public static Line of(String text, double confidence) {
    List<Cell> cells = new ArrayList<>();
    int column = 0;
    for (String part : text.replace("\t", "    ").split("(?<= {2})(?! )", -1)) {
      String plain = plain(part);
      if (!plain.isEmpty()) {
        int begin = column + part.length() - part.stripLeading().length();
        cells.add(new Cell(plain, begin, (double) begin + plain.length(), confidence));
      }
      column += part.length();
    }
    return new Line(cells);
  }

  List<Cell> cells() {
    return cells;
  }

  /** The cells' texts, with {@link #CELL_END} between them. */
  String text() {
    return text;
  }

  /** The same in {@link Folded} form, character for character. */
  String folded() {
    return folded;
  }

  /** The cell in which a character of {@link #text} stands. */
  Cell cellAt(int index) {
    int end = 0;
    for (Cell cell : cells) {
      end += cell.text().length() + 1;
      if (index < end) {
        return cell;
      }
    }
    return cells.get(cells.size() - 1);
  }

  /** For people: cells parted by three blanks. */
  @Override
  public String toString() {
    return text.replace(String.valueOf(CELL_END), "   ");
  }

  private static String plain(String text) {
    StringBuilder out = new StringBuilder(text.length());
    Normalizer.normalize(text, Normalizer.Form.NFKC)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.FORMAT)
        .forEach(c -> out.appendCodePoint(plain(c)));
    return out.toString().strip().replaceAll(" +", " ");
  }

  private static int plain(int c) {
    if (Character.isDigit(c)) {
      return '0' + Character.digit(c, 10);
    }
    return switch (c) {
      case '٫' -> '.';
      case '٬', '،' -> ',';
      case '−', '–', '—', '‐', '‑' -> '-';
      default -> Character.isWhitespace(c) || Character.isSpaceChar(c) || c < ' ' ? ' ' : c;
    };
  }

  /** Of words from left to right: a cell has its own direction, and so has the row of cells. */
  private static List<Cell> cells(List<Word> visual) {
    List<Cell> cells = new ArrayList<>();
    double widest = GAP * characterWidth(visual);
    int begin = 0;
    for (int i = 1; i <= visual.size(); i++) {
      if (i == visual.size() || visual.get(i).left() - visual.get(i - 1).right() >= widest) {
        cells.add(cell(visual.subList(begin, i)));
        begin = i;
      }
    }
    if (isMostlyRightToLeft(visual)) {
      Collections.reverse(cells);
    }
    return cells;
  }

  private static Cell cell(List<Word> visual) {
    return new Cell(
        readingOrder(visual).stream().map(Word::text).collect(Collectors.joining(" ")),
        visual.get(0).left(),
        visual.stream().mapToDouble(Word::right).max().orElseThrow(),
        visual.stream().mapToDouble(Word::confidence).min().orElseThrow());
  }

  private static List<Word> readingOrder(List<Word> visual) {
    if (!isMostlyRightToLeft(visual)) {
      return visual;
    }
    List<Word> ordered = new ArrayList<>();
    int end = visual.size();
    while (end > 0) {
      int begin = end - 1;
      while (begin > 0 && staysWithNext(visual.get(begin - 1), visual.get(begin))) {
        begin--;
      }
      ordered.addAll(visual.subList(begin, end));
      end = begin;
    }
    return ordered;
  }

  /** Latin words, and the groups of one number, such as {@code 1 234,50}. */
  private static boolean staysWithNext(Word word, Word next) {
    boolean isOneNumber =
        FIRST_GROUP.matcher(word.text()).matches() && NEXT_GROUP.matcher(next.text()).matches();
    return isOneNumber || (isLeftToRight(word) && !isRightToLeft(next));
  }

  private static boolean isMostlyRightToLeft(List<Word> words) {
    long rightToLeft = words.stream().filter(Line::isRightToLeft).count();
    return rightToLeft > words.stream().filter(Line::isLeftToRight).count();
  }

  private static boolean isRightToLeft(Word word) {
    return word.text()
        .codePoints()
        .anyMatch(
            c ->
                Character.getDirectionality(c) == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC
                    || Character.getDirectionality(c) == Character.DIRECTIONALITY_RIGHT_TO_LEFT);
  }

  private static boolean isLeftToRight(Word word) {
    return word.text()
        .codePoints()
        .anyMatch(c -> Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT);
  }

  private static double characterWidth(List<Word> words) {
    double width = words.stream().mapToDouble(word -> word.right() - word.left()).sum();
    int characters = words.stream().mapToInt(word -> word.text().length()).sum();
    return width / Math.max(1, characters);
  }
}
