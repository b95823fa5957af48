package io.tributary.analytics;

import io.tributary.analytics.LakeFiles.LakeFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lake's window results as tables in memory, kept up to date by looking which files are new and
 * which are gone.
 *
 * <p>Files appear whole and never change; they disappear when they are compacted, their rows then
 * being in another file. Both may be seen for a while, or neither. So rows are told apart by what
 * they count, not by their file: a row seen twice is one, the highest revision holds. A file is
 * taken for gone only when two listings in a row don't have it; then its days are read anew. What
 * can't be listed or read is tried again with the next listing, folder by folder and file by file,
 * and nothing else waits for it.
 *
 * <p>One thread calls {@link #refresh}; readers see the state before or after it, never between.
 */
final class Mirror implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

  /** How many files one transaction takes in. */
  private static final int BATCH = 256;

  /** Deleted rows are given back by a checkpoint, which a change now and then pays for. */
  private static final int CHANGES_A_CHECKPOINT = 100;

  /** What all folders lie in. */
  private static final String WHOLE = "lake.path";

  private final Path temporary;
  private final LakeFormat format;
  private final LakeFiles lake;
  private final LakeFiles texts;
  private final LakeSizes sizes;
  private final DuckDBConnection database;
  private final Map<Dataset, Map<String, LakeFile>> taken = new HashMap<>();
  private final Map<RecordDataset, Map<String, RecordFile>> records = new HashMap<>();
  private final Set<String> missedOnce = new HashSet<>();

  /** Days of which what they had goes when they are read next. */
  private final Map<Dataset, Set<Integer>> anew = new HashMap<>();

  /** Those that have been taken in as a whole once. */
  private final Set<Dataset> read = new HashSet<>();

  private boolean changed;
  private int changes;

  private volatile State state = new State(0, Set.of(), Map.of(), Map.of(), Map.of(), Map.of());

  /** What a file of records holds. */
  private record RecordFile(LakeFile file, long rows, OptionalLong newestMicros) {}

  /**
   * What is known, beside the rows.
   *
   * @param generation grows with each change
   * @param read feeds whose window results have all been looked at once
   * @param unreadable files that are there but can't be read, with the reason
   * @param unlisted folders that can't be listed, with the reason
   */
  record State(
      long generation,
      Set<String> read,
      Map<String, Delivered> delivered,
      Map<String, Newest> newest,
      Map<String, String> unreadable,
      Map<String, String> unlisted) {}

  /** Looks at a folder and takes in what has changed. */
  private interface Look {
    void take() throws IOException;
  }

  /** The records of a feed. */
  record Delivered(long rows, Optional<Instant> newest) {}

  /** The files of a feed. */
  record Newest(long files, Instant written) {}

  Mirror(Options options) throws IOException, SQLException {
    temporary = Files.createTempDirectory("tributary-analytics");
    format = options.format();
    lake = new LakeFiles(options.lake(), temporary.resolve("lake"));
    sizes = new LakeSizes(lake);
    texts =
        new LakeFiles(
            options.processedTexts().orElse(options.lake() + "/processed"),
            temporary.resolve("texts"));
    database = DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
    execute("SET temp_directory = " + literal(temporary.resolve("spill").toString()));
    execute("SET memory_limit = '1GB'");
    // Each file is read once: its bytes would be kept up to that limit for nobody.
    execute("SET enable_external_file_cache = false");
    execute("SET preserve_insertion_order = false");
    // Questions are short and many: they are answered beside one another, not each by all cores.
    execute("SET threads = " + Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    execute("SET autoinstall_known_extensions = false");
    for (Dataset dataset : Dataset.ALL_DATASETS) {
      execute(dataset.create());
    }
  }

  /** A connection of its own for a reader. */
  DuckDBConnection connect() throws SQLException {
    return database.duplicate().unwrap(DuckDBConnection.class);
  }

  State state() {
    return state;
  }

  /** How large each dataset is, in bytes. */
  Map<String, Long> bytes() {
    return sizes.bytes();
  }

  /**
   * Looks at the lake once and takes in what has changed.
   *
   * @throws IOException when no folder of window results can be listed; what was known still is
   */
  void refresh() throws IOException {
    Map<String, String> unreadable = new TreeMap<>();
    Map<String, String> unlisted = new TreeMap<>();
    Set<LakeFiles> away = new HashSet<>();
    Map<String, List<Dataset>> roots =
        Dataset.ALL_DATASETS.stream()
            .collect(Collectors.groupingBy(Dataset::root, LinkedHashMap::new, Collectors.toList()));
    roots.forEach(
        (root, datasets) ->
            look(lake, root, () -> take(root, datasets, unreadable), away, unlisted));
    boolean listed = !unlisted.keySet().containsAll(roots.keySet());
    for (RecordDataset dataset : RecordDataset.ALL_DATASETS) {
      LakeFiles zone = dataset.zone() == RecordDataset.Zone.LAKE ? lake : texts;
      look(zone, dataset.folder(), () -> count(dataset, zone, unreadable), away, unlisted);
    }
    if (unlisted.isEmpty()) {
      look(lake, WHOLE, sizes::look, away, unlisted);
    }
    // Nothing is known anew of files whose folder can't be listed.
    state
        .unreadable()
        .forEach(
            (path, reason) -> {
              if (unlisted.keySet().stream().anyMatch(folder -> path.startsWith(folder + "/"))) {
                unreadable.putIfAbsent(path, reason);
              }
            });
    state =
        new State(
            state.generation() + (changed ? 1 : 0),
            readFeeds(),
            delivered(),
            newest(),
            Map.copyOf(unreadable),
            Map.copyOf(unlisted));
    if (changed && ++changes % CHANGES_A_CHECKPOINT == 0) {
      checkpoint();
    }
    changed = false;
    if (!listed) {
      throw new IOException(
          "nothing of it can be listed: " + unlisted.get(Dataset.ALL_DATASETS.get(0).root()));
    }
  }

  /** That a folder can't be looked at is said, and keeps nobody from looking at others. */
  private void look(
      LakeFiles zone, String folder, Look look, Set<LakeFiles> away, Map<String, String> unlisted) {
    if (away.contains(zone)) {
      unlisted.put(folder, "it lies where nothing answers");
      return;
    }
    try {
      look.take();
    } catch (IOException | RuntimeException e) {
      unlisted.put(folder, e.toString());
      if (!state.unlisted().containsKey(folder)) {
        LOG.warn("{} can't be listed, and is left out until it can: {}", folder, e.toString());
        LOG.debug("{} can't be listed", folder, e);
      }
      if (!zone.answers()) {
        // Each further folder would take as long to fail.
        away.add(zone);
      }
    }
  }

  private Set<String> readFeeds() {
    return AnalyticsServer.FEEDS.stream()
        .filter(feed -> read.containsAll(Dataset.of(feed)))
        .collect(Collectors.toUnmodifiableSet());
  }

  private void take(String root, List<Dataset> datasets, Map<String, String> unreadable)
      throws IOException {
    List<LakeFile> listed = lake.below(root);
    for (Dataset dataset : datasets) {
      take(dataset, listed, unreadable);
      read.add(dataset);
    }
  }

  private void take(Dataset dataset, List<LakeFile> listed, Map<String, String> unreadable)
      throws IOException {
    Map<String, LakeFile> known = taken.computeIfAbsent(dataset, any -> new HashMap<>());
    Map<Integer, List<LakeFile>> present = new TreeMap<>();
    Map<Integer, List<LakeFile>> added = new TreeMap<>();
    Set<String> paths = new HashSet<>();
    Pattern layout = dataset.layout();
    // Cheaper than the pattern, for what most files are not.
    String inside = dataset.behindDate();
    for (LakeFile file : listed) {
      if (!file.path().endsWith(format.suffix()) || !file.path().contains(inside)) {
        continue;
      }
      Matcher matcher = layout.matcher(file.path());
      if (!matcher.matches()) {
        continue;
      }
      Optional<Integer> day = day(matcher.group(1));
      if (day.isEmpty()) {
        unreadable.put(file.path(), "'" + matcher.group(1) + "' is no date");
        continue;
      }
      paths.add(file.path());
      present.computeIfAbsent(day.get(), any -> new ArrayList<>()).add(file);
      if (!file.equals(known.get(file.path()))) {
        added.computeIfAbsent(day.get(), any -> new ArrayList<>()).add(file);
      }
    }
    Set<Integer> again = anew.computeIfAbsent(dataset, any -> new HashSet<>());
    List<String> gone = gone(known.keySet(), paths);
    for (String path : gone) {
      Matcher matcher = layout.matcher(path);
      if (matcher.matches()) {
        day(matcher.group(1)).ifPresent(again::add);
      }
      known.remove(path);
    }
    // A file of the same name and another content was replaced: what it held before must go.
    added.forEach(
        (day, files) -> {
          if (files.stream().anyMatch(file -> known.containsKey(file.path()))) {
            again.add(day);
          }
        });
    for (int day : again) {
      List<LakeFile> all = present.getOrDefault(day, List.of());
      all.forEach(file -> known.remove(file.path()));
      added.put(day, new ArrayList<>(all));
    }
    List<Integer> batch = new ArrayList<>();
    int files = 0;
    for (Map.Entry<Integer, List<LakeFile>> each : added.entrySet()) {
      batch.add(each.getKey());
      files += each.getValue().size();
      if (files >= BATCH) {
        load(dataset, batch, added, again, unreadable);
        batch.clear();
        files = 0;
      }
    }
    if (!batch.isEmpty()) {
      load(dataset, batch, added, again, unreadable);
    }
  }

  /** Those that two listings in a row don't have. */
  private List<String> gone(Collection<String> known, Set<String> listed) {
    List<String> gone = new ArrayList<>();
    for (String path : known) {
      if (listed.contains(path)) {
        missedOnce.remove(path);
      } else if (!missedOnce.add(path)) {
        missedOnce.remove(path);
        gone.add(path);
      }
    }
    return gone;
  }

  private void load(
      Dataset dataset,
      List<Integer> days,
      Map<Integer, List<LakeFile>> added,
      Set<Integer> again,
      Map<String, String> unreadable)
      throws IOException {
    List<LakeFile> files =
        days.stream().flatMap(day -> added.getOrDefault(day, List.of()).stream()).toList();
    Map<String, LakeFile> known = taken.computeIfAbsent(dataset, any -> new HashMap<>());
    Set<Integer> dropped = days.stream().filter(again::contains).collect(Collectors.toSet());
    try {
      replace(dataset, days, files, dropped);
      again.removeAll(dropped);
      files.forEach(file -> known.put(file.path(), file));
      changed = true;
      return;
    } catch (SQLException | IOException together) {
      LOG.debug("{} files of {} together: {}", files.size(), dataset.table(), together.toString());
    }
    // One of them: the others are taken in without it.
    for (int day : days) {
      if (again.contains(day) && added.getOrDefault(day, List.of()).isEmpty()) {
        try {
          replace(dataset, List.of(day), List.of(), Set.of(day));
          again.remove(day);
          changed = true;
        } catch (SQLException | IOException e) {
          LOG.warn("{}: a day whose files are gone can't be forgotten yet", dataset.table(), e);
        }
      }
      for (LakeFile file : added.getOrDefault(day, List.of())) {
        try {
          replace(
              dataset, List.of(day), List.of(file), again.contains(day) ? Set.of(day) : Set.of());
          again.remove(day);
          changed = true;
          known.put(file.path(), file);
        } catch (FileNotFoundException compacted) {
          LOG.debug("{} is gone, its rows are elsewhere by now", file.path());
        } catch (SQLException | IOException e) {
          // Throws in its turn when it is the whole lake that is away.
          if (lake.has(file)) {
            refuse(file, e, unreadable);
          }
        }
      }
    }
  }

  private void refuse(LakeFile file, Exception e, Map<String, String> unreadable) {
    String reason = DuckDbFailure.reason(e);
    unreadable.put(file.path(), reason);
    if (!state.unreadable().containsKey(file.path())) {
      LOG.warn("{} can't be read, and is left out until it can: {}", file.path(), reason);
    }
  }

  /** Adds files' rows to days, or puts them in place of all that the days had. */
  private void replace(
      Dataset dataset, List<Integer> days, List<LakeFile> files, Set<Integer> dropped)
      throws IOException, SQLException {
    List<Path> fetched = new ArrayList<>();
    try {
      for (LakeFile file : files) {
        fetched.add(lake.fetch(file));
      }
      String table = dataset.table();
      String these = in(days);
      String kept = in(days.stream().filter(day -> !dropped.contains(day)).toList());
      String incoming =
          fetched.isEmpty()
              ? "SELECT * FROM " + table + " WHERE false"
              : "SELECT * FROM (" + dataset.rows(format, list(fetched)) + ") WHERE day IN " + these;
      database.setAutoCommit(false);
      try {
        execute(
            "CREATE OR REPLACE TEMP TABLE incoming AS "
                + incoming
                + " UNION ALL BY NAME SELECT * FROM "
                + table
                + " WHERE day IN "
                + kept);
        execute("DELETE FROM " + table + " WHERE day IN " + these);
        execute(
            "INSERT INTO "
                + table
                + " BY NAME SELECT * FROM incoming QUALIFY row_number() OVER (PARTITION BY "
                + dataset.key()
                + " ORDER BY "
                + Dataset.RANK
                + ") = 1");
        database.commit();
      } catch (SQLException e) {
        database.rollback();
        throw e;
      } finally {
        database.setAutoCommit(true);
      }
    } finally {
      for (Path each : fetched) {
        lake.release(each);
      }
    }
  }

  private void count(RecordDataset dataset, LakeFiles root, Map<String, String> unreadable)
      throws IOException {
    Map<String, RecordFile> known = records.computeIfAbsent(dataset, any -> new HashMap<>());
    Map<String, LakeFile> listed = new LinkedHashMap<>();
    for (LakeFile file : root.below(dataset.folder())) {
      if (file.path().endsWith(format.suffix())) {
        listed.put(file.path(), file);
      }
    }
    List<String> gone = gone(known.keySet(), listed.keySet());
    known.keySet().removeAll(gone);
    changed |= !gone.isEmpty();
    List<LakeFile> added =
        listed.values().stream()
            .filter(
                file ->
                    !known.containsKey(file.path()) || !known.get(file.path()).file.equals(file))
            .toList();
    for (int from = 0; from < added.size(); from += BATCH) {
      List<LakeFile> some = added.subList(from, Math.min(added.size(), from + BATCH));
      count(dataset, root, some, known, unreadable);
    }
  }

  private void count(
      RecordDataset dataset,
      LakeFiles root,
      List<LakeFile> files,
      Map<String, RecordFile> known,
      Map<String, String> unreadable)
      throws IOException {
    if (root.isRemote()) {
      // To copy all records only to count them is too much.
      files.forEach(f -> known.put(f.path(), new RecordFile(f, 0, OptionalLong.empty())));
      changed = true;
      return;
    }
    Map<String, LakeFile> byPlace = new LinkedHashMap<>();
    for (LakeFile file : files) {
      byPlace.put(root.fetch(file).toString(), file);
    }
    try (Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery(
                dataset.question(format, list(byPlace.keySet().stream().map(Path::of).toList())))) {
      Map<String, RecordFile> found = new HashMap<>();
      byPlace
          .values()
          .forEach(file -> found.put(file.path(), new RecordFile(file, 0, OptionalLong.empty())));
      while (rows.next()) {
        LakeFile file = byPlace.get(rows.getString(1));
        if (file != null) {
          long newest = rows.getLong(3);
          found.put(
              file.path(),
              new RecordFile(
                  file,
                  rows.getLong(2),
                  rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(newest)));
        }
      }
      known.putAll(found);
      changed = true;
    } catch (SQLException e) {
      if (files.size() == 1) {
        if (root.has(files.get(0))) {
          refuse(files.get(0), e, unreadable);
        }
        return;
      }
      for (LakeFile file : files) {
        count(dataset, root, List.of(file), known, unreadable);
      }
    }
  }

  private Map<String, Delivered> delivered() {
    Map<String, Delivered> delivered = new HashMap<>();
    records.forEach(
        (dataset, files) -> {
          for (RecordFile each : files.values()) {
            Optional<Instant> newest =
                each.newestMicros.isPresent()
                    ? Optional.of(Moments.ofMicros(each.newestMicros.getAsLong()))
                    : Optional.empty();
            delivered.merge(
                dataset.feed(),
                new Delivered(each.rows, newest),
                (a, b) ->
                    new Delivered(
                        a.rows + b.rows,
                        Stream.of(a.newest, b.newest)
                            .flatMap(Optional::stream)
                            .max(Comparator.naturalOrder())));
          }
        });
    return Map.copyOf(delivered);
  }

  private Map<String, Newest> newest() {
    Map<String, Newest> newest = new HashMap<>();
    taken.forEach(
        (dataset, files) -> files.values().forEach(file -> newer(newest, dataset.feed(), file)));
    records.forEach(
        (dataset, files) ->
            files.values().forEach(each -> newer(newest, dataset.feed(), each.file)));
    return Map.copyOf(newest);
  }

  private static void newer(Map<String, Newest> newest, String feed, LakeFile file) {
    newest.merge(
        feed,
        new Newest(1, Instant.ofEpochMilli(file.modifiedMillis())),
        (a, b) ->
            new Newest(a.files + b.files, a.written.isAfter(b.written) ? a.written : b.written));
  }

  private static Optional<Integer> day(String date) {
    try {
      return Optional.of(Math.toIntExact(LocalDate.parse(date).toEpochDay()));
    } catch (DateTimeParseException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private void checkpoint() {
    try {
      execute("CHECKPOINT");
    } catch (SQLException busy) {
      LOG.debug("no checkpoint while others read, the next one will do: {}", busy.toString());
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String in(Collection<Integer> days) {
    return days.isEmpty()
        ? "(NULL)"
        : days.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }

  private static String list(List<Path> files) {
    return files.stream()
        .map(file -> literal(file.toString()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  @Override
  public void close() throws SQLException {
    database.close();
    try (Stream<Path> below = Files.walk(temporary)) {
      for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
