package io.tributary.pipeline;

import java.io.Serializable;
import java.util.List;

/**
 * Data outside the job, by the names that OpenLineage gives it: a topic, a folder, a table.
 *
 * @param namespace where it is, such as {@code kafka://localhost:9092}
 * @param name what it is called there, such as {@code client_tickets}
 * @param fields what its records have; empty where that isn't known
 */
public record NamedDataset(String namespace, String name, List<Field> fields)
    implements Serializable {
  public NamedDataset {
    fields = List.copyOf(fields);
  }

  /**
   * A column.
   *
   * @param type such as {@code string} or {@code decimal(18,4)}
   */
  public record Field(String name, String type) implements Serializable {}
}
