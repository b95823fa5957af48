package io.tributary.jobs.launch;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.CheckpointProperties;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A checkpoint or savepoint that a job can start from.
 *
 * @param path its directory
 * @param number the checkpoint's number; a run counts on from the state it started with
 * @param completed when it was complete, in milliseconds since the epoch
 * @param isSavepoint whether it is whole in itself, and somebody's to keep
 */
public record StoredState(String path, long number, long completed, boolean isSavepoint) {
  private static final Logger LOG = LoggerFactory.getLogger(StoredState.class);
  private static final String METADATA = "_metadata";

  /**
   * The newest complete one in a directory, or a directory or two below. One that is cut short was
   * never completed: a process was killed while writing it, and nothing of it was committed
   * anywhere.
   *
   * <p>Of one run's checkpoints the newest is the one with the highest number: no clock is asked.
   * Between runs, and between a run's checkpoints and its savepoint, the time decides: one that was
   * told to begin with an older savepoint has left the higher numbers behind. S3 tells the time in
   * seconds; within one the higher number is newer.
   *
   * @throws LaunchProblem if one can't be read for any other reason: an older one isn't taken then
   */
  public static Optional<StoredState> newest(String directory) {
    Path base = new Path(directory);
    List<StoredState> found = new ArrayList<>();
    try {
      FileSystem files = base.getFileSystem();
      for (FileStatus each : list(files, base)) {
        if (each.isDir()) {
          read(files, each.getPath()).ifPresent(found::add);
          found.addAll(inFolder(files, each.getPath()));
        }
      }
    } catch (IOException e) {
      throw unreadable(base, e);
    }
    return found.stream()
        .max(
            Comparator.comparingLong(StoredState::completed)
                .thenComparingLong(StoredState::number));
  }

  /** All savepoints of a folder, and the newest of its checkpoints, which are those of one run. */
  private static List<StoredState> inFolder(FileSystem files, Path folder) throws IOException {
    List<StoredState> savepoints = new ArrayList<>();
    List<StoredState> checkpoints = new ArrayList<>();
    for (FileStatus each : list(files, folder)) {
      if (each.isDir()) {
        boolean isCheckpoint = each.getPath().getName().startsWith("chk-");
        read(files, each.getPath()).ifPresent((isCheckpoint ? checkpoints : savepoints)::add);
      }
    }
    checkpoints.stream()
        .max(Comparator.comparingLong(StoredState::number))
        .ifPresent(savepoints::add);
    return savepoints;
  }

  /**
   * The newest complete checkpoint that one job has taken, by the job's id.
   *
   * @throws LaunchProblem as {@link #newest} does
   */
  public static Optional<StoredState> newestOf(String directory, String job) {
    Path base = new Path(directory, job);
    List<StoredState> found = new ArrayList<>();
    try {
      FileSystem files = base.getFileSystem();
      for (FileStatus each : list(files, base)) {
        read(files, each.getPath()).ifPresent(found::add);
      }
    } catch (IOException e) {
      throw unreadable(base, e);
    }
    return found.stream().max(Comparator.comparingLong(StoredState::number));
  }

  private static Optional<StoredState> read(FileSystem files, Path directory) throws IOException {
    Path metadata = new Path(directory, METADATA);
    if (!files.exists(metadata)) {
      return Optional.empty();
    }
    try {
      FileStatus file = files.getFileStatus(metadata);
      byte[] bytes = bytes(files, file);
      if (!isWhole(bytes, directory)) {
        return Optional.empty();
      }
      CheckpointMetadata read = parse(bytes, directory);
      CheckpointProperties properties = read.getCheckpointProperties();
      return Optional.of(
          new StoredState(
              directory.toString(),
              read.getCheckpointId(),
              file.getModificationTime(),
              properties != null && properties.isSavepoint()));
    } catch (EOFException cutShort) {
      passOver(directory, "it is cut short");
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      if (!files.exists(metadata)) { // its job runs, and has deleted it meanwhile
        return Optional.empty();
      }
      throw unreadable(metadata, e);
    }
  }

  private static LaunchProblem unreadable(Path path, Exception e) {
    return new LaunchProblem(
        "checkpoint.path: "
            + path
            + " can't be read ("
            + e
            + "): it may be the newest state, and to go on from an older one would write records"
            + " to the topics twice. See that it can be read and start again, or name what to go"
            + " on from with --savepoint",
        e);
  }

  /** Fewer bytes than the file has are a failed read, and not a file that was cut short. */
  private static byte[] bytes(FileSystem files, FileStatus file) throws IOException {
    byte[] bytes;
    try (FSDataInputStream in = files.open(file.getPath())) {
      bytes = in.readAllBytes();
    }
    if (bytes.length < file.getLen()) {
      throw new IOException("only " + bytes.length + " of " + file.getLen() + " bytes came");
    }
    return bytes;
  }

  private static boolean isWhole(byte[] bytes, Path directory) {
    if (bytes.length >= Integer.BYTES
        && ByteBuffer.wrap(bytes).getInt() != Checkpoints.HEADER_MAGIC_NUMBER) {
      passOver(directory, "it doesn't begin as one does");
      return false;
    }
    return true;
  }

  private static CheckpointMetadata parse(byte[] bytes, Path directory) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return Checkpoints.loadCheckpointMetadata(
          in, StoredState.class.getClassLoader(), directory.toString());
    }
  }

  private static void passOver(Path directory, String why) {
    LOG.warn("{} is not complete and is passed over: {}", new Path(directory, METADATA), why);
  }

  private static List<FileStatus> list(FileSystem files, Path directory) throws IOException {
    if (!files.exists(directory)) {
      return List.of();
    }
    FileStatus[] all = files.listStatus(directory);
    if (all == null && files.exists(directory)) {
      throw new IOException(directory + " can't be listed");
    }
    return all == null ? List.of() : List.of(all);
  }
}
