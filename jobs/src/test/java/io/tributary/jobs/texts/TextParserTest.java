package io.tributary.jobs.texts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import io.tributary.text.Language;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextParserTest {
  private static final String REST =
      "\"language\":\"fr\",\"metadata\":{},\"timestamp\":\"2025-01-18T20:00:00Z\"}";

  private final TextParser parser = new TextParser();

  private static RawRecord raw(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new RawRecord("raw-text-fr", 0, 0, 0, null, bytes, false, 0);
  }

  private RawText parse(String json) throws Rejection {
    return parser.parse(raw(json));
  }

  @Test
  void aTextIsTakenAsItIs() throws Exception {
    RawText text =
        parse(
            "{\"text\":\"L'été \\u0000\",\"language\":\"ar\",\"metadata\": { \"a\" : [1.0, null] } ,"
                + "\"timestamp\":\"2025-01-18T20:00:00.123456+01:00\",\"more\":1}");
    assertThat(text.text()).hasToString("L'été \0");
    assertThat(text.language()).isEqualTo(Language.AR);
    assertThat(text.metadata()).hasToString("{ \"a\" : [1.0, null] }");
    assertThat(text.timestamp())
        .isEqualTo(Instant.parse("2025-01-18T19:00:00Z").getEpochSecond() * 1_000_000 + 123_456);
  }

  @Test
  void withoutAnIdOfItsOwnTheContentsAreTheIdentity() throws Exception {
    // printf 'fr\n2025-01-18T20:00:00Z\né\n' | sha256sum
    RawText text = parse("{\"text\":\"é\"," + REST);
    assertThat(text.textId())
        .hasToString("5ce56942aa6e656502ea54748fb36ef6b07053cfe068b5ed3a0886c658c7b295");
    assertThat(parse("{\"text\":\"\\u00e9\"," + REST).identity()).isEqualTo(text.identity());
    assertThat(parse("{\"text\":\"e\"," + REST).identity()).isNotEqualTo(text.identity());
    assertThat(
            parse(
                    "{\"text\":\"é\",\"language\":\"fr\",\"metadata\":{\"id\":7},"
                        + "\"timestamp\":\"2025-01-18T20:00:00Z\"}")
                .textId())
        .as("an id that is no text")
        .isEqualTo(text.textId());
  }

  @Test
  void anIdInTheMetadataIsTheIdentity() throws Exception {
    String json =
        "{\"text\":\"%s\",\"language\":\"fr\",\"metadata\":{\"n\":{\"id\":\"x\"},\"id\":\"t-1\"},"
            + "\"timestamp\":\"2025-01-18T20:00:00Z\"}";
    assertThat(parse(json.formatted("a")).textId()).hasToString("t-1");
    assertThat(parse(json.formatted("a")).identity())
        .isEqualTo(parse(json.formatted("b")).identity());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | MISSING_FIELD | text",
        "{\"text\":null,\"language\":\"fr\",\"timestamp\":\"2025-01-18T20:00:00Z\"} | MISSING_FIELD | text",
        "{\"text\":1,\"language\":\"fr\",\"timestamp\":\"2025-01-18T20:00:00Z\"} | INVALID_VALUE | text",
        "{\"text\":\"a\",\"timestamp\":\"2025-01-18T20:00:00Z\"} | MISSING_FIELD | language",
        "{\"text\":\"a\",\"language\":\"de\",\"timestamp\":\"2025-01-18T20:00:00Z\"} | INVALID_VALUE | language",
        "{\"text\":\"a\",\"language\":\"FR\",\"timestamp\":\"2025-01-18T20:00:00Z\"} | INVALID_VALUE | language",
        "{\"text\":\"a\",\"language\":\"fr\",\"timestamp\":\"yesterday\"} | INVALID_VALUE | timestamp",
        "{\"text\":\"a\",\"language\":\"fr\",\"metadata\":[],\"timestamp\":\"2025-01-18T20:00:00Z\"} | INVALID_VALUE | metadata",
        "{\"text\":\"a\",\"language\":\"fr\",\"metadata\":\"{}\",\"timestamp\":\"2025-01-18T20:00:00Z\"} | INVALID_VALUE | metadata",
        "{\"text\":\"a\",\"language\":\"fr\",\"metadata\":{\"id\":\"\\ud800\"},\"timestamp\":\"2025-01-18T20:00:00Z\"} | INVALID_VALUE | metadata.id",
        "{\"text\":\"a\",\"text\":\"a\",\"language\":\"fr\",\"timestamp\":\"2025-01-18T20:00:00Z\"} | MALFORMED_JSON | ``",
        "nothing | MALFORMED_JSON | ``",
      })
  void whatBreaksARuleIsRejectedWithTheField(String json, RejectReason reason, String field) {
    assertThatExceptionOfType(Rejection.class)
        .isThrownBy(() -> parse(json))
        .satisfies(
            rejection -> {
              assertThat(rejection.reason()).isEqualTo(reason);
              assertThat(rejection.field()).isEqualTo(field);
              assertThat(rejection.detail()).isNotEmpty();
            });
  }

  @Test
  void metadataMayBeMissing() throws Exception {
    String rest = ",\"language\":\"en\",\"timestamp\":\"2025-01-18T20:00:00Z\"}";
    assertThat(parse("{\"text\":\"\"" + rest).metadata()).hasToString("{}");
    assertThat(parse("{\"text\":\"\",\"metadata\":null" + rest).metadata()).hasToString("{}");
  }

  @Test
  void travelsAsItIs() throws Exception {
    RawRecord raw =
        raw(
            "{\"text\":\"a\\n😀\",\"language\":\"en\",\"metadata\":{\"id\":\"é\"},"
                + "\"timestamp\":\"2025-01-18T20:00:00Z\"}");
    RawText text = parser.parse(raw);
    DataOutputSerializer out = new DataOutputSerializer(64);
    RawText.Wire.INSTANCE.write(text, raw, out);
    assertThat(RawText.Wire.INSTANCE.read(raw, new DataInputDeserializer(out.getCopyOfBuffer())))
        .isEqualTo(text);
  }
}
