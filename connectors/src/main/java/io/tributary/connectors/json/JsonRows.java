package io.tributary.connectors.json;

import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Columns.Column;
import io.tributary.pipeline.record.Text;
import io.tributary.pipeline.time.Utc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as JSON objects in UTF-8 (RFC 8259): texts as texts, numbers as numbers, moments and
 * days as RFC 3339, bytes in Base64. A hot path: bytes go straight into the buffer. Not
 * thread-safe.
 */
public final class JsonRows<T> {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101010101010101L;
  private static final long TOP_BITS = 0x8080808080808080L;
  private static final int MOST_LABELS = 10_000;

  private final List<Column<T>> columns;
  private final Map<String, byte[]> labels = new HashMap<>();

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
      text(Text.of(this.columns.get(i).name()));
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
      if (column.isNull(row)) {
        ascii("null");
        continue;
      }
      switch (column.type()) {
        case TEXT -> text(column.text(row));
        case LABEL -> put(label(column.label(row)));
        case JSON -> put(column.text(row));
        case TEXTS -> texts(column.texts(row));
        case BYTES -> base64(column.bytes(row));
        case BOOLEAN -> ascii(Boolean.toString(column.yesOrNo(row)));
        case INT32, INT64 -> ascii(Long.toString(column.number(row)));
        case DOUBLE -> ascii(Double.toString(column.real(row)));
        case DECIMAL -> decimal(column.decimal(row));
        case DATE -> date(column.number(row));
        case TIMESTAMP_MILLIS -> moment(Math.multiplyExact(column.number(row), 1000L));
        case TIMESTAMP_MICROS -> moment(column.number(row));
      }
    }
    put('}');
    return Arrays.copyOf(buffer, length);
  }

  private void texts(List<String> texts) {
    put('[');
    for (int i = 0; i < texts.size(); i++) {
      if (i > 0) {
        put(',');
      }
      text(Text.of(texts.get(i)));
    }
    put(']');
  }

  private void base64(byte @Nullable [] bytes) {
    if (bytes == null) {
      ascii("null");
    } else {
      put('"');
      put(Base64.getEncoder().encode(bytes));
      put('"');
    }
  }

  private void decimal(@Nullable BigDecimal decimal) {
    ascii(decimal == null ? "null" : decimal.toPlainString());
  }

  private void date(long day) {
    put('"');
    ascii(LocalDate.ofEpochDay(day).toString());
    put('"');
  }

  private void moment(long micros) {
    put('"');
    ascii(Utc.format(micros));
    put('"');
  }

  private void text(Text text) {
    ensure(6 * text.length() + 2 + Long.BYTES); // the longest form of a byte is six bytes
    byte[] bytes = text.array();
    int end = text.offset() + text.length();
    buffer[length++] = '"';
    int i = text.offset();
    while (i < end) {
      for (; i + Long.BYTES <= end; i += Long.BYTES, length += Long.BYTES) {
        long eight = (long) LONGS.get(bytes, i);
        if (mayNeedEscape(eight)) {
          break;
        }
        LONGS.set(buffer, length, eight);
      }
      for (int stop = Math.min(i + Long.BYTES, end); i < stop; i++) {
        byte b = bytes[i];
        if (b >= 0 && b < ' ' || b == '"' || b == '\\') {
          escape(b);
        } else {
          buffer[length++] = b;
        }
      }
    }
    buffer[length++] = '"';
  }

  /**
   * Whether one of eight bytes is a control character, a quote or a backslash; rarely true besides.
   */
  private static boolean mayNeedEscape(long eight) {
    long quote = eight ^ ONES * '"';
    long backslash = eight ^ ONES * '\\';
    return ((eight - ONES * ' ' | quote - ONES | backslash - ONES) & ~eight & TOP_BITS) != 0;
  }

  private void escape(byte b) {
    buffer[length++] = '\\';
    switch (b) {
      case '"', '\\' -> buffer[length++] = b;
      case '\n' -> buffer[length++] = 'n';
      case '\r' -> buffer[length++] = 'r';
      case '\t' -> buffer[length++] = 't';
      default -> {
        buffer[length++] = 'u';
        buffer[length++] = '0';
        buffer[length++] = '0';
        buffer[length++] = HEX[b >> 4];
        buffer[length++] = HEX[b & 0xF];
      }
    }
  }

  /** Labels are few: each is encoded once, unless they turn out to be many. */
  private byte[] label(String label) {
    byte[] known = labels.get(label);
    if (known == null) {
      int begin = length;
      text(Text.of(label));
      known = Arrays.copyOfRange(buffer, begin, length);
      length = begin;
      if (labels.size() < MOST_LABELS) {
        labels.put(label, known);
      }
    }
    return known;
  }

  @SuppressWarnings("deprecation") // the one method that copies ASCII without a detour
  private void ascii(String text) {
    ensure(text.length());
    text.getBytes(0, text.length(), buffer, length);
    length += text.length();
  }

  private void put(byte[] bytes) {
    put(bytes, 0, bytes.length);
  }

  /** Line feeds stand between its tokens only; a row is one line. */
  private void put(Text json) {
    int begin = length;
    put(json.array(), json.offset(), json.length());
    for (int i = begin; i < length; i++) {
      if (buffer[i] == '\n' || buffer[i] == '\r') {
        buffer[i] = ' ';
      }
    }
  }

  private void put(byte[] bytes, int from, int many) {
    ensure(many);
    System.arraycopy(bytes, from, buffer, length, many);
    length += many;
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
