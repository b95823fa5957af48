package io.tributary.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.cli.lake.Column;
import io.tributary.cli.lake.DatasetPlace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the audit must know of a feed with versions. It is written from the contract and takes
 * nothing from the job.
 */
interface VersionedFeed {
  /** The topic that it reads. */
  String input();

  /** The topic of versions. */
  String delivered();

  /** The field by which versions are keyed there. */
  String key();

  String deadLetters();

  /** The folder of what was received, with a folder for each source in it. */
  String raw();

  /** The folder of versions. */
  String rows();

  /** Another folder that has the same versions, if there is one. */
  Optional<String> rowsAgain();

  /** All folders. */
  default List<DatasetPlace> datasets() {
    return Stream.concat(Stream.of(rows(), raw()), rowsAgain().stream())
        .map(DatasetPlace::inLake)
        .toList();
  }

  /** The columns of a row, in the order of {@link #version(ResultSet)}. */
  List<Column> columns();

  Version version(ResultSet row) throws SQLException;

  /** A version in the topic, or in the lake's JSON; null when it is none. */
  @Nullable Version version(JsonNode row);

  /**
   * Whether a received record that has become neither a version nor a dead letter is rightly none:
   * there is a version that says the same, or one that is newer.
   *
   * @param source where it was read: {@code kafka}, or what its place begins with
   * @param versions by identity, and by their numbers
   */
  boolean isCopy(String source, byte[] value, Map<String, NavigableMap<Integer, Version>> versions);

  /** What else is to be said of the audit. */
  Optional<String> note();
}
