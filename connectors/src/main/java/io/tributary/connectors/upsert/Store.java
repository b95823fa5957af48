package io.tributary.connectors.upsert;

import java.io.IOException;
import java.io.Serializable;

/**
 * A database or an index that takes rows by their natural key: the same row twice changes nothing.
 */
public interface Store extends Serializable {
  /** What it is and where, for messages; without a password. */
  String name();

  /**
   * Connects, makes what the rows need and is missing, and tells what is there but different.
   *
   * @throws IOException if it can't be reached, or rows can't be written as it is: what to do. It
   *     is tried again
   */
  Session open() throws IOException, InterruptedException;
}
