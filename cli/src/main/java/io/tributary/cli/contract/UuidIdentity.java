package io.tributary.cli.contract;

import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A UUID in a field, which is compared without regard to case and written in lower case. */
record UuidIdentity(String column) implements Identity {
  private static final int TEXT_LENGTH = 36;

  @Override
  public @Nullable String of(RecordFields fields, boolean whole) {
    String text = fields.text(column);
    return text == null || key(text) == null ? null : text.toLowerCase(Locale.ROOT);
  }

  @Override
  public @Nullable UUID key(String text) {
    if (text.length() != TEXT_LENGTH
        || text.charAt(8) != '-'
        || text.charAt(13) != '-'
        || text.charAt(18) != '-'
        || text.charAt(23) != '-') {
      return null;
    }
    try {
      return new UUID(
          hex(text, 0, 8) << 32 | hex(text, 9, 13) << 16 | hex(text, 14, 18),
          hex(text, 19, 23) << 48 | hex(text, 24, 36));
    } catch (IllegalArgumentException notHexadecimal) {
      return null;
    }
  }

  private static long hex(String text, int from, int to) {
    return HexFormat.fromHexDigitsToLong(text, from, to);
  }

  @Override
  public String normalised() {
    return "lower(" + column + ")";
  }
}
