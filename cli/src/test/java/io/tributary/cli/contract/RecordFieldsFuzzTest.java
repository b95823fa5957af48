package io.tributary.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.cli.RecordKey;
import io.tributary.cli.lake.Column;
import io.tributary.jobs.json.TextFields;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** The audit and {@code publish} read records by themselves: what a job reads they read, too. */
@Timeout(10)
class RecordFieldsFuzzTest {
  private static final class Subject {
    static final RecordFields FIELDS =
        new RecordFields(
            List.of(
                Column.text("text"),
                new Column("number", Column.Type.NUMBER),
                new Column("real", Column.Type.REAL),
                new Column("object", Column.Type.OBJECT),
                new Column("texts", Column.Type.TEXTS)));
    static final TextFields OF_JOBS = new TextFields("text", "number", "real", "object", "texts");
    static final RecordKey KEY = new RecordKey("text");
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            "{\"text\":\"a\\u00e9\",\"number\":7,\"real\":-1.5e3,\"object\":{ \"a\" : \"\\\" \" },\"texts\":[\"x\"]}",
            "{\"text\":5,\"number\":99999999999999999999,\"real\":1e999999999,\"object\":[],\"texts\":[1,[2]]}",
            "{\"object\":{},\"texts\":[\"" + "x",
            "\ufeff{\"object\":{\"a\":1}}")
        .flatMap(
            text ->
                Stream.of(
                    text.getBytes(StandardCharsets.UTF_8),
                    text.getBytes(StandardCharsets.UTF_16LE),
                    text.getBytes(StandardCharsets.UTF_16BE)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void findsWhatTheJobsFind(byte[] bytes) {
    boolean isRecord = Subject.FIELDS.read(bytes);
    byte[] key = Subject.KEY.of(bytes);
    try {
      Subject.OF_JOBS.read(bytes);
    } catch (Rejection rejection) {
      return;
    }
    assertThat(isRecord).isTrue();
    String text = Subject.OF_JOBS.optional(0).map(Text::toString).orElse(null);
    assertThat(Subject.FIELDS.text("text")).isEqualTo(text);
    if (text == null || text.length() != 36) {
      assertThat(key).isEqualTo(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }
    try {
      String object = Subject.OF_JOBS.object(3).map(Text::toString).orElse(null);
      assertThat(Subject.FIELDS.get(3))
          .isEqualTo(object == null ? null : RecordFields.withoutSpace(object));
    } catch (Rejection other) {
      assertThat(Subject.FIELDS.isMisfit(3)).isTrue();
    }
    try {
      assertThat(Subject.FIELDS.get(4)).isEqualTo(Subject.OF_JOBS.texts(4).orElse(null));
    } catch (Rejection other) {
      assertThat(Subject.FIELDS.isMisfit(4)).isTrue();
    }
  }
}
