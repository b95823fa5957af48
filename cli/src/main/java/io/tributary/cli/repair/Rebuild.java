package io.tributary.cli.repair;

import io.tributary.cli.FeedKafka;
import io.tributary.cli.Progress;
import io.tributary.cli.audit.TopicSpans;
import io.tributary.cli.repair.Survey.Damaged;
import io.tributary.connectors.lake.StoredFile;
import io.tributary.jobs.settings.Settings;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Columns.Column;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes the damaged files of one folder anew. Their rows are those that the topic has of the
 * folder's day and no whole file of the folder has. As many must be found as the damaged files had:
 * fewer, and the topic has forgotten some; more, and the job has not published all yet. Where both
 * may be so, the one could hide the other: then all must be published first.
 */
final class Rebuild {
  private static final String DATE = "date=";
  private static final String STAGING = "_staging";
  private static final String PENDING = ".pending";
  private static final String ALL_PUBLISHED_FIRST =
      ", so that all others must be published first: stop the job with a savepoint and call it again";

  private final String feed;
  private final Settings settings;
  private final Survey survey;
  private final Progress progress;

  Rebuild(String feed, Settings settings, Survey survey, Progress progress) {
    this.feed = feed;
    this.settings = settings;
    this.survey = survey;
    this.progress = progress;
  }

