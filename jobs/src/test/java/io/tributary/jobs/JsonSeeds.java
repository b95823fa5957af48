package io.tributary.jobs;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Where fuzzing begins: valid records, and the same with what parsers have stumbled over. */
public final class JsonSeeds {
  private static final List<String> ODD =
      List.of(
          "\"\\ud800\"",
          "\"\\u0000\\n\\u001b\"",
          "1e999999999",
          "100e2147483647",
          "-0.0",
          "1e-2147483648",
          "[[],{\"a\":{}},null]",
          "[".repeat(999) + "]".repeat(999),
          "[".repeat(1001) + "]".repeat(1001),
          "NaN",
          "\"\u2028\"");

  private JsonSeeds() {}

  public static Stream<byte[]> of(String... records) {
    return Stream.of(records)
        .flatMap(
            record ->
                Stream.concat(
                    Stream.of(record, record + record, record.replace(":", ": \n")),
                    ODD.stream()
                        .map(odd -> record.replaceFirst("\\{", "{\"other\":" + quoted(odd) + ","))))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  private static String quoted(String replacement) {
    return replacement.replace("\\", "\\\\").replace("$", "\\$");
  }
}
