package io.tributary.cli.contract;

import io.tributary.cli.lake.Column;
import io.tributary.pipeline.record.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A text that the sender has given, else the SHA-256 in hexadecimal of some fields as they were
 * sent, each followed by a line feed.
 *
 * @param column the rows' column
 * @param object the field with the object in which the sender may give it
 * @param given the name in that object
 * @param digested the texts that stand for it otherwise
 */
record TextIdentity(String column, String object, String given, List<String> digested)
    implements Identity {

  @Override
  public @Nullable String of(RecordFields fields, boolean whole) {
    String some = fields.text(object);
    if (some != null) {
      RecordFields ids = new RecordFields(List.of(Column.text(given)));
      ids.read(some.getBytes(StandardCharsets.UTF_8));
      String id = ids.text(given);
      if (id != null) {
        return id;
      }
    }
    if (!whole) {
      return null; // the sender may have given one in what can't be read
    }
    MessageDigest sha256 = Sha256.digest();
    for (String field : digested) {
      String text = fields.text(field);
      if (text == null) {
        return null;
      }
      sha256.update(text.getBytes(StandardCharsets.UTF_8));
      sha256.update((byte) '\n');
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  @Override
  public UUID key(String text) {
    return hashed(text);
  }

  /** The first 128 bits of a text's SHA-256. */
  static UUID hashed(String text) {
    ByteBuffer digest =
        ByteBuffer.wrap(Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    return new UUID(digest.getLong(), digest.getLong());
  }

  @Override
  public String normalised() {
    return column;
  }
}
