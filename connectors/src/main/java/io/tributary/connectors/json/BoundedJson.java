package io.tributary.connectors.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * JSON that comes from outside, within bounds: what goes beyond is an error of reading, as if it
 * were no JSON. All parsers are made here; a test looks.
 *
 * <p>How large a whole document may be is decided by whoever receives its bytes: a topic's {@code
 * max.message.bytes}, {@link #ANSWER} for what a service answers, the file reader's longest record.
 */
public final class BoundedJson {
  /** The largest answer of a service, in bytes, unless it is asked for more. */
  public static final int ANSWER = 16 << 20;

  /** How deep objects and arrays may lie within each other. */
  static final int DEPTH = 1_000;

  /** The longest text, in characters. */
  static final int STRING = 20_000_000;

  /** The longest key, in characters. */
  static final int NAME = 50_000;

  /** The longest number, in characters. */
  static final int NUMBER = 1_000;

  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(DEPTH)
          .maxStringLength(STRING)
          .maxNameLength(NAME)
          .maxNumberLength(NUMBER)
          .build();

  /** A record's texts and numbers are never turned into anything larger than they are. */
  private static final StreamReadConstraints RECORDS =
      StreamReadConstraints.builder()
          .maxNestingDepth(DEPTH)
          .maxStringLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .maxNumberLength(Integer.MAX_VALUE)
          .build();

  /** What was read can be written, also as a part of something else. */
  private static final StreamWriteConstraints WRITING =
      StreamWriteConstraints.builder().maxNestingDepth(2 * DEPTH).build();

  private BoundedJson() {}

  /** Makes parsers. */
  public static JsonFactory factory() {
    return new BoundedFactory(
        new JsonFactoryBuilder()
            .streamReadConstraints(CONSTRAINTS)
            .streamWriteConstraints(WRITING));
  }

  /** Makes trees and objects. */
  public static ObjectMapper mapper() {
    return builder().build();
  }

  /** The same, to be told more. */
  public static JsonMapper.Builder builder() {
    return JsonMapper.builder(factory());
  }

  /**
   * For parsers of Kafka's records that hand texts and numbers on as they are: only their depth is
   * bounded besides the size of the record.
   */
  public static JsonFactoryBuilder records() {
    return new JsonFactoryBuilder().streamReadConstraints(RECORDS);
  }
}
