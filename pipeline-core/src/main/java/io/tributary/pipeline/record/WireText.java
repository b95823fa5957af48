package io.tributary.pipeline.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Texts, bytes and numbers on the wire: how many there are, and then they. */
public final class WireText {
  private WireText() {}

  public static void writeText(String text, DataOutputView out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeLength(bytes.length, out);
    out.write(bytes);
  }

  public static String readText(DataInputView in) throws IOException {
    byte[] bytes = new byte[readLength(in)];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
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
    byte[] bytes = raw.value();
    if (place > 0 && bytes != null) {
      return Text.view(bytes, place - 1, length);
    }
    byte[] own = new byte[length];
    in.readFully(own);
    return Text.view(own, 0, length);
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
    byte[] bytes = new byte[length - 1];
    in.readFully(bytes);
    return bytes;
  }

  public static void writeLongs(long[] longs, DataOutputView out) throws IOException {
    out.writeInt(longs.length);
    for (long each : longs) {
      out.writeLong(each);
    }
  }

  public static long[] readLongs(DataInputView in) throws IOException {
    long[] longs = new long[in.readInt()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = in.readLong();
    }
    return longs;
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
    return first < 0x80 ? first : in.readInt();
  }
}
