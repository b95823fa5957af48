package io.tributary.connectors.files;

import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Cuts lines; empty ones are none. */
final class LineCutter implements Cutter {
  private final RecordBuffer buffer;
  private final int most;
  private long line;

  LineCutter(RecordBuffer buffer, int most, long line) {
    this.buffer = buffer;
    this.most = most;
    this.line = line;
  }

  @Override
  public long number() {
    return line;
  }

  @Override
  public @Nullable Cut next() throws IOException {
    while (true) {
      int length = buffer.lineLength(most);
      if (length < 0) {
        return tooLong();
      }
      if (length == 0 && buffer.unit(0) == RecordBuffer.END) {
        return null;
      }
      byte[] bytes = buffer.copy(length);
      boolean blank = isBlank(length);
      buffer.consumeLine();
      line++;
      if (!blank) {
        return new Cut(bytes, line - 1, null);
      }
    }
  }

  private boolean isBlank(int length) throws IOException {
    for (int at = 0; at < length; at += buffer.width()) {
      int unit = buffer.unit(at);
      if (unit > ' ' || unit == RecordBuffer.END) {
        return false;
      }
    }
    return true;
  }

  private Cut tooLong() throws IOException {
    byte[] beginning = buffer.copy(most);
    buffer.consumeLine();
    return new Cut(beginning, line++, tooLong(most));
  }

  static Rejection tooLong(int most) {
    return new Rejection(
        RejectReason.TOO_LONG,
        "",
        "the line is longer than "
            + most
            + " bytes, of which these are the first: split it, or see whether line ends are"
            + " missing");
  }
}
