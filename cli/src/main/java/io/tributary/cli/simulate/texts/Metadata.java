package io.tributary.cli.simulate.texts;

import io.tributary.cli.simulate.Choice;
import io.tributary.cli.simulate.JsonFields;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What producers say about a text.
 *
 * @param json a JSON object or {@code null} as it is written; null when the field is left out
 * @param id the text's identity; null when the producer gives none
 */
record Metadata(@Nullable String json, @Nullable String id) {
  private static final List<String> SOURCES =
      List.of("rss", "web", "forum", "mobile", "newsletter", "archive", "wire");

  // Of 100 texts, each up to the next number; the rest has an identity, a source and an author.
  private static final int LEFT_OUT = 2;
  private static final int NULL = 3;
  private static final int EMPTY = 5;
  private static final int WITHOUT_ID = 13;
  private static final int NUMBERED = 14;
  private static final int NESTED = 28;
  private static final int ANONYMOUS = 34;

  static Metadata any(Prose prose, SplittableRandom random) {
    int form = random.nextInt(100);
    if (form < LEFT_OUT) {
      return new Metadata(null, null);
    }
    if (form < NULL) {
      return new Metadata("null", null);
    }
    if (form < EMPTY) {
      return new Metadata("{}", null);
    }
    String source = Choice.any(SOURCES, random);
    String author = JsonFields.quoted(prose.author(random));
    if (form < WITHOUT_ID) {
      return new Metadata("{\"source\":\"" + source + "\",\"author\":" + author + "}", null);
    }
    if (form < NUMBERED) {
      // An id that is no text is no identity.
      return new Metadata(
          "{\"id\":" + random.nextInt(1_000_000) + ",\"source\":\"" + source + "\"}", null);
    }
    String id = id(source, random);
    if (form < NESTED) {
      return new Metadata(nested(id, source, author, prose, random), id);
    }
    return new Metadata(
        "{\"id\":\""
            + id
            + "\",\"source\":\""
            + source
            + (form < ANONYMOUS ? "\"}" : "\",\"author\":" + author + "}"),
        id);
  }

  /** Spaces and nesting as people write them: it is kept byte for byte. */
  private static String nested(
      String id, String source, String author, Prose prose, SplittableRandom random) {
    return "{ \"id\": \"%s\", \"source\": {\"kind\":\"%s\",\"url\":%s}, \"author\": {\"name\":%s,\"verified\":%b}, \"tags\": [%s,%s], \"rank\": %d.%02d, \"parent\": null }"
        .formatted(
            id,
            source,
            JsonFields.quoted(prose.url(random)),
            author,
            random.nextBoolean(),
            JsonFields.quoted(prose.tag(random)),
            JsonFields.quoted(prose.tag(random)),
            random.nextInt(10),
            random.nextInt(100));
  }

  private static String id(String source, SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 ->
          new UUID(
                  (random.nextLong() & ~0xF000L) | 0x4000L,
                  (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L)
              .toString();
      case 1 -> source + "-" + Long.toUnsignedString(random.nextLong(), 36);
      default ->
          "https://example.org/" + source + "/" + Long.toUnsignedString(random.nextLong(), 36);
    };
  }
}
