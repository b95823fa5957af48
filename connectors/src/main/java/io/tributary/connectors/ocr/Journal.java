package io.tributary.connectors.ocr;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.collect.FileNames;
import io.tributary.connectors.json.BoundedJson;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The documents that were taken, each with a number, in a file that only grows: a line of JSON for
 * each. The number is a position, so that a job that goes back to any older savepoint gets the same
 * documents again, in the same order. While it is open it is locked: two jobs on one inbox would
 * part its documents between them.
 */
final class Journal implements Closeable {
  /**
   * A document that was taken.
   *
   * @param number from 1, one more for each
   * @param document its path in the inbox, its parts with slashes between
   * @param sha256 of its bytes
   * @param bytes its size
   * @param received when it was taken, in milliseconds since the epoch
   * @param kept under which name it is kept, and its results: date and path
   * @param again the number under which it was reviewed before; null when it is new
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Entry(
      long number,
      String document,
      String sha256,
      long bytes,
      long received,
      String kept,
      @Nullable Long again) {}

  private static final ObjectMapper JSON = BoundedJson.mapper();

  /** In bytes: {@code .reason.json} comes on top. */
  private static final int LONGEST_NAME = FileNames.LONGEST - 12;

  private final RandomAccessFile file;
  private final FileChannel channel;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Entry> newestBySha = new HashMap<>();
  private final Set<String> names = new HashSet<>();

  private Journal(RandomAccessFile file) {
    this.file = file;
    this.channel = file.getChannel();
  }

  /**
   * Opens it, or begins a new one.
   *
   * @throws IOException when another one has it open, or a line was changed by somebody
   */
  static Journal open(Path path) throws IOException {
    Journal journal = new Journal(new RandomAccessFile(path.toFile(), "rw"));
    try {
      journal.lock(path);
      journal.read(path);
      return journal;
    } catch (IOException | RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  private void lock(Path path) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException(
          "%s is locked: another job reads this inbox; stop it, or give each its own"
              .formatted(path));
    }
  }

  /** What follows the last line feed was cut off by a kill, and nobody has heard of it. */
  private void read(Path path) throws IOException {
    int whole = 0;
    byte[] all = new byte[Math.toIntExact(channel.size())];
    file.readFully(all);
    for (int i = 0; i < all.length; i++) {
      if (all[i] == '\n') {
        add(entry(path, Arrays.copyOfRange(all, whole, i)));
        whole = i + 1;
      }
    }
    channel.truncate(whole);
    channel.position(whole);
  }

  private Entry entry(Path path, byte[] line) throws IOException {
    try {
      Entry entry = JSON.readValue(line, Entry.class);
      if (entry != null
          && entry.number() == last() + 1
          && entry.document() != null
          && entry.sha256() != null
          && entry.kept() != null) {
        return entry;
      }
    } catch (IOException e) {
      // No JSON, or no UTF-8; told below, with the place.
    }
    throw new IOException(
        "%s, line %d is not entry %d: somebody has changed it; restore it, since positions in checkpoints are its lines"
            .formatted(path, entries.size() + 1, last() + 1));
  }

  private void add(Entry entry) {
    entries.add(entry);
    newestBySha.put(entry.sha256(), entry);
    names.add(folded(entry.kept()));
  }

  /** The number of the newest entry; 0 when there is none. */
  long last() {
    return entries.size();
  }

  Entry entry(long number) {
    return entries.get(Math.toIntExact(number - 1));
  }

  /** The newest entry of a document with these bytes. */
  Optional<Entry> find(String sha256) {
    return Optional.ofNullable(newestBySha.get(sha256));
  }

  /** Adds a document; it is on the disk when this returns. */
  Entry append(
      String document, String sha256, long bytes, long received, String date, @Nullable Long again)
      throws IOException {
    Entry entry =
        new Entry(last() + 1, document, sha256, bytes, received, freeName(date, document), again);
    ByteBuffer line =
        ByteBuffer.wrap((JSON.writeValueAsString(entry) + '\n').getBytes(StandardCharsets.UTF_8));
    while (line.hasRemaining()) {
      channel.write(line);
    }
    channel.force(false);
    add(entry);
    return entry;
  }

  /** Flat, so that no folder has a file's name; what is derived of a name ends in .json. */
  private String freeName(String date, String document) {
    String flat = document.replace('/', '_');
    String name = folded(flat).endsWith(".json") ? flat + ".document" : flat;
    String free = date + '/' + FileNames.marked(name, "", LONGEST_NAME);
    for (int i = 2; names.contains(folded(free)); i++) {
      free = date + '/' + FileNames.marked(name, "-" + i, LONGEST_NAME);
    }
    return free;
  }

  /** File systems that don't tell cases apart exist. */
  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
