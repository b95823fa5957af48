package io.tributary.connectors.upsert;

import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.NamedDataset.Field;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * A database or an index that takes rows by their natural key: the same row twice changes nothing.
 */
public interface Store extends Serializable {
  /** What it is and where, for messages; without a password. */
  String name();

  /**
   * Where rows go, and those that it refuses.
   *
   * @param fields what the rows have
   */
  List<NamedDataset> writes(List<Field> fields);

  /**
   * Connects, makes what the rows need and is missing, and tells what is there but different.
   *
   * @throws IOException if it can't be reached, or rows can't be written as it is: what to do. It
   *     is tried again
   */
  Session open() throws IOException, InterruptedException;
}
