package io.tributary.pipeline.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Texts, bytes and numbers on the wire: how many there are, and then they. What can't have been
 * written here is an {@link IOException}, and takes no more memory than the bytes that are there.
 */
public final class WireText {
  /** Up to here memory is taken at once, in bytes; beyond as the bytes come. */
  private static final int AT_ONCE = 1 << 20;

  private WireText() {}

  public static void writeText(String text, DataOutputView out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeLength(bytes.length, out);
    out.write(bytes);
  }

  public static String readText(DataInputView in) throws IOException {
    return new String(read(readLength(in), in), StandardCharsets.UTF_8);
  }

  /** Writes a text: where it stands in the raw record, or else its bytes. */
  public static void writeText(Text text, RawRecord raw, DataOutputView out) throws IOException {
    if (text.isViewOf(raw.value())) {
      writeLength(text.offset() + 1, out);
      writeLength(text.length(), out);
    } else {
      writeLength(0, out);
      writeLength(text.length(), out);
      out.write(text.array(), text.offset(), text.length());
    }
  }

  /** Reads a text; {@code raw} is the raw record as it was read. */
  public static Text readText(RawRecord raw, DataInputView in) throws IOException {
    int place = readLength(in);
    int length = readLength(in);
    if (place == 0) {
      return Text.view(read(length, in), 0, length);
    }
    byte[] bytes = raw.value();
    if (bytes == null || place - 1 > bytes.length - length) {
      throw damaged("a text of " + length + " bytes that stands outside of its record");
    }
    return Text.view(bytes, place - 1, length);
  }

  /** Writes bytes that may be null; null and empty stay different. */
  public static void writeBytes(byte @Nullable [] bytes, DataOutputView out) throws IOException {
    if (bytes == null) {
      writeLength(0, out);
    } else {
      writeLength(bytes.length + 1, out);
      out.write(bytes);
    }
  }

  public static byte @Nullable [] readBytes(DataInputView in) throws IOException {
    int length = readLength(in);
    if (length == 0) {
      return null;
    }
    return read(length - 1, in);
  }

  public static void writeLongs(long[] longs, DataOutputView out) throws IOException {
    out.writeInt(longs.length);
    for (long each : longs) {
      out.writeLong(each);
    }
  }

  public static long[] readLongs(DataInputView in) throws IOException {
    int count = readCount(in);
    long[] longs = new long[Math.min(count, AT_ONCE / Long.BYTES)];
    for (int i = 0; i < count; i++) {
      if (i == longs.length) {
        longs = Arrays.copyOf(longs, (int) Math.min(count, 2L * i));
      }
      longs[i] = in.readLong();
    }
    return longs;
  }

  /** Reads how many follow, as {@code writeInt} writes it. */
  public static int readCount(DataInputView in) throws IOException {
    int count = in.readInt();
    if (count < 0) {
      throw damaged("a number of " + count + " values");
    }
    return count;
  }

  /** Reads which one of some it is: a byte, its place among them. */
  public static <T> T readOneOf(List<T> all, DataInputView in) throws IOException {
    int place = in.readUnsignedByte();
    if (place >= all.size()) {
      throw damaged("a value " + place + " where there are " + all.size());
    }
    return all.get(place);
  }

  private static byte[] read(int length, DataInputView in) throws IOException {
    byte[] bytes = new byte[Math.min(length, AT_ONCE)];
    in.readFully(bytes);
    while (bytes.length < length) {
      int there = bytes.length;
      bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * there));
      in.readFully(bytes, there, bytes.length - there);
    }
    return bytes;
  }

  /** Lengths below 128 take one byte, the rest five. */
  private static void writeLength(int length, DataOutputView out) throws IOException {
    if (length < 0x80) {
      out.writeByte(length);
    } else {
      out.writeByte(0x80);
      out.writeInt(length);
    }
  }

  private static int readLength(DataInputView in) throws IOException {
    int first = in.readUnsignedByte();
    return first < 0x80 ? first : readCount(in);
  }

  private static IOException damaged(String what) {
    return new IOException("what comes over the wire is damaged: it has " + what);
  }
}
