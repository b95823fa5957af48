package io.tributary.connectors.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** Opens files of the inbox; never through a symbolic link. */
final class Unpacked {
  private static final int CHUNK = 1 << 16;

  private Unpacked() {}

  /**
   * A file's content from a place on, unpacked. Only packed files are read up to there.
   *
   * @throws java.io.EOFException if the file ends before that place
   */
  static InputStream from(long offset, Path file, boolean packed) throws IOException {
    SeekableByteChannel channel = channel(file);
    try {
      if (!packed) {
        channel.position(offset);
        return Channels.newInputStream(channel);
      }
      InputStream in = unpack(Channels.newInputStream(channel));
      in.skipNBytes(offset);
      return in;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  static SeekableByteChannel channel(Path file) throws IOException {
    return Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  static InputStream unpack(InputStream packed) throws IOException {
    return new GZIPInputStream(new BufferedInputStream(packed, CHUNK), CHUNK);
  }
}
