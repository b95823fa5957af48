package io.tributary.connectors.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.files.Finished.Outcome;
import io.tributary.connectors.json.BoundedJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What became of each file of an inbox, a line of JSON each, in the order in which they were done
 * with. Only files of completed checkpoints stand in it. It tells copies, and what a job undoes
 * that goes on from an older savepoint. What is undone is kept beside it until that job adds
 * something of its own: if it comes to nothing, the next one goes on from the newer state.
 */
final class Ledger {
  private static final ObjectMapper JSON = BoundedJson.mapper();

  /**
   * A line.
   *
   * @param sequence counts the files of the inbox, from 1
   * @param name the file's path in the inbox
   * @param to where it was moved, likewise
   * @param sha256 in hexadecimal; empty when it could not be read
   * @param at when it was written down
   */
  record Entry(long sequence, String name, String to, Outcome outcome, String sha256, Instant at) {
    private String line() {
      return JSON.createObjectNode()
              .put("sequence", sequence)
              .put("name", name)
              .put("to", to)
              .put("outcome", outcome.name())
              .put("sha256", sha256)
              .put("at", at.toString())
          + "\n";
    }
  }

  private final Path path;
  private final Path undonePath;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Entry> undone = new ArrayList<>();

  private Ledger(Path path) {
    this.path = path;
    this.undonePath = path.resolveSibling(path.getFileName() + ".undone");
  }

  /**
   * Opens a ledger, or begins one.
   *
   * @param memory how long a file is remembered
   */
  static Ledger open(Path path, Duration memory) throws IOException {
    Ledger ledger = new Ledger(path);
    Instant oldest = Instant.now().minus(memory);
    if (Files.exists(path) && !read(path, oldest, ledger.entries)) {
      writeAnew(path, ledger.entries);
    }
    if (Files.exists(ledger.undonePath)) {
      read(ledger.undonePath, oldest, ledger.undone);
    }
    return ledger;
  }

  /** Returns whether the file holds nothing but what was read. */
  private static boolean read(Path path, Instant oldest, List<Entry> into) throws IOException {
    // The last line may end within a character.
    String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Entry entry = entry(path, lines.get(i), i == lines.size() - 1);
      if (entry != null && entry.at.isAfter(oldest)) {
        into.add(entry);
      }
    }
    return text.equals(lines(into));
  }

  /**
   * Null for a last one that was being written when the machine stopped: its file was not moved.
   */
  private static @Nullable Entry entry(Path path, String line, boolean isLast) throws IOException {
    try {
      JsonNode node = JSON.readTree(line);
      return new Entry(
          node.path("sequence").asLong(),
          node.path("name").asText(),
          node.path("to").asText(),
          Outcome.valueOf(node.path("outcome").asText()),
          node.path("sha256").asText(),
          Instant.parse(node.path("at").asText()));
    } catch (JsonProcessingException cut) {
      if (isLast) {
        return null;
      }
      throw notWrittenHere(path, line, cut);
    } catch (RuntimeException e) {
      throw notWrittenHere(path, line, e);
    }
  }

  private static IOException notWrittenHere(Path path, String line, Exception e) {
    return new IOException(path + " holds a line that was not written here: " + line, e);
  }

  private static void writeAnew(Path path, List<Entry> entries) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".next");
    Files.deleteIfExists(next);
    write(next, entries);
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String lines(List<Entry> entries) {
    return entries.stream().map(Entry::line).collect(Collectors.joining());
  }

  private static void write(Path to, List<Entry> entries) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(lines(entries));
    try (FileChannel channel =
        FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      long size = channel.size();
      try {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      } catch (IOException e) {
        channel.truncate(size); // or the next line would follow a part of one
        throw e;
      }
    }
  }

  /** The entries after a number, oldest first. */
  List<Entry> after(long sequence) {
    int first = entries.size();
    while (first > 0 && entries.get(first - 1).sequence > sequence) {
      first--;
    }
    return List.copyOf(entries.subList(first, entries.size()));
  }

  /** The number of the last file that is written down; 0 when there is none. */
  long last() {
    return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).sequence;
  }

  /** Writes entries down; they are on the disk when this returns. */
  void append(List<Entry> more) throws IOException {
    if (!more.isEmpty()) {
      undone.clear();
      Files.deleteIfExists(undonePath);
      write(path, more);
      entries.addAll(more);
    }
  }

  /** Takes all files after a number out. */
  void undo(long after) throws IOException {
    List<Entry> gone = after(after);
    if (!gone.isEmpty()) {
      undone.removeIf(entry -> entry.sequence <= last());
      undone.addAll(0, gone);
      writeAnew(undonePath, undone);
      entries.subList(entries.size() - gone.size(), entries.size()).clear();
      writeAnew(path, entries);
    }
  }

  /** Takes those back that were undone, up to a number, and returns them. */
  List<Entry> redo(long upTo) throws IOException {
    long last = last();
    List<Entry> back =
        undone.stream().filter(entry -> entry.sequence > last && entry.sequence <= upTo).toList();
    if (!back.isEmpty()) {
      write(path, back);
      entries.addAll(back);
    }
    return back;
  }
}
