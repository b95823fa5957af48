package io.tributary.connectors.openmeteo;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
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

  /** Makes ready to keep an answer, so that none is asked for that can't be kept. */
  Staged stage() throws IOException {
    return new Staged();
  }

  /** A place for an answer, which is gone when it is closed before one is kept. */
  final class Staged implements Closeable {
    private final FileSystem files = folder.getFileSystem();
    private final Path staged = new Path(new Path(folder, STAGING), UUID.randomUUID() + SUFFIX);
    private final FSDataOutputStream out;
    private boolean kept;

    private Staged() throws IOException {
      files.mkdirs(staged.getParent());
      out = files.create(staged, FileSystem.WriteMode.NO_OVERWRITE);
    }

    /** Keeps an answer; it is durable when this returns. */
    void keep(String name, byte[] bytes) throws IOException {
      out.write(bytes);
      out.sync();
      out.close();
      Path target = new Path(folder, name);
      files.mkdirs(target.getParent());
      kept = files.rename(staged, target);
      if (!kept && !files.exists(target)) {
        throw new IOException("can't rename " + staged + " to " + target);
      }
    }

    @Override
    public void close() throws IOException {
      if (!kept) {
        try {
          out.close();
        } finally {
          files.delete(staged, false);
        }
      }
    }
  }

  /** Removes what kills have left half written: nobody has been writing for that long. */
  void clear(Duration old) throws IOException {
    FileSystem files = folder.getFileSystem();
    Path staging = new Path(folder, STAGING);
    long before = System.currentTimeMillis() - old.toMillis();
    FileStatus[] none = new FileStatus[0];
    for (FileStatus each : files.exists(staging) ? files.listStatus(staging) : none) {
      if (each.getModificationTime() < before) {
        files.delete(each.getPath(), false);
      }
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
