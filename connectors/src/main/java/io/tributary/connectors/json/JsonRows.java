package io.tributary.connectors.json;

import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Columns.Column;
import io.tributary.pipeline.time.Utc;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes rows as JSON objects in UTF-8 (RFC 8259): texts as texts, numbers as numbers, moments as
 * RFC 3339. A hot path: characters go straight into the buffer. Not thread-safe.
 */
public final class JsonRows<T> {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final List<Column<T>> columns;

  /** What stands before each value: the brace or comma, the quoted name, the colon. */
  private final byte[][] beforeValue;

  private byte[] buffer = new byte[1024];
  private int length;

  public JsonRows(Columns<T> columns) {
    this.columns = columns.all();
    beforeValue = new byte[this.columns.size()][];
    for (int i = 0; i < beforeValue.length; i++) {
      length = 0;
      put(i == 0 ? '{' : ',');
      text(this.columns.get(i).name());
      put(':');
      beforeValue[i] = Arrays.copyOf(buffer, length);
    }
  }

  /** One row as an object, without a line feed. */
  public byte[] bytes(T row) {
    length = 0;
    for (int i = 0; i < beforeValue.length; i++) {
      Column<T> column = columns.get(i);
      put(beforeValue[i]);
      switch (column.type()) {
        case TEXT, LABEL -> text(column.text().apply(row));
        case INT64 -> ascii(Long.toString(column.number().of(row)));
        case TIMESTAMP_MICROS -> {
          put('"');
          ascii(Utc.format(column.number().of(row)));
          put('"');
        }
      }
    }
    put('}');
    return Arrays.copyOf(buffer, length);
  }

  private void text(String text) {
    int chars = text.length();
    ensure(6 * chars + 2); // the longest form of a character is six bytes
    buffer[length++] = '"';
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        if (c >= ' ' && c != '"' && c != '\\') {
          buffer[length++] = (byte) c;
        } else {
          escape(c);
        }
      } else if (c < 0x800) {
        buffer[length++] = (byte) (0xC0 | c >> 6);
        buffer[length++] = (byte) (0x80 | c & 0x3F);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < chars
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        buffer[length++] = (byte) (0xF0 | point >> 18);
        buffer[length++] = (byte) (0x80 | point >> 12 & 0x3F);
        buffer[length++] = (byte) (0x80 | point >> 6 & 0x3F);
        buffer[length++] = (byte) (0x80 | point & 0x3F);
      } else if (Character.isSurrogate(c)) {
        escape(c); // half a pair has no form in UTF-8
      } else {
        buffer[length++] = (byte) (0xE0 | c >> 12);
        buffer[length++] = (byte) (0x80 | c >> 6 & 0x3F);
        buffer[length++] = (byte) (0x80 | c & 0x3F);
      }
    }
    buffer[length++] = '"';
  }

  private void escape(char c) {
    buffer[length++] = '\\';
    switch (c) {
      case '"', '\\' -> buffer[length++] = (byte) c;
      case '\n' -> buffer[length++] = 'n';
      case '\r' -> buffer[length++] = 'r';
      case '\t' -> buffer[length++] = 't';
      default -> {
        buffer[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
          buffer[length++] = HEX[c >> shift & 0xF];
        }
      }
    }
  }

  @SuppressWarnings("deprecation") // the one method that copies ASCII without a detour
  private void ascii(String text) {
    ensure(text.length());
    text.getBytes(0, text.length(), buffer, length);
    length += text.length();
  }

  private void put(byte[] bytes) {
    ensure(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  private void put(char ascii) {
    ensure(1);
    buffer[length++] = (byte) ascii;
  }

  private void ensure(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
