package io.tributary.connectors.ocr.pages;

import io.tributary.connectors.ocr.fields.Word;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/** The words of a page with their places; letters from right to left in the order of reading. */
final class PdfWords extends PDFTextStripper {
  /** More than this is no invoice; a page of text has some 3000. */
  private static final int MOST_CHARACTERS = 200_000;

  private final List<List<Word>> lines = new ArrayList<>();
  private List<Word> line = new ArrayList<>();
  private int characters;

  private PdfWords() {
    setSortByPosition(true);
    setShouldSeparateByBeads(false);
    setSuppressDuplicateOverlappingText(true);
  }

  /** Of one page, from 1. */
  static List<List<Word>> of(PDDocument document, int page) throws IOException {
    PdfWords words = new PdfWords();
    words.setStartPage(page);
    words.setEndPage(page);
    words.writeText(document, Writer.nullWriter());
    words.endLine();
    return words.lines;
  }

  @Override
  protected void writeString(String text, List<TextPosition> positions) throws IOException {
    characters += text.length();
    if (characters > MOST_CHARACTERS) {
      throw new IOException("a page has more than " + MOST_CHARACTERS + " characters");
    }
    List<TextPosition> word = new ArrayList<>();
    for (TextPosition position : positions) {
      if (position.getUnicode().isBlank()) {
        add(word);
        word = new ArrayList<>();
      } else {
        word.add(position);
      }
    }
    add(word);
  }

  @Override
  protected void writeLineSeparator() {
    endLine();
  }

  private void endLine() {
    if (!line.isEmpty()) {
      lines.add(line);
      line = new ArrayList<>();
    }
  }

  private void add(List<TextPosition> word) {
    if (word.isEmpty()) {
      return;
    }
    TextPosition last = word.get(word.size() - 1);
    List<String> glyphs = new ArrayList<>();
    word.forEach(position -> glyphs.add(position.getUnicode()));
    line.add(
        new Word(
            logical(glyphs),
            word.get(0).getXDirAdj(),
            last.getXDirAdj() + last.getWidthDirAdj(),
            1));
  }

  /** Pages hold glyphs from left to right; Arabic is read the other way, its numbers are not. */
  private static String logical(List<String> glyphs) {
    if (glyphs.stream().noneMatch(PdfWords::isRightToLeft)) {
      return String.join("", glyphs);
    }
    List<String> ordered = new ArrayList<>(glyphs);
    Collections.reverse(ordered);
    int begin = 0;
    while (begin < ordered.size()) {
      int end = begin;
      while (end < ordered.size() && isLeftToRight(ordered, end)) {
        end++;
      }
      Collections.reverse(ordered.subList(begin, end));
      begin = end + 1;
    }
    return String.join("", ordered);
  }

  private static boolean isRightToLeft(String glyph) {
    byte direction = Character.getDirectionality(glyph.codePointAt(0));
    return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC
        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT;
  }

  /** A digit or a Latin letter, or what stands between two of them. */
  private static boolean isLeftToRight(List<String> glyphs, int index) {
    int c = glyphs.get(index).codePointAt(0);
    boolean isBetween =
        index > 0
            && index + 1 < glyphs.size()
            && Character.isLetterOrDigit(glyphs.get(index - 1).codePointAt(0))
            && !isRightToLeft(glyphs.get(index - 1))
            && Character.isDigit(glyphs.get(index + 1).codePointAt(0));
    return Character.isDigit(c)
        || (Character.isLetter(c) && !isRightToLeft(glyphs.get(index)))
        || (isBetween && !Character.isLetter(c));
  }
}
