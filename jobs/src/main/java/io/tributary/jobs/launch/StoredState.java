package io.tributary.jobs.launch;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
   * The newest complete one in a directory, or a directory or two below. One that can't be read was
   * never completed: a process was killed while writing it, and nothing of it was committed
   * anywhere.
   *
   * <p>Of one run's checkpoints the newest is the one with the highest number: no clock is asked.
   * Between runs, and between a run's checkpoints and its savepoint, the time decides: one that was
   * told to begin with an older savepoint has left the higher numbers behind. S3 tells the time in
   * seconds; within one the higher number is newer.
   */
  public static Optional<StoredState> newest(String directory) throws IOException {
    Path base = new Path(directory);
    FileSystem files = base.getFileSystem();
    List<StoredState> found = new ArrayList<>();
    for (FileStatus each : list(files, base)) {
      if (each.isDir()) {
        read(files, each.getPath()).ifPresent(found::add);
        found.addAll(inFolder(files, each.getPath()));
      }
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

  /** The newest complete checkpoint that one job has taken, by the job's id. */
  public static Optional<StoredState> newestOf(String directory, String job) throws IOException {
    Path base = new Path(directory, job);
    FileSystem files = base.getFileSystem();
    List<StoredState> found = new ArrayList<>();
    for (FileStatus each : list(files, base)) {
      read(files, each.getPath()).ifPresent(found::add);
    }
    return found.stream().max(Comparator.comparingLong(StoredState::number));
  }

  private static Optional<StoredState> read(FileSystem files, Path directory) throws IOException {
    Path metadata = new Path(directory, METADATA);
    if (!files.exists(metadata)) {
      return Optional.empty();
    }
    try (DataInputStream in = new DataInputStream(files.open(metadata))) {
      CheckpointMetadata read =
          Checkpoints.loadCheckpointMetadata(
              in, StoredState.class.getClassLoader(), directory.toString());
      CheckpointProperties properties = read.getCheckpointProperties();
      return Optional.of(
          new StoredState(
              directory.toString(),
              read.getCheckpointId(),
              files.getFileStatus(metadata).getModificationTime(),
              properties != null && properties.isSavepoint()));
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} is not complete and is passed over: {}", directory, e.toString());
      return Optional.empty();
    }
  }

  private static List<FileStatus> list(FileSystem files, Path directory) throws IOException {
    if (!files.exists(directory)) {
      return List.of();
    }
    FileStatus[] all = files.listStatus(directory);
    return all == null ? List.of() : List.of(all);
  }
}
