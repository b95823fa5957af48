package io.tributary.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A raw zone's records as they were received: to the partition that they came from, in their order,
 * with their times, keys and values.
 *
 * @param files its committed files, on this machine
 */
record RawZone(List<Path> files) {
  /** Whatever lies below a folder. */
  static RawZone in(Path folder) throws IOException {
    return new RawZone(
        LakeDataset.committed(folder).stream()
            .filter(file -> file.toString().endsWith(".parquet"))
            .toList());
  }

  /** Calls back with each record of some topics, each partition's in their order. */
  void forEach(Collection<String> topics, Consumer<ProducerRecord<byte[], byte[]>> each)
      throws SQLException {
    if (files.isEmpty()) {
      return;
    }
    String list =
        files.stream()
            .map(file -> "'" + file.toString().replace("'", "''") + "'")
            .collect(Collectors.joining(", ", "[", "]"));
    String marks = topics.stream().map(topic -> "?").collect(Collectors.joining(", "));
    Properties streaming = new Properties();
    streaming.setProperty("jdbc_stream_results", "true");
    try (Connection database = DriverManager.getConnection("jdbc:duckdb:", streaming);
        PreparedStatement rows =
            database.prepareStatement(
                "SELECT topic, partition, epoch_ms(received_at), key, value FROM read_parquet("
                    + list
                    + ", hive_partitioning = false) WHERE topic IN ("
                    + marks
                    + ") ORDER BY topic, partition, \"offset\"")) {
      int place = 1;
      for (String topic : topics) {
        rows.setString(place++, topic);
      }
      try (ResultSet row = rows.executeQuery()) {
        while (row.next()) {
          each.accept(
              new ProducerRecord<>(
                  row.getString(1),
                  row.getInt(2),
                  row.getLong(3),
                  row.getBytes(4),
                  row.getBytes(5)));
        }
      }
    }
  }
}
