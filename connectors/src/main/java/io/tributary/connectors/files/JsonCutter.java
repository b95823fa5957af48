package io.tributary.connectors.files;

import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the elements of a JSON array, or values that follow one another, by their brackets alone: an
 * element that is no JSON costs only itself, as long as its brackets and quotes match.
 */
final class JsonCutter implements Cutter {
  private static final String NOT_READ =
      ": what follows was not read; mend the file and put it into the inbox again";

  private final RecordBuffer buffer;
  private final boolean array;
  private final int most;

  /** The next one's number; below 0 where the one of that number was given up before. */
  private long element;

  private boolean closed;
  private @Nullable String broken;

  /**
   * Makes a cutter.
   *
   * @param array whether the buffer stands within an array
   * @param element the number of the next element, or what {@link #number} was
   */
  JsonCutter(RecordBuffer buffer, boolean array, int most, long element) {
    this.buffer = buffer;
    this.array = array;
    this.most = most;
    this.element = element;
  }

  /** Steps into the array with which a file begins, if it does. */
  static boolean enterArray(RecordBuffer buffer) throws IOException {
    skipSpace(buffer);
    if (buffer.unit(0) != '[') {
      return false;
    }
    buffer.consume(buffer.width());
    return true;
  }

  private static void skipSpace(RecordBuffer buffer) throws IOException {
    while (isSpace(buffer.unit(0))) {
      buffer.consume(buffer.width());
    }
  }

  private static boolean isSpace(int unit) {
    return unit == ' ' || unit == '\t' || unit == '\n' || unit == '\r';
  }

  /** Below 0 once an element was given up, so that a reading that goes on there knows it. */
  @Override
  public long number() {
    return broken == null ? element : -element;
  }

  @Override
  public @Nullable Cut next() throws IOException, Unreadable {
    if (element < 0) {
      throw new Unreadable("after element " + (-element - 1) + " something is wrong" + NOT_READ);
    }
    if (broken != null) {
      throw new Unreadable(broken);
    }
    skipSpace(buffer);
    while (array && !closed && buffer.unit(0) == ',') {
      buffer.consume(buffer.width());
      skipSpace(buffer);
    }
    if (array && !closed && buffer.unit(0) == ']') {
      buffer.consume(buffer.width());
      closed = true;
      skipSpace(buffer);
    }
    if (buffer.unit(0) == RecordBuffer.END && buffer.rest() == 0) {
      if (array && !closed) {
        throw new Unreadable(
            "the file ends within its array, after element "
                + (element - 1)
                + ": it is not whole; write it again");
      }
      return null;
    }
    if (closed) {
      return giveUp("something follows the end of the array, after element " + (element - 1));
    }
    return value();
  }

  private Cut value() throws IOException {
    int depth = 0;
    boolean quoted = false;
    for (int at = 0; at <= most; at += buffer.width()) {
      int unit = buffer.unit(at);
      if (unit == RecordBuffer.END) {
        return depth == 0 && !quoted
            ? cut(buffer.rest())
            : giveUp("element " + element + " is not closed before the file ends");
      }
      if (quoted) {
        if (unit == '\\') {
          at += buffer.width();
        } else if (unit == '"') {
          quoted = false;
        }
      } else if (unit == '"') {
        quoted = true;
      } else if (unit == '{' || unit == '[') {
        depth++;
      } else if (unit == '}' || unit == ']') {
        depth--;
      }
      int next = buffer.unit(at + buffer.width());
      boolean closes = unit == '}' || unit == ']';
      if (depth <= 0 && !quoted && (closes || next == ',' || next == ']' || isSpace(next))) {
        return cut(at + buffer.width());
      }
    }
    return giveUp("element " + element + " is longer than " + most + " bytes, or is not closed");
  }

  private Cut cut(int length) {
    Cut cut = new Cut(buffer.copy(length), element++, null);
    buffer.consume(length);
    return cut;
  }

  /** Where the next element begins can't be told any more. */
  private Cut giveUp(String why) {
    broken = why + NOT_READ;
    return new Cut(
        buffer.copy(most),
        element,
        new Rejection(RejectReason.MALFORMED_JSON, "", why + "; these are its first bytes"));
  }
}