  /**
   * Rebuilds a folder's files: all of them or none.
   *
   * @param from another lake that has the rows, instead of the topic
   */
  void run(Path folder, List<Damaged> damaged, Optional<String> from)
      throws IOException, InterruptedException, java.sql.SQLException, NotRebuilt {
    Rebuildable dataset =
        Rebuildable.of(feed).stream()
            .filter(each -> isIn(folder, root(each)))
            .findFirst()
            .orElseThrow(
                () ->
                    new NotRebuilt(
                        "no topic holds its rows; put back a copy of the file under its name, if"
                            + " there is one"));
    Columns<@Nullable Object[]> columns =
        columns(dataset)
            .orElseThrow(
                () -> new NotRebuilt("no file of the dataset is left that says its columns"));
    boolean counted = damaged.stream().allMatch(each -> each.rows().isPresent());
    Optional<TopicSpans> topic = from.isPresent() ? Optional.empty() : Optional.of(spans(dataset));
    String doubt =
        !counted
            ? "it no longer says how many rows it had"
            : topic.isEmpty()
                ? "another lake may have rows that this one has not published yet"
                : topic.get().isWhole(dataset.topic())
                    ? ""
                    : "topic " + dataset.topic() + " may have lost some of its rows";
    if (!doubt.isEmpty()) {
      requireAllPublished(dataset, doubt);
    }
    List<Path> others = whole(folder, damaged);
    Set<List<Object>> known = new HashSet<>();
    try (FolderRows whole = FolderRows.copy(others)) {
      whole.forEach(columns, row -> known.add(key(dataset, columns, row)));
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    Set<List<Object>> taken = new HashSet<>(known);
    long day = day(folder);
    if (topic.isPresent()) {
      read(topic.get(), dataset, columns, day, taken, rows);
    } else {
      Path other = new Path(from.orElseThrow() + zone(dataset) + below(folder, zoneRoot(dataset)));
      List<Path> files =
          Survey.list(other).stream()
              .map(each -> each.getPath())
              .filter(path -> path.getName().endsWith(Survey.PARQUET))
              .toList();
      try (FolderRows elsewhere = FolderRows.copy(files)) {
        elsewhere.forEach(columns, row -> take(dataset, columns, row, day, taken, rows));
      }
    }
    if (counted) {
      compare(dataset, damaged, rows.size(), from);
    }
    if (!doubt.isEmpty()) {
      if (!others.equals(whole(folder, damaged))) {
        throw new NotRebuilt(doubt + ALL_PUBLISHED_FIRST);
      }
      requireAllPublished(dataset, doubt);
    }
    write(folder, dataset, columns, damaged, rows);
  }

  private TopicSpans spans(Rebuildable dataset) throws InterruptedException {
    try (Admin admin = FeedKafka.admin(settings)) {
      return TopicSpans.capture(admin, feed, List.of(dataset.topic()));
    }
  }

  private void read(
      TopicSpans spans,
      Rebuildable dataset,
      Columns<@Nullable Object[]> columns,
      long day,
      Set<List<Object>> taken,
      List<@Nullable Object[]> rows)
      throws NotRebuilt {
    String[] broken = new String[1];
    spans.read(
        settings,
        dataset.topic(),
        progress,
        record -> {
          try {
            Optional<@Nullable Object[]> row = row(dataset, columns, record);
            row.ifPresent(values -> take(dataset, columns, values, day, taken, rows));
          } catch (IOException e) {
            broken[0] =
                record.topic()
                    + "-"
                    + record.partition()
                    + "@"
                    + record.offset()
                    + ": "
                    + e.getMessage();
          }
        });
    if (broken[0] != null) {
      throw new NotRebuilt("a record is none of the feed's rows (" + broken[0] + ")");
    }
  }

  private static Optional<@Nullable Object[]> row(
      Rebuildable dataset,
      Columns<@Nullable Object[]> columns,
      ConsumerRecord<byte[], byte[]> record)
      throws IOException {
    if (dataset.received()) {
      return Optional.of(received(columns, record));
    }
    TopicRow json = TopicRow.read(record.value());
    for (Map.Entry<String, Set<String>> each : dataset.where().entrySet()) {
      if (!each.getValue().contains(String.valueOf(json.field(each.getKey())))) {
        return Optional.empty();
      }
    }
    return Optional.of(json.values(columns, dataset.fields()));
  }

  private static @Nullable Object[] received(
      Columns<?> columns, ConsumerRecord<byte[], byte[]> record) throws IOException {
    @Nullable Object[] values = new Object[columns.all().size()];
    for (int i = 0; i < values.length; i++) {
      Column<?> column = columns.all().get(i);
      values[i] =
          switch (column.name()) {
            case "topic" -> record.topic();
            case "partition" -> (long) record.partition();
            case "offset" -> record.offset();
            case "received_at" ->
                column.type() == Columns.Type.TIMESTAMP_MILLIS
                    ? record.timestamp()
                    : record.timestamp() * 1_000;
            case "key" -> record.key();
            case "value" -> record.value();
            default -> throw new IOException("nothing is received as " + column.name());
          };
    }
    return values;
  }

  /** Takes a row that is of the day and not known yet. */
  private static void take(
      Rebuildable dataset,
      Columns<?> columns,
      @Nullable Object[] row,
      long day,
      Set<List<Object>> taken,
      List<@Nullable Object[]> rows) {
    if (dayOf(dataset, columns, row) == day && taken.add(key(dataset, columns, row))) {
      rows.add(row);
    }
  }

  private static List<Object> key(Rebuildable dataset, Columns<?> columns, @Nullable Object[] row) {
    List<Object> key = new ArrayList<>();
    for (String name : dataset.key()) {
      key.add(String.valueOf(row[place(columns, name)]));
    }
    return key;
  }

  private static long dayOf(Rebuildable dataset, Columns<?> columns, @Nullable Object[] row) {
    int place = place(columns, dataset.time());
    long time = row[place] instanceof Long number ? number : Long.MIN_VALUE;
    boolean millis = columns.all().get(place).type() == Columns.Type.TIMESTAMP_MILLIS;
    return Math.floorDiv(
        time, TimeUnit.DAYS.toMicros(1) / (millis ? TimeUnit.MILLISECONDS.toMicros(1) : 1));
  }

  private static int place(Columns<?> columns, String name) {
    for (int i = 0; i < columns.all().size(); i++) {
      if (columns.all().get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no column " + name);
  }

  /** Those of the dataset, or of another one with the same columns. */
  private Optional<Columns<@Nullable Object[]>> columns(Rebuildable dataset) {
    return Stream.concat(
            Stream.of(dataset), Rebuildable.of(feed).stream().filter(dataset::hasColumnsOf))
        .flatMap(each -> survey.columns(root(each)).stream())
        .findFirst();
  }

  /** The folder's files as they are now, but for the damaged ones. */
  private static List<Path> whole(Path folder, List<Damaged> damaged) throws IOException {
    List<Path> whole = new ArrayList<>();
    for (FileStatus each : Survey.list(folder)) {
      Path path = each.getPath();
      if (path.getName().endsWith(Survey.PARQUET)
          && damaged.stream().noneMatch(other -> other.path().equals(path))) {
        whole.add(path);
      }
    }
    return whole;
  }

  /** Of the feed and all its zones: what is staged there may be in the topic already. */
  private void requireAllPublished(Rebuildable dataset, String doubt)
      throws IOException, NotRebuilt {
    for (FileStatus part : Survey.list(new Path(zoneRoot(dataset), STAGING))) {
      if (part.isDir() && part.getPath().getName().startsWith(feed)) {
        for (FileStatus each : Survey.list(part.getPath())) {
          if (each.getPath().getName().endsWith(PENDING)) {
            throw new NotRebuilt(doubt + ALL_PUBLISHED_FIRST);
          }
        }
      }
    }
  }

  private void compare(
      Rebuildable dataset, List<Damaged> damaged, long found, Optional<String> from)
      throws NotRebuilt {
    String source = from.orElse("topic " + dataset.topic());
    long had = damaged.stream().map(Damaged::rows).mapToLong(OptionalLong::orElseThrow).sum();
    if (found < had) {
      throw new NotRebuilt(
          "%s has %d of the %d rows that are missing; the others are to be had from raw or from a copy (docs/runbooks/lake-damaged.md)"
              .formatted(source, found, had));
    }
    if (found > had) {
      throw new NotRebuilt(
          "%s has %d rows that the lake lacks and %d are damaged: the job has not published the others yet; wait until the day is over, or stop it with a savepoint and call it again"
              .formatted(source, found, had));
    }
  }

  private void write(
      Path folder,
      Rebuildable dataset,
      Columns<@Nullable Object[]> columns,
      List<Damaged> damaged,
      List<@Nullable Object[]> rows)
      throws IOException, NotRebuilt {
    FileSystem files = folder.getFileSystem();
    int next = 0;
    for (int i = 0; i < damaged.size(); i++) {
      Path path = damaged.get(i).path();
      // Where a file doesn't say how many it had, the last one takes what is left.
      int end =
          i == damaged.size() - 1
              ? rows.size()
              : Math.min(rows.size(), next + (int) damaged.get(i).rows().orElse(0));
      Path anew = new Path(staging(dataset), "repair-" + UUID.randomUUID() + PENDING);
      files.mkdirs(anew.getParent());
      StoredFile.write(anew, columns, rows.subList(next, end));
      if (StoredFile.read(anew).damage().isPresent()) {
        throw new NotRebuilt("what was written is not what is read: is that disk sound?");
      }
      Path aside = new Path(folder, path.getName() + Survey.DAMAGED);
      if (files.exists(path) && !files.rename(path, aside)) {
        throw new NotRebuilt("it can't be renamed to " + aside.getName());
      }
      if (!files.rename(anew, path)) {
        throw new NotRebuilt(anew + " can't be renamed to it; call it again");
      }
      next = end;
    }
  }

  private static long day(Path folder) {
    String name = folder.getName();
    return LocalDate.parse(name.startsWith(DATE) ? name.substring(DATE.length()) : name)
        .toEpochDay();
  }

  private Path zoneRoot(Rebuildable dataset) {
    return new Path(dataset.place().zone().path(settings));
  }

  private Path root(Rebuildable dataset) {
    return new Path(zoneRoot(dataset), dataset.place().folder());
  }

  private static String zone(Rebuildable dataset) {
    String name = dataset.place().zone().name();
    return name.isEmpty() ? "" : "/" + name;
  }

  /** A folder that no reader looks into. */
  private Path staging(Rebuildable dataset) {
    return new Path(new Path(zoneRoot(dataset), STAGING), feed + "-repair");
  }

  /** Whether a folder is another one or in it. */
  static boolean isIn(Path folder, Path other) {
    return (folder.toUri().getPath() + "/").startsWith(other.toUri().getPath() + "/");
  }

  private static String below(Path folder, Path root) {
    return folder.toUri().getPath().substring(root.toUri().getPath().length());
  }
}
