package io.tributary.connectors.upsert;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  /** How many rows there are. */
  static int count(byte[] chunk) {
    return header(chunk).getInt();
  }

  /** The rows, without line feeds. */
  static List<byte[]> rows(byte[] chunk) {
    ByteBuffer header = header(chunk);
    List<byte[]> rows = new ArrayList<>(header.getInt());
    int length = header.getInt();
    byte[] lines = Zstd.decompress(Arrays.copyOfRange(chunk, HEADER, chunk.length), length);
    int begin = 0;
    for (int i = 0; i < lines.length; i++) {
      if (lines[i] == '\n') {
        rows.add(Arrays.copyOfRange(lines, begin, i));
        begin = i + 1;
      }
    }
    return rows;
  }

  private static ByteBuffer header(byte[] chunk) {
    ByteBuffer header = ByteBuffer.wrap(chunk);
    byte version = header.get();
    if (version != VERSION) {
      throw new IllegalStateException(
          "rows for a store are in format %d, which this version doesn't know: %s…"
              .formatted(
                  version,
                  new String(chunk, 0, Math.min(8, chunk.length), StandardCharsets.ISO_8859_1)));
    }
    return header;
  }
}
