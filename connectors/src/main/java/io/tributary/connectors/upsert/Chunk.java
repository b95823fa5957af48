package io.tributary.connectors.upsert;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rows in bytes, as they travel and as checkpoints hold them: a version, how many rows there
 * are and how many bytes (big-endian, 32 bits each), and the rows, each and a line feed, packed by
 * zstd.
 */
final class Chunk {
  /** Of the format; a new one must still read the old ones, which savepoints hold. */
  private static final byte VERSION = 1;

  private static final int HEADER = Byte.BYTES + 2 * Integer.BYTES;

  /** Rows repeat their columns' names: even the fastest level makes a quarter of them. */
  private static final int LEVEL = 1;

  private Chunk() {}

  /** Gathers rows. */
  static final class Builder {
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private int rows;

    void add(byte[] row) {
      lines.writeBytes(row);
      lines.write('\n');
      rows++;
    }

    int rows() {
      return rows;
    }

    /** How large the rows are, unpacked. */
    int bytes() {
      return lines.size();
    }

    /** The rows that were added since the last time. */
    byte[] take() {
      byte[] packed = Zstd.compress(lines.toByteArray(), LEVEL);
      ByteBuffer chunk = ByteBuffer.allocate(HEADER + packed.length);
      chunk.put(VERSION).putInt(rows).putInt(lines.size()).put(packed);
      lines.reset();
      rows = 0;
      return chunk.array();
    }
  }

  /**
   * How many rows there are.
   *
   * @throws IOException if it is no chunk, or one that a later version wrote
   */
  static int count(byte[] chunk) throws IOException {
    return header(chunk).getInt();
  }

  /**
   * The rows, without line feeds.
   *
   * @throws IOException if the chunk is damaged; memory is taken as rows come, whatever lengths it
   *     tells
   */
  static List<byte[]> rows(byte[] chunk) throws IOException {
    ByteBuffer header = header(chunk);
    int count = header.getInt();
    byte[] lines = unpacked(chunk, header.getInt());
    List<byte[]> rows = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < lines.length; i++) {
      if (lines[i] == '\n') {
        rows.add(Arrays.copyOfRange(lines, begin, i));
        begin = i + 1;
      }
    }
    if (rows.size() != count || begin != lines.length) {
      throw damaged("it holds %d rows of %d".formatted(rows.size(), count), null);
    }
    return rows;
  }

  private static byte[] unpacked(byte[] chunk, int length) throws IOException {
    try (InputStream in =
        new ZstdInputStreamNoFinalizer(
            new ByteArrayInputStream(chunk, HEADER, chunk.length - HEADER))) {
      byte[] lines = in.readNBytes(length);
      if (lines.length == length && in.read() < 0) {
        return lines;
      }
    } catch (IOException e) {
      throw damaged(String.valueOf(e.getMessage()), e);
    }
    throw damaged("it doesn't unpack to %d bytes".formatted(length), null);
  }

  private static ByteBuffer header(byte[] chunk) throws IOException {
    if (chunk.length < HEADER) {
      throw damaged("it has %d bytes".formatted(chunk.length), null);
    }
    if (chunk[0] != VERSION) {
      throw new IOException(
          "rows for a store are in format %d, this program knows format %d: start the one that wrote them"
              .formatted(chunk[0], VERSION));
    }
    ByteBuffer header = ByteBuffer.wrap(chunk, Byte.BYTES, HEADER - Byte.BYTES);
    if (header.getInt(Byte.BYTES) < 0 || header.getInt(Byte.BYTES + Integer.BYTES) < 0) {
      throw damaged("it tells lengths below 0", null);
    }
    return header;
  }

  private static IOException damaged(String what, @Nullable Throwable cause) {
    return new IOException(
        "rows for a store are damaged in the checkpoint: %s; go on from another one"
            .formatted(what),
        cause);
  }
}
