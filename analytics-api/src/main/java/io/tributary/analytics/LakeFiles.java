package io.tributary.analytics;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * A lake's committed files, on any file system that Flink knows. A local file is itself; one from
 * elsewhere is copied into a folder on this machine for as long as it is being read.
 */
final class LakeFiles {
  private final Path root;
  private final boolean remote;
  private final java.nio.file.Path copies;

  /**
   * One file.
   *
   * @param path below the root, with slashes
   * @param modifiedMillis when it was written, since the epoch
   */
  record LakeFile(String path, long bytes, long modifiedMillis) {}

  /**
   * Names a lake; nothing is asked yet.
   *
   * @param copies a folder of this machine for what is being read
   */
  LakeFiles(String lake, java.nio.file.Path copies) {
    this.remote = isRemote(lake);
    this.root =
        remote
            ? new Path(lake)
            : new Path(
                java.nio.file.Path.of(lake.replaceFirst("^file:(//)?", ""))
                    .toAbsolutePath()
                    .normalize()
                    .toUri());
    this.copies = copies;
  }

  /** Whether a path has a scheme other than that of local files. */
  static boolean isRemote(String path) {
    return path.contains("://") && !path.startsWith("file://");
  }

  boolean isRemote() {
    return remote;
  }

  /** The visible files below a folder, however deep; none when it isn't there. */
  List<LakeFile> below(String folder) throws IOException {
    List<LakeFile> found = new ArrayList<>();
    walk(root.getFileSystem(), new Path(root, folder), folder + "/", found);
    return found;
  }

  /** All visible files. */
  List<LakeFile> all() throws IOException {
    List<LakeFile> found = new ArrayList<>();
    walk(root.getFileSystem(), root, "", found);
    return found;
  }

  private static void walk(FileSystem files, Path folder, String before, List<LakeFile> found)
      throws IOException {
    FileStatus[] all;
    try {
      all = files.listStatus(folder);
    } catch (FileNotFoundException notThere) {
      return;
    }
    if (all == null) {
      return;
    }
    for (FileStatus each : all) {
      String own = each.getPath().getName();
      if (own.startsWith(".") || own.startsWith("_")) {
        continue;
      }
      if (each.isDir()) {
        walk(files, each.getPath(), before + own + "/", found);
      } else {
        found.add(new LakeFile(before + own, each.getLen(), each.getModificationTime()));
      }
    }
  }

  /** Whether anything answers where the root is, or should be. */
  boolean answers() {
    try {
      root.getFileSystem().exists(root);
      return true;
    } catch (IOException | RuntimeException away) {
      return false;
    }
  }

  /** Whether a file is there still. */
  boolean has(LakeFile file) throws IOException {
    return root.getFileSystem().exists(new Path(root, file.path()));
  }

  /**
   * A file on this machine.
   *
   * @throws FileNotFoundException when it is gone
   */
  java.nio.file.Path fetch(LakeFile file) throws IOException {
    Path place = new Path(root, file.path());
    if (!remote) {
      return java.nio.file.Path.of(place.getPath());
    }
    java.nio.file.Path copy = copies.resolve(file.path());
    Files.createDirectories(copy.getParent());
    try (FSDataInputStream in = root.getFileSystem().open(place)) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      throw (FileNotFoundException) new FileNotFoundException(file.path()).initCause(e);
    }
    return copy;
  }

  /** Says that a file has been read. */
  void release(java.nio.file.Path fetched) throws IOException {
    if (remote) {
      Files.deleteIfExists(fetched);
    }
  }
}
