package io.tributary.cli;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file, byte for byte: nothing is decoded, so that what is not UTF-8 stays as it is.
 * A line ends with a line feed, before which a carriage return belongs to the end as well.
 */
final class JsonLines implements Closeable {
  private static final int BUFFER = 256 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;

  JsonLines(InputStream in) {
    this.in = in;
  }

  /** The next line without its end, empty ones too; null after the last. */
  byte @Nullable [] next() throws IOException {
    ByteArrayOutputStream begun = new ByteArrayOutputStream(0);
    boolean any = false;
    while (position < limit || fill()) {
      any = true;
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      begun.write(buffer, position, end - position);
      position = end + 1;
      if (end < limit) {
        return withoutCarriageReturn(begun.toByteArray());
      }
    }
    return any ? withoutCarriageReturn(begun.toByteArray()) : null;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer));
    return limit > 0;
  }

  private static byte[] withoutCarriageReturn(byte[] line) {
    return line.length > 0 && line[line.length - 1] == '\r'
        ? Arrays.copyOf(line, line.length - 1)
        : line;
  }
}
