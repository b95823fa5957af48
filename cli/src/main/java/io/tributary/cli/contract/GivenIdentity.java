package io.tributary.cli.contract;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text in a field, compared as it is.
 *
 * @param form what a text must match to be one
 */
record GivenIdentity(String column, Pattern form) implements Identity {
  @Override
  public @Nullable String of(RecordFields fields, boolean whole) {
    String text = fields.text(column);
    return text == null || !form.matcher(text).matches() ? null : text;
  }

  @Override
  public @Nullable UUID key(String text) {
    return form.matcher(text).matches() ? TextIdentity.hashed(text) : null;
  }

  @Override
  public String normalised() {
    return column;
  }
}
