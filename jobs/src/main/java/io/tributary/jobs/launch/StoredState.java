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
 * A checkpoint or savepoint that a job can start from. Checkpoints of one line of descent are
 * numbered on and on, over restarts too, so the newest is the one with the highest number: no clock
 * is asked.
 *
 * @param path its directory
 * @param number the checkpoint's number
 * @param isSavepoint whether it is whole in itself, and somebody's to keep
 */
public record StoredState(String path, long number, boolean isSavepoint) {
  private static final Logger LOG = LoggerFactory.getLogger(StoredState.class);
  private static final String METADATA = "_metadata";

  /**
   * The newest complete one below a directory. One that can't be read was never completed: a
   * process was killed while writing it, and nothing of it was committed anywhere.
   */
  public static Optional<StoredState> newest(String directory) throws IOException {
    Path base = new Path(directory);
    FileSystem files = base.getFileSystem();
    List<StoredState> found = new ArrayList<>();
    for (FileStatus job : list(files, base)) {
      if (job.isDir()) {
        for (FileStatus each : list(files, job.getPath())) {
          read(files, each.getPath()).ifPresent(found::add);
        }
      }
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
