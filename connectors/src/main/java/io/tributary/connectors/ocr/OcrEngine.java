package io.tributary.connectors.ocr;

import io.tributary.connectors.ocr.fields.Line;
import io.tributary.connectors.ocr.pages.PageLimits;
import io.tributary.connectors.ocr.pages.Unreadable;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/** What reads the letters in pictures. */
public interface OcrEngine extends Serializable {
  /** Its name in the results. */
  String name();

  /**
   * Makes it ready.
   *
   * @throws IOException if it isn't there, with the way to get it
   */
  Reader open(PageLimits limits) throws IOException, InterruptedException;

  /** One that is ready. */
  interface Reader extends Closeable {
    /**
     * Reads a picture.
     *
     * @param picture a PNG file in a folder that may be written to
     * @throws Unreadable if this picture can't be read, by its own fault
     * @throws EngineBusy if the engine wants to be asked later
     * @throws IOException if the engine is at fault: the same picture is tried again
     */
    List<Line> read(Path picture) throws IOException, InterruptedException, Unreadable, EngineBusy;

    @Override
    void close();
  }
}
