package io.tributary.jobs.texts;

import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RecordCodec;
import io.tributary.pipeline.record.Text;
import io.tributary.pipeline.record.WireText;
import io.tributary.text.Language;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A text as it came in.
 *
 * @param textId its identity, as others know it
 * @param identity the same in 128 bits
 * @param text what was written
 * @param language what it was declared to be
 * @param metadata a JSON object, byte for byte
 * @param timestamp when it was written, in microseconds since the epoch
 */
record RawText(
    Text textId, UUID identity, Text text, Language language, Text metadata, long timestamp) {

  /** The event time in milliseconds since the epoch. */
  long timestampMillis() {
    return Math.floorDiv(timestamp, 1000L);
  }

  /** A text on the wire. */
  enum Wire implements RecordCodec<RawText> {
    INSTANCE;

    private static final List<Language> LANGUAGES = List.of(Language.values());

    @Override
    public void write(RawText text, RawRecord raw, DataOutputView out) throws IOException {
      WireText.writeText(text.textId, raw, out);
      out.writeLong(text.identity.getMostSignificantBits());
      out.writeLong(text.identity.getLeastSignificantBits());
      WireText.writeText(text.text, raw, out);
      out.writeByte(text.language.ordinal());
      WireText.writeText(text.metadata, raw, out);
      out.writeLong(text.timestamp);
    }

    @Override
    public RawText read(RawRecord raw, DataInputView in) throws IOException {
      return new RawText(
          WireText.readText(raw, in),
          new UUID(in.readLong(), in.readLong()),
          WireText.readText(raw, in),
          WireText.readOneOf(LANGUAGES, in),
          WireText.readText(raw, in),
          in.readLong());
    }
  }
}
