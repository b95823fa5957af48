package io.tributary.connectors.files;

import io.tributary.connectors.collect.Collected;
import io.tributary.connectors.collect.Collector.Batch;
import io.tributary.connectors.collect.Collector.Collection;
import io.tributary.connectors.files.Finished.Outcome;
import io.tributary.pipeline.record.RawRecord;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an inbox, file by file. A file that is done with stays where it is until a checkpoint that
 * says so is complete; then it is written into the ledger and moved away. So whatever is killed, a
 * file that lies there has not been read for good, and one that was moved has.
 */
final class InboxCollection implements Collection<InboxPosition> {
  private static final Logger LOG = LoggerFactory.getLogger(InboxCollection.class);

  /** A batch is held in memory. */
  private static final int BATCH_RECORDS = 250;

  private static final long BATCH_BYTES = 1 << 20;
  private static final Duration BATCH_TIME = Duration.ofMillis(250);

  private final InboxCollector inbox;
  private final InboxFolder folder;
  private final Ledger ledger;
  private final AtomicReference<InboxPosition> completed = new AtomicReference<>();

  /** Of a bounded run: what was there at its start and has not been read yet. */
  private final @Nullable Map<String, FileVersion> there;

  private final Deque<InboxFolder.Found> queue = new ArrayDeque<>();

  /** The names by which contents were read, by their SHA-256. */
  private final Map<String, String> known = new HashMap<>();

  /** Files that are done with and still lie there. */
  private final Map<String, FileVersion> done = new HashMap<>();

  /** Files that were changed lately, and since when they have not been, by the process's clock. */
  private Map<FileVersion, Long> unsettled = new HashMap<>();

  private InboxPosition position;
  private @Nullable OpenFile open;
  private volatile long settled;

  private InboxCollection(
      InboxCollector inbox,
      InboxFolder folder,
      Ledger ledger,
      InboxPosition from,
      @Nullable Map<String, FileVersion> there) {
    this.inbox = inbox;
    this.folder = folder;
    this.ledger = ledger;
    this.position = from;
    this.there = there;
    for (Ledger.Entry entry : ledger.after(0)) {
      if (entry.outcome() == Outcome.READ) {
        known.put(entry.sha256(), entry.name());
      }
    }
    from.unsettled().forEach(this::remember);
  }

