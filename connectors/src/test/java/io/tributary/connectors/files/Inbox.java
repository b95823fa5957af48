package io.tributary.connectors.files;

import io.tributary.connectors.collect.Collected;
import io.tributary.connectors.collect.Collector.Batch;
import io.tributary.connectors.collect.Collector.Collection;
import io.tributary.pipeline.record.Rejection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** An inbox, what is put into it, and what a collector makes of it. */
final class Inbox implements AutoCloseable {
  static final String HEADER = "invoice_id,issued_at,customer_id,country,amount\n";

  final Path folder;
  Limits limits = Limits.DEFAULT;
  Duration settle = Duration.ofSeconds(1);
  private Instant modified = Instant.now().minusSeconds(100_000);
  private InboxPosition position = InboxPosition.BEGINNING;
  private Collection<InboxPosition> collection;
  private Batch<InboxPosition> last;

  Inbox(Path folder) {
    this.folder = folder;
  }

  /** Puts a file there, written a second after the one before. */
  Path put(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    modified = modified.plusSeconds(1);
    Files.setLastModifiedTime(file, FileTime.from(modified));
    return file;
  }

  Path put(String name, String content) throws IOException {
    return put(name, content.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    }
    return packed.toByteArray();
  }

  InboxCollector collector() {
    return new InboxCollector(folder, settle, Duration.ofMillis(20), limits);
  }

  void open(InboxPosition from, boolean bounded) throws IOException {
    close();
    collection = collector().open(from, bounded, new UnregisteredMetricsGroup());
    position = from;
  }

  /** One batch. */
  List<Collected<InboxPosition>> next() throws Exception {
    if (collection == null) {
      open(position, false);
    }
    last = collection.next();
    position = last.after();
    return last.records();
  }

  /** All that there is to read now. */
  List<Collected<InboxPosition>> read() throws Exception {
    List<Collected<InboxPosition>> all = new ArrayList<>();
    do {
      all.addAll(next());
    } while (last.pause().isZero());
    return all;
  }

  boolean hasEnded() {
    return last.ended();
  }

  /** Where it stands, as it comes back from a checkpoint. */
  InboxPosition position() throws IOException {
    return restored(position);
  }

  static InboxPosition restored(InboxPosition position) throws IOException {
    InboxPosition.Serializer serializer = InboxPosition.Serializer.INSTANCE;
    return serializer.deserialize(serializer.getVersion(), serializer.serialize(position));
  }

  /** A checkpoint of where it stands is complete, and what that entails done. */
  void complete() throws Exception {
    collection.completed(position());
    next();
  }

  /** Ends without a word, and goes on from a checkpoint. */
  void goOn(InboxPosition from) throws IOException {
    open(from, false);
    collection.completed(from);
  }

  /** All files in the inbox but its own, with their folders. */
  List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> folder.relativize(file).toString())
          .filter(name -> !name.startsWith(".tributary"))
          .sorted()
          .toList();
    }
  }

  String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  /** A record in a line: where it is from, and its JSON or what is wrong with it. */
  static String told(Collected<InboxPosition> collected) {
    String place = collected.raw().topic() + " " + collected.raw().offset() + " ";
    Rejection problem = collected.problem();
    return problem == null
        ? place + json(collected)
        : place + problem.reason() + " " + problem.detail();
  }

  static String json(Collected<InboxPosition> collected) {
    return new String(collected.json(), StandardCharsets.UTF_8);
  }

  List<String> told() throws Exception {
    return read().stream().map(Inbox::told).toList();
  }

  @Override
  public void close() throws IOException {
    if (collection != null) {
      collection.close();
      collection = null;
    }
  }
}
