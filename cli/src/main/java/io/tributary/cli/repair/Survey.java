package io.tributary.cli.repair;

import io.tributary.cli.Progress;
import io.tributary.connectors.lake.StoredFile;
import io.tributary.pipeline.record.Columns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/** What has become of a feed's files: every one is read, page by page. */
final class Survey {
  static final String PARQUET = ".parquet";

  /** What a damaged file's name ends with once it was put aside. */
  static final String DAMAGED = ".damaged";

  private final List<Damaged> damaged = new ArrayList<>();

  /** By a dataset's folder; its files have the same columns. */
  private final Map<String, Columns<@Nullable Object[]>> columns = new HashMap<>();

  private int files;

  /**
   * A file that is not what was written.
   *
   * @param path where it was published
   * @param rows how many rows it had, if it still says so
   */
  record Damaged(Path path, String reason, OptionalLong rows) {}

  private Survey() {}

  /** Reads the files of some folders. */
  static Survey of(List<String> folders, Progress progress) throws IOException {
    Survey survey = new Survey();
    for (String folder : folders) {
      survey.look(folder, new Path(folder), progress);
    }
    return survey;
  }

  private void look(String dataset, Path folder, Progress progress) throws IOException {
    for (FileStatus each : list(folder)) {
      Path path = each.getPath();
      String name = path.getName();
      if (name.startsWith(".") || name.startsWith("_")) {
        continue;
      }
      if (each.isDir()) {
        look(dataset, path, progress);
      } else if (name.endsWith(PARQUET)) {
        look(dataset, path, StoredFile.read(path));
        progress.show(() -> "checking: " + files + " files, " + damaged.size() + " damaged");
      } else if (name.endsWith(PARQUET + DAMAGED) && !exists(published(path))) {
        // Put aside by a repair that was cut short.
        files++;
        damaged.add(new Damaged(published(path), "put aside", StoredFile.read(path).rows()));
      }
    }
  }

  private void look(String dataset, Path path, StoredFile file) {
    files++;
    file.columns().ifPresent(some -> columns.putIfAbsent(dataset, some));
    if (file.damage().isPresent()) {
      damaged.add(new Damaged(path, file.damage().get(), file.rows()));
    }
  }

  private static Path published(Path aside) {
    String name = aside.getName();
    return new Path(aside.getParent(), name.substring(0, name.length() - DAMAGED.length()));
  }

  private static boolean exists(Path path) throws IOException {
    return path.getFileSystem().exists(path);
  }

  static List<FileStatus> list(Path folder) throws IOException {
    FileSystem files = folder.getFileSystem();
    FileStatus[] all = files.exists(folder) ? files.listStatus(folder) : null;
    return all == null ? List.of() : List.of(all);
  }

  int files() {
    return files;
  }

  List<Damaged> damaged() {
    return damaged;
  }

  /** The damaged files by the folder in which they are. */
  Map<Path, List<Damaged>> byFolder() {
    Map<Path, List<Damaged>> folders = new LinkedHashMap<>();
    damaged.forEach(
        each -> folders.computeIfAbsent(each.path().getParent(), p -> new ArrayList<>()).add(each));
    return folders;
  }

  /** The columns of the dataset that a folder is of; empty when no file says them any more. */
  Optional<Columns<@Nullable Object[]>> columns(Path folder) {
    return columns.entrySet().stream()
        .filter(each -> Rebuild.isIn(folder, new Path(each.getKey())))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