  static InboxCollection open(InboxCollector inbox, InboxPosition from, boolean bounded)
      throws IOException {
    InboxFolder folder = InboxFolder.open(inbox.folder());
    try {
      Ledger ledger = Ledger.open(folder.ledger(), inbox.memory());
      List<Ledger.Entry> redone = ledger.redo(from.last() - from.unsettled().size());
      undo(folder, ledger, from.last());
      Map<String, FileVersion> there = null;
      if (bounded) {
        there = new HashMap<>();
        for (InboxFolder.Found found : folder.scan()) {
          there.put(found.file().name(), found.file());
        }
      }
      InboxCollection collection = new InboxCollection(inbox, folder, ledger, from, there);
      // They lie there again; what was put aside isn't known by its content else.
      redone.forEach(entry -> collection.known.put(entry.sha256(), entry.name()));
      return collection;
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** What was read after the state from which the job goes on is read again. */
  private static void undo(InboxFolder folder, Ledger ledger, long last) throws IOException {
    int back = 0;
    for (Ledger.Entry entry : ledger.after(last)) {
      if (folder.bringBack(entry.to(), entry.name(), entry.sequence())) {
        back++;
      } else {
        LOG.warn(
            "inbox {}: {} was read after the state from which the job goes on, but {} is gone: it"
                + " can't be read again",
            folder,
            entry.name(),
            entry.to());
      }
    }
    if (back > 0) {
      LOG.warn(
          "inbox {}: {} files were read after the state from which the job goes on: they were"
              + " brought back and are read again",
          folder,
          back);
    }
    ledger.undo(last);
  }

  private void remember(Finished finished) {
    done.put(finished.file.name(), finished.file);
    if (finished.outcome == Outcome.READ) {
      known.put(finished.sha256, finished.file.name());
    }
  }

  @Override
  public void completed(InboxPosition at) {
    completed.set(at);
  }

  @Override
  public Batch<InboxPosition> next() throws IOException, InterruptedException {
    settle();
    forgetSettled();
    List<Collected<InboxPosition>> records = new ArrayList<>();
    long bytes = 0;
    long until = System.nanoTime() + BATCH_TIME.toNanos();
    boolean more = true;
    while (records.size() < BATCH_RECORDS && bytes < BATCH_BYTES && System.nanoTime() < until) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (open == null) {
        more = openNext(records.isEmpty());
        if (!more) {
          break;
        }
      }
      if (open != null) {
        Collected<InboxPosition> record = nextRecord(open);
        if (record != null) {
          records.add(record);
          byte[] value = record.raw().value();
          bytes += value == null ? 0 : value.length;
        }
      }
    }
    boolean ended = !more && there != null && there.isEmpty();
    Duration pause = more || !records.isEmpty() ? Duration.ZERO : inbox.poll();
    return new Batch<>(records, position, ended ? inbox.poll() : pause, ended);
  }

  private void forgetSettled() {
    long upTo = settled;
    for (Finished finished : position.unsettled()) {
      if (finished.sequence <= upTo) {
        done.remove(finished.file.name(), finished.file); // whoever puts it there again means it
      }
    }
    position = position.settledUpTo(upTo);
  }

  private @Nullable Collected<InboxPosition> nextRecord(OpenFile file)
      throws IOException, InterruptedException {
    Reading reading = file.reading();
    OpenFile.Found found;
    try {
      found = file.next();
    } catch (Unreadable e) {
      if (!closeIfReplaced(file)) {
        finish(reading.file(), reading.sha256(), Outcome.FAILED, e.reason());
      }
      return null;
    }
    if (closeIfReplaced(file)) {
      return null;
    }
    if (found == null) {
      finish(reading.file(), reading.sha256(), Outcome.READ, "");
      return null;
    }
    position = position.at(file.reading());
    RawRecord raw =
        new RawRecord(
            inbox.name() + "/" + reading.file().name(),
            (int) (position.last() + 1), // tells it from another file of that name
            found.cut().number(),
            System.currentTimeMillis(),
            null,
            found.cut().bytes(),
            false,
            0);
    if (found.problem() != null) {
      return Collected.rejected(raw, found.problem(), position);
    }
    byte[] json = found.json();
    if (json == null) {
      throw new IllegalStateException(raw.topic() + ": a record without JSON or a problem");
    }
    return Collected.of(raw, json, position);
  }

  /** What was taken for the end of a file may be where another one is being written. */
  private boolean closeIfReplaced(OpenFile file) throws IOException {
    FileVersion version = file.reading().file();
    if (!file.hasEnded()
        || folder.look(version.name()).filter(now -> !now.equals(version)).isEmpty()) {
      return false;
    }
    close(file);
    return true;
  }

  private void close(OpenFile file) throws IOException {
    file.close();
    open = null;
  }

  private void finish(FileVersion file, String sha256, Outcome outcome, String reason)
      throws IOException {
    if (open != null) {
      close(open);
    }
    String cut = reason.length() > 1_000 ? reason.substring(0, 1_000) + "…" : reason;
    position = position.finished(file, sha256, outcome, cut);
    remember(new Finished(position.last(), file, sha256, outcome, cut, null));
    if (there != null) {
      there.remove(file.name());
    }
    if (outcome == Outcome.FAILED) {
      LOG.warn("inbox {}: {} was put aside: {}", folder, file.name(), reason);
    }
  }

  /**
   * Opens the next file.
   *
   * @param look whether to look for new ones when there is none left that was found before
   * @return whether there may be more
   */
  private boolean openNext(boolean look) throws IOException, InterruptedException {
    Reading reading = position.reading();
    if (reading != null) {
      goOn(reading);
      return true;
    }
    if (queue.isEmpty() && look) {
      scan();
    }
    InboxFolder.Found next = queue.poll();
    if (next == null) {
      return false;
    }
    String refusal = next.refusal();
    if (refusal != null) {
      finish(next.file(), "", Outcome.FAILED, refusal);
    } else {
      begin(next.file());
    }
    return true;
  }

  /** Opens a file where its reading was broken off. */
  private void goOn(Reading reading) throws IOException {
    FileVersion file = reading.file();
    Optional<FileVersion> now = folder.look(file.name());
    if (now.isEmpty()) {
      finish(
          file,
          reading.sha256(),
          Outcome.FAILED,
          "it was taken away while it was read: what follows after line or element "
              + last(reading)
              + " was not read; put it into the inbox again");
      return;
    }
    try {
      if (!now.get().equals(file)) {
        Inspection changed = inspect(now.get());
        if (!changed.sha256().equals(reading.sha256())) {
          // A number of its own, so that no two records are of one origin.
          finish(
              file,
              reading.sha256(),
              Outcome.FAILED,
              "it was replaced while it was read, after line or element "
                  + last(reading)
                  + ": the new content is read from its beginning");
          return;
        }
      }
      open =
          OpenFile.open(
              folder.realPath(file.name()),
              new Reading(
                  now.get(),
                  reading.sha256(),
                  reading.encoding(),
                  reading.offset(),
                  reading.number()),
              inbox.name(),
              inbox.limits());
    } catch (Unreadable e) {
      finish(file, reading.sha256(), Outcome.FAILED, e.reason());
    }
  }

  /** The number of the last line or element that was read. */
  private static long last(Reading reading) {
    return reading.number() < 0 ? -reading.number() : reading.number() - 1;
  }

  private void begin(FileVersion file) throws IOException {
    if (!folder.look(file.name()).equals(Optional.of(file))) {
      return; // changed since it was found: found again when it has settled
    }
    try {
      Inspection inspection = inspect(file);
      if (!folder.look(file.name()).equals(Optional.of(file))) {
        return;
      }
      String before = known.get(inspection.sha256());
      if (before != null) {
        LOG.info(
            "inbox {}: {} is passed over: it has the content of {}, which was read before",
            folder,
            file.name(),
            before);
        finish(file, inspection.sha256(), Outcome.COPY, "");
        return;
      }
      Reading reading = new Reading(file, inspection.sha256(), inspection.encoding(), 0, 0);
      open = OpenFile.open(folder.realPath(file.name()), reading, inbox.name(), inbox.limits());
    } catch (Unreadable e) {
      finish(file, "", Outcome.FAILED, e.reason());
    } catch (NoSuchFileException gone) {
      LOG.info("inbox {}: {} was taken away before it was read", folder, file.name());
      if (there != null) {
        there.remove(file.name());
      }
    } catch (AccessDeniedException e) {
      finish(file, "", Outcome.FAILED, "this process may not read it: check its permissions");
    } catch (EOFException e) {
      // Cut while it was being read: it has changed, and is found again.
      LOG.debug("inbox {}: {} was cut", folder, file.name(), e);
    }
  }

  private Inspection inspect(FileVersion file) throws IOException, Unreadable {
    return Inspection.of(
        folder.realPath(file.name()),
        file.size(),
        FileForm.of(file.name()).packed(),
        inbox.limits());
  }

  private void scan() throws IOException {
    Map<FileVersion, Long> stillUnsettled = new HashMap<>();
    Map<String, FileVersion> seen = new HashMap<>();
    long now = System.nanoTime();
    for (InboxFolder.Found found : folder.scan()) {
      FileVersion file = found.file();
      seen.put(file.name(), file);
      if (file.equals(done.get(file.name()))
          || (there != null && !there.containsKey(file.name()))) {
        continue;
      }
      long since = unsettled.getOrDefault(file, now);
      if (found.refusal() != null || hasSettled(file, now - since)) {
        queue.add(found);
      } else {
        stillUnsettled.put(file, since);
      }
    }
    unsettled = stillUnsettled;
    if (there != null) {
      there.values().removeIf(file -> isLeft(file, seen.get(file.name())));
    }
  }

  /** A file's own time tells, and where that is none of the past, what was seen of it. */
  private boolean hasSettled(FileVersion file, long unchangedNanos) {
    long age = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - file.modified();
    long settle = inbox.settle().toNanos();
    return age >= settle || unchangedNanos >= settle;
  }

  /** Whether a bounded run leaves a file to the next one. */
  private boolean isLeft(FileVersion atStart, @Nullable FileVersion now) {
    if (now == null || atStart.equals(done.get(atStart.name()))) {
      return true;
    }
    if (!now.equals(atStart)) {
      LOG.info("inbox {}: {} is still being written: the next run reads it", folder, now.name());
      queue.removeIf(found -> found.file().equals(now));
      return true;
    }
    return false;
  }

  /** Writes down and moves away what is in a completed checkpoint. */
  private synchronized void settle() throws IOException {
    InboxPosition at = completed.getAndSet(null);
    if (at == null || at.last() <= settled) {
      return;
    }
    Deque<Finished> finished = at.unsettled();
    try {
      writeDown(finished);
      Map<Long, String> places = new HashMap<>();
      for (Ledger.Entry entry : ledger.after(at.last() - finished.size())) {
        places.put(entry.sequence(), entry.to());
      }
      for (Finished file : finished) {
        String to = places.get(file.sequence);
        if (to != null) {
          folder.settle(file, to);
        }
      }
    } catch (IOException e) {
      completed.compareAndSet(null, at);
      throw new IOException(
          "files that were read can't be moved within the inbox "
              + folder
              + ": check its permissions and the space left ("
              + e
              + ")",
          e);
    }
    settled = at.last();
  }

  private void writeDown(Deque<Finished> finished) throws IOException {
    List<Ledger.Entry> entries = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    long written = ledger.last();
    for (Finished file : finished) {
      if (file.sequence > written) {
        String place = folder.placeFor(file, taken);
        entries.add(
            new Ledger.Entry(
                file.sequence, file.file.name(), place, file.outcome, file.sha256, Instant.now()));
      }
    }
    ledger.append(entries);
  }

  @Override
  public void close() throws IOException {
    try {
      settle();
    } finally {
      folder.close();
      OpenFile closing = open;
      if (closing != null) {
        closing.close();
      }
    }
  }
}
