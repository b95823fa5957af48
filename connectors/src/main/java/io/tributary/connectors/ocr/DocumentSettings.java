package io.tributary.connectors.ocr;

import io.tributary.connectors.ocr.pages.PageLimits;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How documents are collected.
 *
 * @param inbox the folder that is watched, in this machine's file system. {@code results}, {@code
 *     done}, {@code review} and {@code duplicates} lie beside it, and {@code documents.jsonl}
 * @param engine what reads pictures; a PDF's own text needs none
 * @param minConfidence from 0 to 1: an invoice whose number, date or total was found with less goes
 *     to review
 * @param country the sellers' country when a document doesn't say it, by ISO 3166-1 alpha-2; null
 *     when such a document is to be reviewed
 * @param settle how long a file must not have changed before it is taken
 * @param poll how often the inbox is looked at
 */
public record DocumentSettings(
    String inbox,
    OcrEngine engine,
    PageLimits limits,
    double minConfidence,
    @Nullable String country,
    Duration settle,
    Duration poll)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public DocumentSettings {
    if (!(minConfidence >= 0 && minConfidence <= 1)) {
      throw new IllegalArgumentException(
          "minConfidence: %s is not from 0 to 1".formatted(minConfidence));
    }
  }

  /** Tesseract, half sure at least, no country, five seconds of rest, a look each five seconds. */
  public static DocumentSettings of(String inbox) {
    return new DocumentSettings(
        inbox,
        Tesseract.DEFAULT,
        PageLimits.DEFAULTS,
        0.5,
        null,
        Duration.ofSeconds(5),
        Duration.ofSeconds(5));
  }
}
