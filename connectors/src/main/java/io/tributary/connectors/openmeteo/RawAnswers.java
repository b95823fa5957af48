package io.tributary.connectors.openmeteo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** The folder of answers, on any file system that Flink knows. An answer is there whole, or not. */
record RawAnswers(Path folder) {
  private static final String SUFFIX = ".response";
  private static final String STAGING = "_staging";

  RawAnswers(String folder) {
    this(new Path(folder));
  }

  /** Keeps an answer; it is durable when this returns. */
  void write(String name, byte[] bytes) throws IOException {
    FileSystem files = folder.getFileSystem();
    Path target = new Path(folder, name);
    Path staged = new Path(new Path(folder, STAGING), UUID.randomUUID() + SUFFIX);
    files.mkdirs(staged.getParent());
    FSDataOutputStream out = files.create(staged, FileSystem.WriteMode.NO_OVERWRITE);
    out.write(bytes);
    out.sync();
    out.close();
    files.mkdirs(target.getParent());
    if (!files.rename(staged, target) && !files.exists(target)) {
      throw new IOException("can't rename " + staged + " to " + target);
    }
  }

  boolean exists(String name) throws IOException {
    return folder.getFileSystem().exists(new Path(folder, name));
  }

  byte[] read(String name) throws IOException {
    try (FSDataInputStream in = folder.getFileSystem().open(new Path(folder, name))) {
      return in.readAllBytes();
    }
  }

  /** The names of all answers, in order. */
  List<String> all() throws IOException {
    FileSystem files = folder.getFileSystem();
    if (!files.exists(folder)) {
      throw new IOException("there are no answers in " + folder + ": check the path");
    }
    List<String> names = new ArrayList<>();
    list(files, files.getFileStatus(folder).getPath(), "", names);
    names.sort(null);
    return names;
  }

  private static void list(FileSystem files, Path under, String prefix, List<String> names)
      throws IOException {
    FileStatus[] entries = files.listStatus(under);
    for (FileStatus each : entries == null ? new FileStatus[0] : entries) {
      String name = prefix + each.getPath().getName();
      if (each.isDir()) {
        if (!name.equals(STAGING)) {
          list(files, each.getPath(), name + "/", names);
        }
      } else if (name.endsWith(SUFFIX)) {
        names.add(name);
      }
    }
  }
}
