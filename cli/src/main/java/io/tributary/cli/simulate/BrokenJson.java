package io.tributary.cli.simulate;

import static io.tributary.cli.simulate.Choice.any;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** What no reader of JSON takes, whatever its fields mean: the faults that every feed's have. */
public final class BrokenJson {
  private static final int NESTING = 2_000;

  /** A value within itself more often than any reader follows. */
  public static final String DEEPLY_NESTED = "[".repeat(NESTING) + "]".repeat(NESTING);

  private BrokenJson() {}

  /**
   * No JSON, or none only: cut, with apostrophes for quotes, a comma too many, twice, or after a
   * word.
   *
   * @param word what stands before it then
   */
  public static byte[] malformed(JsonFields fields, String word, SplittableRandom random) {
    String json = fields.json();
    String broken =
        switch (random.nextInt(5)) {
          case 0 -> json.substring(0, 1 + random.nextInt(json.length() - 1));
          case 1 -> json.replace('"', '\'');
          case 2 -> json.substring(0, json.length() - 1) + ",}";
          case 3 -> json + json;
          default -> word + ": " + json;
        };
    return broken.getBytes(StandardCharsets.UTF_8);
  }

  /** An object with a key twice. */
  public static byte[] withKeyTwice(JsonFields fields, String name) {
    return fields.bytesWithTwice(name);
  }

  /**
   * An object that is not UTF-8: at the beginning of a text stand two bytes that are no character,
   * one of Latin-1, or an encoded surrogate.
   *
   * @param field the text's name
   */
  public static byte[] undecodable(JsonFields fields, String field, SplittableRandom random) {
    byte[] bad =
        any(
            List.of(
                new byte[] {(byte) 0xC3, 0x28},
                new byte[] {(byte) 0xE9, 't', (byte) 0xE9},
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}),
            random);
    byte[] good = fields.bytes();
    String beginning = '"' + field + "\":\"";
    int at = new String(good, StandardCharsets.ISO_8859_1).indexOf(beginning) + beginning.length();
    ByteArrayOutputStream value = new ByteArrayOutputStream(good.length + bad.length);
    value.write(good, 0, at);
    value.writeBytes(bad);
    value.write(good, at, good.length - at);
    return value.toByteArray();
  }
}
