package io.tributary.connectors.files;

import io.tributary.pipeline.record.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.ZipException;

/**
 * What is found out about a file before a record of it is taken: it is read once as a whole. So a
 * copy is told before it does harm, and a compressed file that is cut or a bomb yields no record.
 *
 * @param sha256 of the file as it lies there, in hexadecimal
 */
record Inspection(String sha256, Encoding encoding) {
  private static final int CHUNK = 1 << 16;

  /** Below this a packed file may have any ratio: it does no harm. */
  private static final long HARMLESS = 1 << 20;

  /**
   * Reads a file.
   *
   * @throws Unreadable if it can't be unpacked, or becomes too large
   */
  static Inspection of(Path file, long size, boolean packed, Limits limits)
      throws IOException, Unreadable {
    MessageDigest digest = Sha256.digest();
    try (SeekableByteChannel channel = Unpacked.channel(file);
        DigestInputStream hashed =
            new DigestInputStream(Channels.newInputStream(channel), digest)) {
      // Of small files there may be very many.
      int chunkBytes = packed ? CHUNK : (int) Math.max(512, Math.min(CHUNK, size));
      Guess guess = new Guess(chunkBytes);
      if (packed) {
        unpack(hashed, size, limits, guess);
      }
      byte[] chunk = new byte[chunkBytes];
      for (int read = hashed.read(chunk); read >= 0; read = hashed.read(chunk)) {
        if (!packed) {
          guess.look(chunk, read);
        }
      }
      return new Inspection(HexFormat.of().formatHex(digest.digest()), guess.encoding());
    }
  }

  private static void unpack(InputStream packed, long size, Limits limits, Guess guess)
      throws IOException, Unreadable {
    long most = Math.min(limits.unpackedBytes(), Math.max(HARMLESS, size * limits.ratio()));
    byte[] chunk = new byte[CHUNK];
    long unpacked = 0;
    try {
      InputStream in = Unpacked.unpack(packed); // the stream below is closed by who opened it
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        unpacked += read;
        if (unpacked > most) {
          throw new Unreadable(
              "unpacked it is larger than "
                  + most
                  + " bytes, "
                  + (most == limits.unpackedBytes()
                      ? "the most that a file may become"
                      : limits.ratio() + " times its size")
                  + ": that may be a decompression bomb; if it is none, unpack it or split it");
        }
        guess.look(chunk, read);
      }
    } catch (EOFException e) {
      throw new Unreadable(
          "it is cut off: " + unpacked + " bytes could be unpacked; send it again");
    } catch (ZipException e) {
      throw new Unreadable("it is no gzip file, or a broken one (" + e.getMessage() + ")");
    }
  }

  /** Counts what speaks for UTF-8 and what against it. */
  private static final class Guess {
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private final CharBuffer decoded;
    private ByteBuffer pending;
    private boolean begun;
    private Encoding marked = Encoding.WINDOWS_1252;
    private long valid;
    private long invalid;

    Guess(int chunkBytes) {
      // A letter may be cut by the end of a chunk: up to three bytes wait for the next one.
      decoded = CharBuffer.allocate(chunkBytes + 8);
      pending = ByteBuffer.allocate(chunkBytes + 8);
    }

    void look(byte[] chunk, int length) {
      if (!begun && length > 0) {
        begun = true;
        marked = marked(chunk, length);
      }
      if (marked != Encoding.WINDOWS_1252) {
        return;
      }
      pending.put(chunk, 0, length).flip();
      while (true) {
        decoded.clear();
        CoderResult result = utf8.decode(pending, decoded, false);
        count();
        if (!result.isError()) {
          break;
        }
        invalid++;
        pending.position(pending.position() + result.length());
      }
      pending = pending.compact();
    }

    private void count() {
      char[] chars = decoded.array();
      for (int i = 0; i < decoded.position(); i++) {
        if (chars[i] > 0x7F) {
          valid++;
        }
      }
    }

    /** By its byte order mark, or as UTF-16 by its zeros; Windows-1252 when there are neither. */
    private static Encoding marked(byte[] beginning, int length) {
      for (Encoding encoding : Encoding.values()) {
        if (encoding.markLength(beginning, length) > 0) {
          return encoding;
        }
      }
      int[] zeros = new int[2];
      for (int i = 0; i < length; i++) {
        if (beginning[i] == 0) {
          zeros[i & 1]++;
        }
      }
      int mostly = length * 2 / 5; // of the half of all bytes that are the upper ones
      return zeros[1] > mostly && zeros[0] == 0
          ? Encoding.UTF_16LE
          : zeros[0] > mostly && zeros[1] == 0 ? Encoding.UTF_16BE : Encoding.WINDOWS_1252;
    }

    /** A UTF-8 file with some broken letters stays one: the lines that have them are rejected. */
    Encoding encoding() {
      if (marked != Encoding.WINDOWS_1252) {
        return marked;
      }
      return invalid + (pending.position() > 0 ? 1 : 0) <= valid
          ? Encoding.UTF_8
          : Encoding.WINDOWS_1252;
    }
  }
}
