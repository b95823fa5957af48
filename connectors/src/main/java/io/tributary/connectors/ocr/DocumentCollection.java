package io.tributary.connectors.ocr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connectors.collect.Collected;
import io.tributary.connectors.collect.Collector.Batch;
import io.tributary.connectors.collect.Collector.Collection;
import io.tributary.connectors.collect.FileNames;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.connectors.ocr.pages.Unreadable;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.flink.util.Preconditions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes document after document. What is done to each, and what a kill leaves behind:
 *
 * <ol>
 *   <li>It gets a line in the {@link Journal}. Before, nothing has happened.
 *   <li>It is read from a copy, and the result written. Before, it is read again.
 *   <li>It moves to {@code done} or {@code review}, there with a reason. Before, that is made up
 *       for, since the result says where to.
 *   <li>The record goes out, and its number into the next checkpoint. Before, and whenever a job
 *       goes back to an older one, the record is made again of the result.
 * </ol>
 */
final class DocumentCollection implements Collection<Long> {
  private static final Logger LOG = LoggerFactory.getLogger(DocumentCollection.class);
  private static final ObjectMapper JSON = BoundedJson.mapper();

  /** Larger documents stand in the record by name, size and SHA-256 only. */
  private static final long LARGEST_VALUE = 1024 * 1024;

  private static final String RESULT = ".json";
  private static final String REASON = ".reason.json";

  private final DocumentSettings settings;
  private final Folders folders;
  private final Journal journal;
  private final DocumentReader reader;
  private final OcrEngine.Reader engine;
  private final boolean isBounded;
  private final DocumentMetrics metrics;
  private final Inbox inbox;
  private final Deque<Inbox.Waiting> waiting = new ArrayDeque<>();
  private long position;

  DocumentCollection(
      DocumentSettings settings,
      Folders folders,
      Journal journal,
      DocumentReader reader,
      OcrEngine.Reader engine,
      long from,
      boolean isBounded,
      DocumentMetrics metrics) {
    this.settings = settings;
    this.folders = folders;
    this.journal = journal;
    this.reader = reader;
    this.engine = engine;
    this.position = from;
    this.isBounded = isBounded;
    this.metrics = metrics;
    this.inbox = new Inbox(folders.inbox(), settings.settle());
  }

  @Override
  public Batch<Long> next() throws IOException, InterruptedException {
    if (position == journal.last()) {
      boolean isUnsettled = false;
      if (waiting.isEmpty()) {
        Inbox.Look look = inbox.look();
        waiting.addAll(look.ready());
        isUnsettled = look.isUnsettled();
      }
      if (waiting.isEmpty()) {
        boolean isEnd = isBounded && !isUnsettled;
        return new Batch<>(List.of(), position, isEnd ? Duration.ZERO : settings.poll(), isEnd);
      }
      while (position == journal.last() && !waiting.isEmpty()) {
        take(waiting.remove());
      }
    }
    if (position == journal.last()) {
      return new Batch<>(List.of(), position, Duration.ZERO, false);
    }
    try {
      Collected<Long> record = record(journal.entry(position + 1));
      position = record.after();
      return new Batch<>(List.of(record), position, Duration.ZERO, false);
    } catch (EngineBusy busy) {
      LOG.warn("{} asks for fewer requests: a pause of {}", settings.engine().name(), busy.pause());
      return new Batch<>(List.of(), position, busy.pause(), false);
    }
  }

  /** Gives a document its number, unless it was taken before. */
  private void take(Inbox.Waiting document) throws IOException {
    String sha256;
    long bytes;
    try {
      bytes = Files.size(document.path());
      sha256 = DocumentHash.of(document.path());
    } catch (NoSuchFileException e) {
      LOG.info("{} was taken back before it was read", document.name());
      return;
    } catch (FileSystemException e) {
      inbox.letAlone(document.path(), "it can't be opened: " + e);
      return;
    }
    Instant now = Instant.now();
    String today = now.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    Optional<Journal.Entry> known = journal.find(sha256);
    if (known.isEmpty()) {
      journal.append(document.name(), sha256, bytes, now.toEpochMilli(), today, null);
    } else if (isToBeReadAgain(known.get())) {
      journal.append(
          document.name(), sha256, bytes, now.toEpochMilli(), today, known.get().number());
    } else {
      LOG.info("{} is the same document as {}", document.name(), known.get().document());
      Path free = freeDuplicate(today, document.name().replace('/', '_'));
      Folders.move(document.path(), free);
      metrics.duplicate.inc();
    }
  }

  /**
   * Who moves a document from review into the inbox wants it to be read again; and one that was
   * taken away before it was read has not been read yet.
   */
  private boolean isToBeReadAgain(Journal.Entry known) throws IOException {
    Path reviewed = Folders.in(folders.review(), known.kept());
    if (Folders.isFile(sibling(reviewed, REASON)) && !Folders.isFile(reviewed)) {
      return true;
    }
    Path result = result(known);
    return Files.exists(result) && Outcome.wasGone(JSON.readTree(result.toFile()));
  }

  private Path freeDuplicate(String date, String name) throws IOException {
    Path day = Folders.in(folders.duplicates(), date);
    Path free = day.resolve(FileNames.marked(name, "", FileNames.LONGEST));
    for (int i = 2; Files.exists(free); i++) {
      free = day.resolve(FileNames.marked(name, "-" + i, FileNames.LONGEST));
    }
    return free;
  }

