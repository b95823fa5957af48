package io.tributary.connectors.files;

import io.tributary.connectors.files.FileForm.Content;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that is being read, record by record. */
final class OpenFile implements Closeable {
  /**
   * A record as it was found.
   *
   * @param json null when it can't be taken
   * @param problem why it can't
   */
  @SuppressWarnings("ArrayRecordComponent") // the bytes are carried, never compared
  record Found(Cut cut, byte @Nullable [] json, @Nullable Rejection problem) {}

  private final Reading from;
  private final RecordBuffer buffer;
  private final Cutter cutter;
  private final RecordForm form;

  private OpenFile(Reading from, RecordBuffer buffer, Cutter cutter, RecordForm form) {
    this.from = from;
    this.buffer = buffer;
    this.cutter = cutter;
    this.form = form;
  }

  /**
   * Opens a file where its reading stands.
   *
   * @throws Unreadable if its beginning is not that of a file that can be read
   */
  static OpenFile open(Path path, Reading from, String source, Limits limits)
      throws IOException, Unreadable {
    FileForm named = FileForm.of(from.file().name());
    Encoding encoding = from.encoding();
    int most = limits.recordBytes();
    boolean begins = from.number() == 0;
    RecordBuffer buffer = new RecordBuffer(Unpacked.from(0, path, named.packed()), encoding, 0);
    try {
      skipMark(buffer, encoding);
      Cutter header = new LineCutter(buffer, most, 1);
      CsvForm csv =
          named.content() == Content.CSV ? CsvForm.of(header(header, encoding), source) : null;
      boolean array = named.content() == Content.JSON && JsonCutter.enterArray(buffer);
      long number = begins ? header.number() : from.number();
      if (!begins) {
        buffer.close();
        buffer =
            new RecordBuffer(
                Unpacked.from(from.offset(), path, named.packed()), encoding, from.offset());
      }
      if (csv != null) {
        return new OpenFile(
            from, buffer, new CsvCutter(buffer, csv.separator(), most, number), csv);
      }
      Cutter cutter =
          named.content() == Content.JSON
              ? new JsonCutter(buffer, array, most, number)
              : new LineCutter(buffer, most, number);
      return new OpenFile(from, buffer, cutter, new JsonForm(source));
    } catch (IOException | Unreadable | RuntimeException e) {
      buffer.close();
      throw e;
    }
  }

  private static void skipMark(RecordBuffer buffer, Encoding encoding) throws IOException {
    buffer.unit(2); // so that the longest mark is there, if there is one
    byte[] beginning = buffer.copy(3);
    buffer.consume(encoding.markLength(beginning, beginning.length));
  }

  private static String header(Cutter lines, Encoding encoding) throws IOException, Unreadable {
    Cut header = lines.next();
    if (header == null) {
      throw new Unreadable("it is empty: the first line must be a header");
    }
    if (header.problem() != null) {
      throw new Unreadable("the first line must be a header: " + header.problem().detail());
    }
    try {
      return encoding.decode(header.bytes());
    } catch (CharacterCodingException e) {
      throw new Unreadable("its first line is not text in " + encoding.charset());
    }
  }

  /** Where the reading stands now. */
  Reading reading() {
    return new Reading(
        from.file(), from.sha256(), from.encoding(), buffer.offset(), cutter.number());
  }

  /**
   * The next record, good or bad.
   *
   * @return null at the end of the file
   * @throws Unreadable if what is left of it can't be read
   */
  @Nullable Found next() throws IOException, Unreadable {
    while (true) {
      Cut cut = cutter.next();
      if (cut == null) {
        return null;
      }
      if (cut.problem() != null) {
        return new Found(cut, null, located(cut, cut.problem()));
      }
      try {
        byte[] json = form.json(from.encoding().decode(cut.bytes()));
        if (json != null) {
          return new Found(cut, json, null);
        }
      } catch (CharacterCodingException e) {
        String detail = "it is not text in " + from.encoding().charset() + ": write it in UTF-8";
        return new Found(
            cut, null, located(cut, new Rejection(RejectReason.MALFORMED_RECORD, "", detail)));
      } catch (Rejection rejection) {
        return new Found(cut, null, located(cut, rejection));
      }
    }
  }

  /** Whether what comes next, or came last, is bounded by the end of the file. */
  boolean hasEnded() {
    return buffer.hasEnded();
  }

  private Rejection located(Cut cut, Rejection rejection) {
    String unit = cutter instanceof JsonCutter ? "element " : "line ";
    return new Rejection(
        rejection.reason(),
        rejection.field(),
        from.file().name() + ", " + unit + cut.number() + ": " + rejection.detail());
  }

  @Override
  public void close() throws IOException {
    buffer.close();
  }
}
