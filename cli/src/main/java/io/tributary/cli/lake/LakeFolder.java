package io.tributary.cli.lake;

import io.tributary.cli.CommandFailure;
import io.tributary.cli.FlinkStorage;
import io.tributary.jobs.launch.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A lake on any file system as a folder on this machine: a local one is itself; of one on S3 or
 * HDFS, datasets are copied into a temporary folder when they are asked for.
 */
public final class LakeFolder implements AutoCloseable {
  private final String name;
  private final FileSystem files;
  private final Path root;
  private final java.nio.file.@Nullable Path copies;

  private LakeFolder(
      String name, FileSystem files, Path root, java.nio.file.@Nullable Path copies) {
    this.name = name;
    this.files = files;
    this.root = root;
    this.copies = copies;
  }

  /**
   * Opens a lake.
   *
   * @throws CommandFailure when there is none
   */
  public static LakeFolder open(String lakePath) throws IOException {
    return open("lake.path", lakePath);
  }

  /**
   * Opens a lake or a part of one.
   *
   * @param key the setting that the path is from
   * @throws CommandFailure when there is none
   */
  static LakeFolder open(String key, String path) throws IOException {
    FlinkStorage.connectBriefly(List.of(path));
    boolean remote = Storage.isRemote(path);
    if (remote) {
      Storage.check(key, path);
    }
    Path root =
        remote
            ? new Path(path)
            : new Path(
                java.nio.file.Path.of(path.replaceFirst("^file:(//)?", ""))
                    .toAbsolutePath()
                    .normalize()
                    .toUri());
    FileSystem files = root.getFileSystem();
    String name = remote ? path : root.getPath();
    if (!files.exists(root) || !files.getFileStatus(root).isDir()) {
      throw new CommandFailure(
          key + ": there is no lake at " + name, "run the feed first, or give --" + key);
    }
    return new LakeFolder(
        name, files, root, remote ? Files.createTempDirectory("tributary-lake") : null);
  }

  /** The lake's datasets, in the order of their names. */
  public List<String> datasets() throws IOException {
    List<String> names = new ArrayList<>();
    for (FileStatus each : list(root)) {
      if (each.isDir() && !isHidden(each.getPath())) {
        names.add(each.getPath().getName());
      }
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }

  /** A dataset's folder on this machine; it need not exist. */
  public java.nio.file.Path dataset(String dataset) throws IOException {
    if (copies == null) {
      return java.nio.file.Path.of(root.getPath()).resolve(dataset);
    }
    java.nio.file.Path copy = copies.resolve(dataset);
    Path folder = new Path(root, dataset);
    if (!Files.exists(copy) && files.exists(folder)) {
      copy(folder, copy);
    }
    return copy;
  }

  private void copy(Path from, java.nio.file.Path to) throws IOException {
    Files.createDirectories(to);
    for (FileStatus each : list(from)) {
      Path path = each.getPath();
      java.nio.file.Path target = to.resolve(path.getName());
      if (isHidden(path)) {
        continue;
      }
      if (each.isDir()) {
        copy(path, target);
      } else {
        try (FSDataInputStream in = files.open(path)) {
          Files.copy(in, target);
        }
        Files.setLastModifiedTime(target, FileTime.fromMillis(each.getModificationTime()));
      }
    }
  }

  private List<FileStatus> list(Path folder) throws IOException {
    FileStatus[] all = files.listStatus(folder);
    return all == null ? List.of() : List.of(all);
  }

  private static boolean isHidden(Path path) {
    return path.getName().startsWith(".") || path.getName().startsWith("_");
  }

  @Override
  public void close() throws IOException {
    if (copies != null) {
      try (Stream<java.nio.file.Path> below = Files.walk(copies)) {
        for (java.nio.file.Path each : below.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
