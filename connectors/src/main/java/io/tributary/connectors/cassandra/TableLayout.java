package io.tributary.connectors.cassandra;

import io.tributary.pipeline.NamedDataset.Field;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.util.function.SerializableFunction;

/**
 * A table, and where in it a row lies.
 *
 * @param columns all of them, those of the partition included
 * @param key the primary key as CQL has it, such as {@code (user, month), created_at, tweet_id}
 * @param order the clustering order as CQL has it, such as {@code created_at DESC, tweet_id ASC}
 * @param partition columns that no row has, computed from the moment at which it happened
 */
public record TableLayout(
    String name, List<Column> columns, String key, String order, List<Computed> partition)
    implements Serializable {

  /**
   * A column.
   *
   * @param type as CQL has it, in lower case and without blanks
   */
  public record Column(String name, String type) implements Serializable {}

  /** A column that a row's moment decides; Cassandra reads numbers out of texts, too. */
  public record Computed(String name, SerializableFunction<Instant, String> value)
      implements Serializable {}

  /** The columns, as others are told of them. */
  List<Field> fields() {
    return columns.stream().map(column -> new Field(column.name(), column.type())).toList();
  }

  /** The statement that makes the table. */
  String create(String keyspace) {
    String all =
        columns.stream()
            .map(column -> "\"" + column.name() + "\" " + column.type())
            .collect(Collectors.joining(", "));
    return "CREATE TABLE IF NOT EXISTS %s.%s (%s, PRIMARY KEY (%s)) WITH CLUSTERING ORDER BY (%s)"
        .formatted(keyspace, name, all, key, order);
  }
}
