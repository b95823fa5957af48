package io.tributary.jobs.texts;

import io.tributary.jobs.json.TextFields;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Sha256;
import io.tributary.pipeline.record.Text;
import io.tributary.text.Language;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads texts and checks them by the rules of {@code schemas/raw-text.schema.json}. */
final class TextParser implements Parser<RawText> {
  private static final long serialVersionUID = 1L;
  private transient @Nullable Reading reading;

  @Override
  public RawText parse(RawRecord raw) throws Rejection {
    Reading ours = reading;
    if (ours == null) {
      ours = new Reading();
      reading = ours;
    }
    return ours.parse(raw.value());
  }

  /** What serves one thread. */
  private static final class Reading {
    private static final Text NO_METADATA = Text.of("{}");

    private static final int TEXT = 0;
    private static final int LANGUAGE = 1;
    private static final int METADATA = 2;
    private static final int TIMESTAMP = 3;

    private final TextFields fields = new TextFields("text", "language", "metadata", "timestamp");
    private final TextFields ids = new TextFields("id");
    private final MessageDigest sha256 = Sha256.digest();

    RawText parse(byte @Nullable [] value) throws Rejection {
      fields.read(value);
      Text text = fields.required(TEXT);
      Text declared = fields.required(LANGUAGE);
      Text timestamp = fields.required(TIMESTAMP);
      Text metadata = fields.object(METADATA).orElse(NO_METADATA);
      Language language =
          Language.of(declared.toString())
              .orElseThrow(() -> TextFields.invalid("language", declared, "is not fr, en or ar"));
      long micros = TextFields.moment("timestamp", timestamp);
      Text textId =
          id(metadata)
              .orElseGet(
                  () -> Text.of(HexFormat.of().formatHex(digest(declared, timestamp, text))));
      ByteBuffer identity = ByteBuffer.wrap(digest(textId));
      return new RawText(
          textId,
          new UUID(identity.getLong(), identity.getLong()),
          text,
          language,
          metadata,
          micros);
    }

    /** The identity that the sender has given. */
    private Optional<Text> id(Text metadata) throws Rejection {
      try {
        ids.read(metadata.toBytes());
      } catch (Rejection e) {
        throw new Rejection(e.reason(), "metadata." + e.field(), "metadata: " + e.detail());
      }
      return ids.optional(0);
    }

    /** SHA-256 of texts, each followed by a line feed. */
    private byte[] digest(Text... texts) {
      for (Text each : texts) {
        sha256.update(each.array(), each.offset(), each.length());
        sha256.update((byte) '\n');
      }
      return sha256.digest();
    }
  }
}
