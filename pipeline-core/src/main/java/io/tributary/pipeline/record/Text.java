package io.tributary.pipeline.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A text in well-formed UTF-8: a view of bytes, most often of those of the record in which it
 * stands, so that it is neither decoded nor copied on its way. The bytes must not change.
 */
public final class Text {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;
  private final int offset;
  private final int length;
  private int hash;

  private Text(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
  }

  /** A view of bytes that are well-formed UTF-8. */
  public static Text view(byte[] bytes, int offset, int length) {
    return new Text(bytes, offset, length);
  }

  public static Text of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Text(bytes, 0, bytes.length);
  }

  /** The text form of RFC 9562, in lower case. */
  public static Text of(UUID uuid) {
    byte[] bytes = new byte[36];
    hex(uuid.getMostSignificantBits() >>> 32, bytes, 0, 8);
    hex(uuid.getMostSignificantBits() >>> 16, bytes, 9, 13);
    hex(uuid.getMostSignificantBits(), bytes, 14, 18);
    hex(uuid.getLeastSignificantBits() >>> 48, bytes, 19, 23);
    hex(uuid.getLeastSignificantBits(), bytes, 24, 36);
    bytes[8] = bytes[13] = bytes[18] = bytes[23] = '-';
    return new Text(bytes, 0, bytes.length);
  }

  private static void hex(long number, byte[] into, int from, int to) {
    long digits = number;
    for (int i = to - 1; i >= from; i--, digits >>>= 4) {
      into[i] = HEX[(int) digits & 0xF];
    }
  }

  /** The bytes in which this stands, from {@link #offset} on; they are shared. */
  public byte[] array() {
    return bytes;
  }

  public int offset() {
    return offset;
  }

  /** The length in bytes. */
  public int length() {
    return length;
  }

  public byte byteAt(int index) {
    return bytes[offset + index];
  }

  /** The number of Unicode code points. */
  public int codePoints() {
    int points = 0;
    for (int i = offset; i < offset + length; i++) {
      if ((bytes[i] & 0xC0) != 0x80) {
        points++;
      }
    }
    return points;
  }

  public boolean startsWith(Text prefix) {
    return length >= prefix.length
        && Arrays.equals(
            bytes,
            offset,
            offset + prefix.length,
            prefix.bytes,
            prefix.offset,
            prefix.offset + prefix.length);
  }

  /** Whether this stands in those bytes themselves. */
  public boolean isViewOf(byte @Nullable [] others) {
    return bytes == others;
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  /** The same text in bytes of its own, for keeping it longer than the record. */
  public Text copy() {
    return new Text(toBytes(), 0, length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Text that
        && Arrays.equals(
            bytes, offset, offset + length, that.bytes, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int result = hash;
    if (result == 0) {
      for (int i = offset; i < offset + length; i++) {
        result = 31 * result + bytes[i];
      }
      hash = result;
    }
    return result;
  }

  @Override
  public String toString() {
    return new String(bytes, offset, length, StandardCharsets.UTF_8);
  }
}
