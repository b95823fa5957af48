package io.tributary.connectors.ocr;

import io.tributary.connectors.ocr.fields.InvoiceText;
import io.tributary.connectors.ocr.fields.Line;
import io.tributary.connectors.ocr.fields.ReadInvoice;
import io.tributary.connectors.ocr.pages.PageSplitter;
import io.tributary.connectors.ocr.pages.Pages.OnePage;
import io.tributary.connectors.ocr.pages.Unreadable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads a document: its own text, where it has some, and the letters in its pictures. */
final class DocumentReader {
  /** The engine's name of a document whose text nobody had to recognise. */
  private static final String OWN_TEXT = "text";

  /** A full page has some 5000. Fields are looked for in this process, which must get on. */
  private static final int MOST_CHARACTERS = 200_000;

  private final PageSplitter splitter;
  private final OcrEngine engine;
  private final OcrEngine.Reader reader;

  /**
   * A document that was read.
   *
   * @param engine what read it: {@code text} when it held its text itself
   */
  record Reading(String engine, int pages, String text, ReadInvoice invoice) {}

  DocumentReader(PageSplitter splitter, OcrEngine engine, OcrEngine.Reader reader) {
    this.splitter = splitter;
    this.engine = engine;
    this.reader = reader;
  }

  /** Reads a document that nobody changes, with a folder of its own for pictures. */
  Reading read(Path document, Path folder)
      throws IOException, InterruptedException, Unreadable, EngineBusy {
    List<OnePage> pages = splitter.split(document, folder).pages();
    List<Line> lines = new ArrayList<>();
    boolean isRecognised = false;
    for (OnePage page : pages) {
      if (page.lines() != null) {
        page.lines().forEach(words -> lines.add(Line.of(words)));
      } else if (page.picture() != null) {
        lines.addAll(reader.read(Folders.in(folder, page.picture())));
        isRecognised = true;
      }
    }
    String text = lines.stream().map(Line::toString).collect(Collectors.joining("\n"));
    if (text.isBlank()) {
      throw new Unreadable("there are no letters in it: is it upside down, or blank?");
    }
    if (text.length() > MOST_CHARACTERS) {
      throw new Unreadable(
          "it has %d characters, more than %d: send the invoice alone"
              .formatted(text.length(), MOST_CHARACTERS));
    }
    return new Reading(
        isRecognised ? engine.name() : OWN_TEXT, pages.size(), text, InvoiceText.parse(lines));
  }
}
