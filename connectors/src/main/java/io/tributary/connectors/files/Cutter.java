package io.tributary.connectors.files;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Cuts records out of a file, by its bytes: what can't be decoded is still cut where it ends. */
interface Cutter {
  /**
   * The next record.
   *
   * @return null at the end of the file
   * @throws Unreadable if it can't be told where the next record begins
   */
  @Nullable Cut next() throws IOException, Unreadable;

  /**
   * The number that the next record has if it follows at once. Below 0 when none can follow, since
   * it can't be told where; a cutter that is made with that number knows it.
   */
  long number();
}
