package io.tributary.cli.simulate.texts;

import static io.tributary.cli.simulate.Choice.any;

import io.tributary.cli.simulate.BrokenJson;
import io.tributary.cli.simulate.JsonFields;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Texts as broken producers write them: each has exactly the one fault that it is named after. */
final class InvalidText {
  private static final List<String> REQUIRED = List.of("text", "language", "timestamp");
  private static final int FUTURE_YEAR = 2100;

  /** A text of that many characters is far more than anybody writes, and still within a topic. */
  private static final int HUGE = 300_000;

  private InvalidText() {}

  /** The value of an invalid record; null for one without a value. */
  static byte @Nullable [] value(TextFault fault, TextDraft text, SplittableRandom random) {
    JsonFields fields = text.fields();
    switch (fault) {
      case MALFORMED_JSON -> {
        return BrokenJson.malformed(fields, "text", random);
      }
      case MISSING_FIELD -> fields.remove(any(REQUIRED, random));
      case NULL_FIELD -> fields.put(any(REQUIRED, random), "null");
      case WRONG_TYPE ->
          fields.put(any(REQUIRED, random), any(List.of("42", "true", "[]", "{}"), random));
      case UNKNOWN_LANGUAGE ->
          fields.text("language", any(List.of("de", "FR", "fra", "", "french", "es"), random));
      case BAD_TIMESTAMP ->
          fields.text(
              "timestamp",
              any(
                  List.of(
                      "yesterday",
                      "18/01/2025 20:00",
                      "2025-13-01T00:00:00Z",
                      "2025-02-30T12:00:00Z",
                      "1737230400",
                      ""),
                  random));
      case NO_ZONE ->
          fields.text("timestamp", text.timestamp().replaceFirst("(Z|[+-]\\d\\d:\\d\\d)$", ""));
      case FAR_FUTURE ->
          fields.text("timestamp", (FUTURE_YEAR + random.nextInt(800)) + "-01-01T00:00:00Z");
      case METADATA_NO_OBJECT ->
          fields.put("metadata", any(List.of("\"{}\"", "[]", "7", "false", "\"rss\""), random));
      case HALF_SURROGATE ->
          fields.put("text", "\"" + any(List.of("\\ud83d", "\\uDE00 "), random) + "\"");
      case DUPLICATE_KEY -> {
        return BrokenJson.withKeyTwice(fields, any(REQUIRED, random));
      }
      case DEEPLY_NESTED -> fields.put("metadata", BrokenJson.DEEPLY_NESTED);
      case INVALID_UTF8 -> {
        return BrokenJson.undecodable(fields, "text", random);
      }
      case EMPTY -> {
        return new byte[0];
      }
      case NULL_VALUE -> {
        return null;
      }
      case HUGE_AND_CUT -> {
        byte[] whole =
            fields.text("text", text.text().repeat(1 + HUGE / text.text().length())).bytes();
        return Arrays.copyOf(whole, HUGE + random.nextInt(1_000) - 1_000);
      }
    }
    return fields.bytes();
  }
}
