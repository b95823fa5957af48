package io.tributary.analytics;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON of Kafka and Flink, within bounds: what goes beyond is an error of reading. */
final class BoundedJson {
  /** The largest document that is read from a stream, in bytes. */
  static final int DOCUMENT = 16 << 20;

  private static final int DEPTH = 100;
  private static final int STRING = 1 << 20;
  private static final int NUMBER = 100;

  private BoundedJson() {}

  static ObjectMapper mapper() {
    return new ObjectMapper(
        new JsonFactoryBuilder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxDocumentLength(DOCUMENT)
                    .maxNestingDepth(DEPTH)
                    .maxStringLength(STRING)
                    .maxNumberLength(NUMBER)
                    .build())
            .build());
  }
}