  private Collected<Long> record(Journal.Entry entry)
      throws IOException, InterruptedException, EngineBusy {
    Path result = result(entry);
    Outcome outcome = Files.exists(result) ? stored(result, entry) : null;
    if (outcome == null) {
      outcome = read(entry, result);
    }
    byte[] value = value(entry);
    settle(entry, outcome);
    RawRecord raw =
        new RawRecord(
            DocumentCollector.SOURCE + '/' + entry.document(),
            (int) entry.number(), // tells it from another document of that name
            0,
            entry.received(),
            null,
            value,
            false,
            0);
    return outcome.problem() == null
        ? Collected.of(raw, JSON.writeValueAsBytes(outcome.invoice()), entry.number())
        : Collected.rejected(raw, outcome.problem(), entry.number());
  }

  /** Written by an earlier run, which a kill has ended, or that has gone further than this one. */
  private static Outcome stored(Path result, Journal.Entry entry) throws IOException {
    JsonNode node = JSON.readTree(result.toFile());
    if (node.path("number").asLong() != entry.number() || !(node instanceof ObjectNode object)) {
      throw new IOException(
          "%s is not the result of document %d: somebody has changed it; delete it, and the document is read again"
              .formatted(result, entry.number()));
    }
    return Outcome.stored(object);
  }

  private Outcome read(Journal.Entry entry, Path result)
      throws IOException, InterruptedException, EngineBusy {
    Path folder = folders.newWorkFolder();
    try {
      long begun = System.nanoTime();
      Outcome outcome;
      try {
        Path copy = folder.resolve("document");
        if (copy(entry, copy)) {
          DocumentReader.Reading reading =
              reader.read(copy, Files.createDirectory(folder.resolve("pages")));
          long millis = (System.nanoTime() - begun) / 1_000_000;
          outcome = Outcome.of(entry, reading, millis, settings);
        } else {
          outcome = Outcome.gone(entry);
        }
      } catch (Unreadable e) {
        outcome = Outcome.unreadable(entry, String.valueOf(e.getMessage()));
      }
      metrics.read.inc();
      if (outcome.problem() != null) {
        metrics.review.inc();
      }
      folders.write(
          result, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(outcome.result()));
      return outcome;
    } finally {
      Folders.clear(folder);
      Files.deleteIfExists(folder);
    }
  }

  /** What is read can't be changed by whoever can write into the inbox. */
  private boolean copy(Journal.Entry entry, Path copy) throws IOException, Unreadable {
    if (entry.bytes() > settings.limits().bytes()) {
      throw new Unreadable(
          "the file has %d bytes, more than %d: send it smaller"
              .formatted(entry.bytes(), settings.limits().bytes()));
    }
    for (Path place : places(entry)) {
      if (Folders.isFile(place)) {
        try (OutputStream out = Files.newOutputStream(copy)) {
          if (DocumentHash.copying(place, out).equals(entry.sha256())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private List<Path> places(Journal.Entry entry) throws IOException {
    return List.of(
        Folders.in(folders.inbox(), entry.document()),
        Folders.in(folders.done(), entry.kept()),
        Folders.in(folders.review(), entry.kept()));
  }

  /** Moves the document where its outcome wants it; done already, nothing happens. */
  private void settle(Journal.Entry entry, Outcome outcome) throws IOException {
    boolean isReview = outcome.problem() != null;
    Path target = Folders.in(isReview ? folders.review() : folders.done(), entry.kept());
    Path source = Folders.in(folders.inbox(), entry.document());
    Path reason = sibling(target, REASON);
    boolean wasMovedBack = isReview && Files.exists(reason);
    if (!Files.exists(target)
        && !wasMovedBack
        && Folders.isFile(source)
        && DocumentHash.of(source).equals(entry.sha256())) {
      Folders.move(source, target);
    }
    if (isReview && Folders.isFile(target) && !Files.exists(reason)) {
      ObjectNode content = outcome.result().deepCopy();
      content.remove("text");
      folders.write(reason, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
    }
    if (entry.again() != null) {
      Journal.Entry before = journal.entry(entry.again());
      Files.deleteIfExists(sibling(Folders.in(folders.review(), before.kept()), REASON));
    }
  }

  /** Its bytes, or what tells it from all others. */
  private byte[] value(Journal.Entry entry) throws IOException {
    if (entry.bytes() <= LARGEST_VALUE) {
      for (Path place : places(entry)) {
        if (Folders.isFile(place)) {
          byte[] bytes = Files.readAllBytes(place);
          if (Sha256.hex(bytes).equals(entry.sha256())) {
            return bytes;
          }
        }
      }
    }
    ObjectNode description = JSON.createObjectNode();
    description.put("document", entry.document());
    description.put("bytes", entry.bytes());
    description.put("sha256", entry.sha256());
    description.put("kept", entry.kept());
    return JSON.writeValueAsBytes(description);
  }

  private Path result(Journal.Entry entry) throws IOException {
    return sibling(Folders.in(folders.results(), entry.kept()), RESULT);
  }

  private static Path sibling(Path path, String ending) {
    return Preconditions.checkNotNull(path.getParent()).resolve(path.getFileName() + ending);
  }

  @Override
  public void close() throws IOException {
    engine.close();
    journal.close();
  }
}
