package io.tributary.benchmarks.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.benchmarks.process.PlainConsumer.PlainRecord;
import org.jspecify.annotations.Nullable;

/** A text as it stands in the record, unchecked. */
record PlainText(
    @Nullable String text,
    @Nullable String language,
    @Nullable JsonNode metadata,
    @Nullable String timestamp)
    implements PlainRecord {
  @Override
  public @Nullable String written() {
    return text;
  }
}
