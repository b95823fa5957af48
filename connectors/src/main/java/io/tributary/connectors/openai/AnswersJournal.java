package io.tributary.connectors.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.json.BoundedJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that are over, in small files: what came after the last checkpoint would be paid for again
 * after a restart. A file is written once, under a name that nobody else takes, and holds a line of
 * JSON for each call; what has no line feed at its end was cut off, and nobody has used it.
 *
 * <p>One thread writes, in the order of the calls. What comes meanwhile goes into the next file.
 */
final class AnswersJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnswersJournal.class);
  private static final ObjectMapper JSON = BoundedJson.mapper();
  private static final String ENDING = ".jsonl";
  private static final int ATTEMPTS = 5;
  private static final long FIRST_PAUSE = 200;

  private final Path folder;
  private final FileSystem files;
  private final String attempt = UUID.randomUUID().toString().substring(0, 8);
  private final List<Call> found = new ArrayList<>();

  /** Only touched by the writing thread, once it runs. */
  private final List<Written> written = new ArrayList<>();

  private final BlockingQueue<Pending> pending = new LinkedBlockingQueue<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "answers-journal");
            made.setDaemon(true);
            return made;
          });

  /** A file, with the number and the moment of its last call. */
  private record Written(Path file, long last, long at) {
    static Written of(Path file, List<Call> calls) {
      return new Written(
          file,
          calls.stream().mapToLong(Call::number).max().orElse(0),
          calls.stream().mapToLong(Call::at).max().orElse(0));
    }
  }

  private record Pending(Call call, CompletableFuture<Void> done) {}

  private AnswersJournal(Path folder) throws IOException {
    this.folder = folder;
    this.files = folder.getFileSystem();
  }

  /**
   * Opens the journal of a folder, or begins one.
   *
   * @throws IOException when it can't be read: to go on without it would pay for answers again
   */
  static AnswersJournal open(String folder) throws IOException {
    AnswersJournal journal = new AnswersJournal(new Path(folder));
    try {
      journal.read();
      return journal;
    } catch (IOException e) {
      journal.close();
      throw new IOException(
          "the journal of answers in %s can't be read: see that it can".formatted(folder), e);
    }
  }

  private void read() throws IOException {
    files.mkdirs(folder);
    for (FileStatus each : files.listStatus(folder)) {
      if (!each.isDir() && each.getPath().getName().endsWith(ENDING)) {
        List<Call> calls = calls(each.getPath());
        found.addAll(calls);
        written.add(Written.of(each.getPath(), calls));
      }
    }
    found.sort(Comparator.comparingLong(Call::number));
  }

  private List<Call> calls(Path file) throws IOException {
    String text;
    try (FSDataInputStream in = files.open(file)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Call> calls = new ArrayList<>();
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      Optional<Call> call = call(line);
      call.ifPresent(calls::add);
      if (call.isEmpty()) {
        LOG.warn("{} holds a line that is no call, which is passed over", file);
      }
    }
    return calls;
  }

  private static Optional<Call> call(String line) {
    try {
      return Optional.ofNullable(JSON.readValue(line, Call.class)).filter(Call::isWhole);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** The calls that it held when it was opened, by their numbers. */
  List<Call> found() {
    return found;
  }

  /** Keeps a call; it is safe when the future completes, which happens in the calls' order. */
  CompletableFuture<Void> write(Call call) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    pending.add(new Pending(call, done));
    execute(this::writePending);
    return done;
  }

  private void writePending() {
    List<Pending> batch = new ArrayList<>();
    pending.drainTo(batch);
    if (batch.isEmpty()) {
      return;
    }
    try {
      write(batch.stream().map(Pending::call).toList());
    } catch (IOException e) {
      IOException told =
          new IOException(
              "answers can't be written to %s: see that it can be written to".formatted(folder), e);
      batch.forEach(each -> each.done().completeExceptionally(told));
      return;
    }
    batch.forEach(each -> each.done().complete(null));
  }

  private void write(List<Call> calls) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Call call : calls) {
      lines.append(line(call));
    }
    byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
    long last = calls.get(calls.size() - 1).number();
    for (int tried = 1; ; tried++) {
      Path file =
          new Path(
              folder, String.format(Locale.ROOT, "%020d-%s-%d%s", last, attempt, tried, ENDING));
      try (FSDataOutputStream out = files.create(file, FileSystem.WriteMode.NO_OVERWRITE)) {
        out.write(bytes);
        written.add(Written.of(file, calls));
      } catch (IOException e) {
        if (tried == ATTEMPTS) {
          throw e;
        }
        LOG.warn("{} could not be written, and is written again", file, e);
        pause(FIRST_PAUSE << tried);
        continue;
      }
      return;
    }
  }

  static String line(Call call) throws IOException {
    return JSON.writeValueAsString(call) + '\n';
  }

  private static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the task has ended meanwhile", e);
    }
  }

  /**
   * Forgets calls up to a number, when checkpoints have them.
   *
   * @param before later ones stay, in milliseconds since the epoch
   */
  void forget(long number, long before) {
    execute(
        () -> {
          written.removeIf(
              each -> each.last() <= number && each.at() < before && isDeleted(each.file()));
        });
  }

  /** One that can't be deleted now is tried again with the next checkpoint. */
  private boolean isDeleted(Path file) {
    try {
      files.delete(file, false);
      return true;
    } catch (IOException e) {
      LOG.warn("{} could not be deleted", file, e);
      return false;
    }
  }

  private void execute(Runnable work) {
    try {
      thread.execute(work);
    } catch (RejectedExecutionException closed) {
      throw new UncheckedIOException(new IOException("the journal is closed", closed));
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
