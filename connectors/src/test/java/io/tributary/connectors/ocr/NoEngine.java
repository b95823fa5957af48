package io.tributary.connectors.ocr;

import io.tributary.connectors.ocr.fields.Line;
import io.tributary.connectors.ocr.pages.PageLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** For documents with a text of their own: a picture is a failure of the test. */
record NoEngine() implements OcrEngine {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "none";
  }

  @Override
  public Reader open(PageLimits limits) {
    return new Reader() {
      @Override
      public List<Line> read(Path picture) throws IOException {
        throw new IOException("a picture was to be read: " + picture);
      }

      @Override
      public void close() {}
    };
  }
}
