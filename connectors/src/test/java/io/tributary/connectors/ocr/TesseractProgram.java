package io.tributary.connectors.ocr;

import static org.assertj.core.api.Assertions.fail;

import io.tributary.connectors.ocr.pages.PageLimits;
import java.io.IOException;
import org.junit.jupiter.api.Assumptions;

/** The program that some tests need and that the build can't bring. */
final class TesseractProgram {
  private TesseractProgram() {}

  /** Where it is missing the test is aborted, or fails when {@code CI=true}. */
  static OcrEngine.Reader open() throws InterruptedException {
    try {
      return Tesseract.DEFAULT.open(PageLimits.DEFAULTS);
    } catch (IOException missing) {
      String how =
          "%s; all of it: apt install tesseract-ocr tesseract-ocr-fra tesseract-ocr-ara"
              .formatted(missing.getMessage());
      if (Boolean.parseBoolean(System.getenv("CI"))) {
        fail(how);
      }
      return Assumptions.abort(how);
    }
  }
}
