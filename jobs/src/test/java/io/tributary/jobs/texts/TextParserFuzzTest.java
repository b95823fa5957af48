package io.tributary.jobs.texts;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.util.RawValue;
import io.tributary.jobs.FuzzedRecord;
import io.tributary.jobs.JsonSeeds;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.time.Utc;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class TextParserFuzzTest {
  private static final class Subject {
    static final FuzzedRecord<RawText> TEXTS =
        new FuzzedRecord<>(
            "raw-text-fr",
            TextParser::new,
            RawText.Wire.INSTANCE,
            text ->
                Map.of(
                    "text", text.text().toString(),
                    "language", text.language().code(),
                    "metadata", new RawValue(text.metadata().toString()),
                    "timestamp", Utc.format(text.timestamp())),
            // Without an id of its own a text is told by how its moment is written, too.
            text -> List.of(text.text(), text.language(), text.metadata(), text.timestamp()));
    static final Parser<RawText> USED = new TextParser();
  }

  static Stream<byte[]> seeds() {
    return JsonSeeds.of(
        """
        {"text":"Bonjour à tous","language":"fr","metadata":{"id":"a-1","n":[1,2]},\
        "timestamp":"2026-01-05T10:00:00.123+01:00"}""",
        "{\"text\":\"مرحبا\",\"language\":\"ar\",\"timestamp\":\"2026-01-05T10:00Z\"}");
  }

  @MethodSource("seeds")
  @FuzzTest
  void everyRecordIsAcceptedOrRejected(byte[] value) throws IOException {
    Subject.TEXTS.check(value, Subject.USED);
  }
}
