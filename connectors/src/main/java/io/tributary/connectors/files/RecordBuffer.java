package io.tributary.connectors.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The part of a file that is being looked at: it begins with the record that comes next. */
final class RecordBuffer implements Closeable {
  /** In place of a unit: the file ends before it. */
  static final int END = -1;

  private static final int CHUNK = 1 << 16;

  private final InputStream in;
  private final Encoding encoding;
  private byte[] bytes = new byte[CHUNK];
  private int start;
  private int end;
  private long offset;
  private boolean ended;

  /**
   * Makes a buffer.
   *
   * @param offset where in the file, unpacked, the stream begins
   */
  RecordBuffer(InputStream in, Encoding encoding, long offset) {
    this.in = in;
    this.encoding = encoding;
    this.offset = offset;
  }

  int width() {
    return encoding.width();
  }

  /** Whether the end of the file has been met. */
  boolean hasEnded() {
    return ended;
  }

  /** Where in the file, unpacked, the next record begins, in bytes. */
  long offset() {
    return offset;
  }

  /**
   * The unit of text at a place.
   *
   * @param at bytes after the beginning of the next record
   * @return the unit, or {@link #END}
   */
  int unit(int at) throws IOException {
    if (start + at + encoding.width() > end && !fill(at + encoding.width())) {
      return END;
    }
    return encoding.unit(bytes, start + at);
  }

  private boolean fill(int needed) throws IOException {
    if (start > 0) {
      System.arraycopy(bytes, start, bytes, 0, end - start);
      end -= start;
      start = 0;
    }
    while (end < needed) {
      if (end == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * bytes.length);
      }
      int read = in.read(bytes, end, bytes.length - end);
      if (read < 0) {
        ended = true;
        return false;
      }
      end += read;
    }
    return true;
  }

  /** The length in bytes of the line end at a place: LF, CR LF or CR; 0 when there is none. */
  int lineEnd(int at) throws IOException {
    int unit = unit(at);
    if (unit == '\n') {
      return width();
    }
    if (unit == '\r') {
      return unit(at + width()) == '\n' ? 2 * width() : width();
    }
    return 0;
  }

  /**
   * The length of the line with which the next record begins, without its end.
   *
   * @param most where to give up looking
   * @return the length, or -1 when it is longer than that
   */
  int lineLength(int most) throws IOException {
    for (int at = 0; at <= most; at += width()) {
      int unit = unit(at);
      if (unit == END) {
        return rest();
      }
      if (unit == '\n' || unit == '\r') {
        return at;
      }
    }
    return -1;
  }

  /** Once the end has been met: how many bytes there are before it, half a unit included. */
  int rest() {
    return end - start;
  }

  byte[] copy(int length) {
    return Arrays.copyOfRange(bytes, start, start + Math.min(length, end - start));
  }

  /** Leaves bytes behind that have been looked at. */
  void consume(int length) {
    start += length;
    offset += length;
  }

  /** Leaves the rest of the line behind, however long, and its end. */
  void consumeLine() throws IOException {
    int at = 0;
    while (true) {
      int lineEnd = lineEnd(at);
      if (lineEnd > 0) {
        consume(at + lineEnd);
        return;
      }
      if (unit(at) == END) {
        consume(rest());
        return;
      }
      at += width();
      if (at >= CHUNK / 2) {
        consume(at);
        at = 0;
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
