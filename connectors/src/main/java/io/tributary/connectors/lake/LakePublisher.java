package io.tributary.connectors.lake;

import io.tributary.pipeline.KeepsState;
import io.tributary.pipeline.TouchesDatasets;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Makes staged rows visible, exactly once and in few files: the files of one dataset and date are
 * gathered for a while, merged into one and renamed into place. It runs with a parallelism of one.
 *
 * <p>Only files of completed checkpoints are published. The state holds the files that are not
 * published yet; a published file's name says which checkpoints it covers. So after a restore from
 * a checkpoint it is plain whether its files were published since: then a file is there whose name
 * covers them. That needs the published files to be the checkpoint's files, no more and no less;
 * therefore nothing is published for a checkpoint once a later one has been taken. A savepoint
 * publishes all that is staged, so that whoever stops a job finds everything in the lake.
 *
 * <p>Making a file visible is a rename: at once on local disks and HDFS, on object stores a copy,
 * whole or not there at all, and then a deletion. A crash between the two leaves the visible file,
 * which says by its name that it is.
 *
 * <p>A mark in the staging area says of which checkpoint rows were last published: to go on from an
 * older one would write them again, and is refused.
 *
 * <p>An attempt that was given up may go on at any time, as where a machine stood still, while the
 * next one is at work. So each attempt claims the line of descent by a file of its own, and renames
 * only files that it has written itself, each after having seen its claim once more. The next
 * attempt deletes that claim first, then what older attempts have merged, and only then looks at
 * what is visible: whatever an older one merges later, it finds its claim gone; and what it had
 * merged before is gone, or visible and seen.
 *
 * <p>Which datasets there are, the writers before it say.
 */
public final class LakePublisher extends AbstractStreamOperator<Void>
    implements OneInputStreamOperator<StagedFile, Void>, KeepsState, TouchesDatasets {
  private static final long serialVersionUID = 1L;

  /** Files are published early when together they have grown so large. */
  private static final long LARGE = 256L << 20;

  /** What marks begin with; the line of descent and the checkpoint's number follow. */
  private static final String MARK = "published-";

  /** What merged files begin with that are not visible yet; the line of descent follows. */
  private static final String MERGED = "merged-";

  /** What claims begin with; the line of descent and the attempt follow. */
  private static final String CLAIM = "claim-";

  /** Staged files that nobody knows are deleted when they are so old. */
  private static final long GARBAGE_MILLIS = Duration.ofHours(1).toMillis();

  private final LakeLocation lake;
  private final long rollNanos;

  /** What is staged and not published, by dataset and date. */
  private transient Map<String, Group> groups;

  /** Names the state's line of descent: files of another one are never taken for ours. */
  private transient String lineage;

  /** There until another attempt takes over. */
  private transient Path claim;

  private transient ListState<StagedFile> stagedState;
  private transient ListState<String> lineageState;
  private transient long latestSnapshot;
  private transient boolean latestIsSavepoint;
  private transient LakeMetrics metrics;

  /** The files of one dataset, date and format, in the order in which they came. */
  private static final class Group {
    final List<StagedFile> files = new ArrayList<>();
    long sinceNanos = System.nanoTime();

    long bytes() {
      return files.stream().mapToLong(StagedFile::bytes).sum();
    }
  }

  /**
   * Makes the step.
   *
   * @param roll how long rows are gathered before they are published as one file
   */
  public LakePublisher(LakeLocation lake, Duration roll) {
    this.lake = lake;
    this.rollNanos = roll.toNanos();
  }

  private static ListStateDescriptor<StagedFile> stagedState() {
    return new ListStateDescriptor<>("staged", TypeInformation.of(StagedFile.class));
  }

  private static ListStateDescriptor<String> lineageState() {
    return new ListStateDescriptor<>("lineage", Types.STRING);
  }

  @Override
  public List<ListStateDescriptor<?>> splitStates() {
    return List.of(stagedState(), lineageState());
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    groups = new LinkedHashMap<>();
    latestSnapshot = -1;
    stagedState = context.getOperatorStateStore().getListState(stagedState());
    lineageState = context.getOperatorStateStore().getListState(lineageState());
    lineage = UUID.randomUUID().toString().substring(0, 8);
    for (String restored : lineageState.get()) {
      lineage = restored;
    }
    refuseToDouble(context.getRestoredCheckpointId());
    for (StagedFile file : stagedState.get()) {
      group(file).files.add(file);
    }
    claim();
    deleteMerged();
    for (var each = groups.values().iterator(); each.hasNext(); ) {
      Group group = each.next();
      forgetPublished(group, context.getRestoredCheckpointId().orElse(-1));
      if (group.files.isEmpty()) {
        each.remove();
      } else {
        group.sinceNanos = waiting(group);
      }
    }
    deleteGarbage();
  }

  @Override
  public void open() throws Exception {
    super.open();
    metrics = new LakeMetrics(getMetricGroup(), lake);
    tellStaged();
  }

  @Override
  public void processElement(StreamRecord<StagedFile> element) {
    group(element.getValue()).files.add(element.getValue());
    tellStaged();
  }

  private void tellStaged() {
    metrics.staged(groups.values().stream().mapToLong(group -> group.sinceNanos).min().orElse(0));
  }

  private Group group(StagedFile file) {
    return groups.computeIfAbsent(
        file.dataset() + "/" + file.date() + "/" + format(file), place -> new Group());
  }

  /** In which a file was written: before the last start the lake may have had another one. */
  private LakeFormat format(StagedFile file) {
    for (LakeFormat each : LakeFormat.values()) {
      if (file.path().endsWith(each.staged())) {
        return each;
      }
    }
    return lake.format(); // written by a version whose names don't say
  }

  @Override
  public OperatorSnapshotFutures snapshotState(
      long checkpointId, long timestamp, CheckpointOptions options, CheckpointStreamFactory storage)
      throws Exception {
    latestSnapshot = checkpointId;
    latestIsSavepoint = options.getCheckpointType().isSavepoint();
    return super.snapshotState(checkpointId, timestamp, options, storage);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    stagedState.update(groups.values().stream().flatMap(group -> group.files.stream()).toList());
    lineageState.update(List.of(lineage));
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    if (checkpointId != latestSnapshot) {
      return;
    }
    boolean marked = false;
    for (var each = groups.values().iterator(); each.hasNext(); ) {
      Group group = each.next();
      if (isDue(group, checkpointId)) {
        if (!marked) {
          mark(checkpointId);
          marked = true;
        }
        long bytes = group.bytes();
        publish(group);
        metrics.published(group.files.get(0).dataset(), bytes, group.sinceNanos);
        each.remove();
      }
    }
    tellStaged();
    if (marked) {
      metrics.look();
    }
  }

  private boolean isDue(Group group, long checkpoint) {
    // Files that came since the snapshot belong to a checkpoint that is not complete.
    return group.files.stream().allMatch(file -> file.checkpoint() <= checkpoint)
        && (latestIsSavepoint
            || System.nanoTime() - group.sinceNanos >= rollNanos
            || group.bytes() >= LARGE);
  }

  /** Says that rows of a checkpoint are about to be published. */
  private void mark(long checkpoint) throws IOException {
    FileSystem files = lake.staging().getFileSystem();
    Path mark = new Path(lake.staging(), MARK + lineage + "-" + checkpoint);
    files.create(mark, FileSystem.WriteMode.OVERWRITE).close();
    for (FileStatus each : staged()) {
      String name = each.getPath().getName();
      if (name.startsWith(MARK + lineage) && marked(name) < checkpoint) {
        files.delete(each.getPath(), false);
      }
    }
  }

  private static long marked(String name) {
    return Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
  }

  private void refuseToDouble(OptionalLong restored) throws IOException {
    for (FileStatus each : staged()) {
      String name = each.getPath().getName();
      if (restored.isPresent() && name.startsWith(MARK + lineage)) {
        long marked = marked(name);
        if (marked > restored.getAsLong()) {
          throw new IOException(
              "the lake "
                  + lake.path()
                  + " already holds rows of checkpoint "
                  + marked
                  + "; to go on from checkpoint "
                  + restored.getAsLong()
                  + " would double them. Start from the newest checkpoint.");
        }
      }
    }
  }

  private List<FileStatus> staged() throws IOException {
    Path staging = lake.staging();
    FileSystem files = staging.getFileSystem();
    FileStatus[] all = files.exists(staging) ? files.listStatus(staging) : null;
    return all == null ? List.of() : Arrays.asList(all);
  }

  private void publish(Group group) throws IOException {
    Path target = target(group);
    FileSystem files = target.getFileSystem();
    files.mkdirs(target.getParent());
    // Its own name each time: where a file is visible once it is closed, an attempt that was
    // given up may close its file long after the next attempt has written the same.
    Path complete =
        new Path(lake.staging(), MERGED + lineage + "-" + UUID.randomUUID() + LakeLocation.PENDING);
    FSDataOutputStream out = files.create(complete, FileSystem.WriteMode.NO_OVERWRITE);
    format(group.files.get(0)).merge(paths(group), out);
    requireClaim();
    if (!files.rename(complete, target)) {
      throw new IOException("can't rename " + complete + " to " + target);
    }
    deleteStaged(group.files);
  }

  /** A pure function of the files: of which checkpoints they are, and of which line of descent. */
  private Path target(Group group) {
    StagedFile first = group.files.get(0);
    long from = group.files.stream().mapToLong(StagedFile::checkpoint).min().orElseThrow();
    long to = group.files.stream().mapToLong(StagedFile::checkpoint).max().orElseThrow();
    return new Path(
        lake.partition(first.dataset(), first.date()),
        String.format(Locale.ROOT, "%s-%06d-%06d.%s", lineage, from, to, format(first).suffix()));
  }

  /**
   * Forgets the files whose rows are visible already: a published file holds what was staged of its
   * dataset, date and format for all the checkpoints in its name. One of a later checkpoint than is
   * restored holds rows which that one doesn't know of, and stands for nothing here.
   */
  private void forgetPublished(Group group, long restored) throws IOException {
    Path target = target(group);
    Path partition = target.getParent();
    String suffix = target.getName().substring(target.getName().lastIndexOf('.'));
    FileSystem files = partition.getFileSystem();
    FileStatus[] visible = files.exists(partition) ? files.listStatus(partition) : null;
    List<StagedFile> done = new ArrayList<>();
    for (FileStatus each : visible == null ? new FileStatus[0] : visible) {
      String name = each.getPath().getName();
      if (name.startsWith(lineage + "-") && name.endsWith(suffix)) {
        String[] span = name.substring(lineage.length() + 1).split("[-.]", 3);
        long from = Long.parseLong(span[0]);
        long to = Long.parseLong(span[1]);
        group.files.stream()
            .filter(file -> to <= restored)
            .filter(file -> file.checkpoint() >= from && file.checkpoint() <= to)
            .forEach(done::add);
      }
    }
    deleteStaged(done);
    group.files.removeAll(done);
  }

  /**
   * When a file was written, by the clock of its file system.
   *
   * @return milliseconds since 1970
   */
  private static long requireStaged(Path path) throws IOException {
    try {
      return path.getFileSystem().getFileStatus(path).getModificationTime();
    } catch (FileNotFoundException e) {
      throw new IOException(
          path
              + " is gone: the lake already holds rows of a later checkpoint than the one that is"
              + " restored, which would double them. Start from the newest checkpoint.",
          e);
    }
  }

  /**
   * What was staged before the restart is due at once; since when it waits its files say, so that
   * {@link LakeMetrics#OLDEST_STAGED} grows on where each attempt to publish ends in a restart.
   */
  private long waiting(Group group) throws IOException {
    long waited = 0;
    for (Path path : paths(group)) {
      waited = Math.max(waited, System.currentTimeMillis() - requireStaged(path));
    }
    return System.nanoTime() - Math.max(TimeUnit.MILLISECONDS.toNanos(waited), rollNanos);
  }

  /** Takes the line of descent over from earlier attempts. */
  private void claim() throws IOException {
    FileSystem files = lake.staging().getFileSystem();
    claim = new Path(lake.staging(), CLAIM + lineage + "-" + UUID.randomUUID());
    files.create(claim, FileSystem.WriteMode.NO_OVERWRITE).close();
    for (FileStatus each : staged()) {
      String name = each.getPath().getName();
      if (name.startsWith(CLAIM + lineage) && !name.equals(claim.getName())) {
        files.delete(each.getPath(), false);
      }
    }
  }

  private void requireClaim() throws IOException {
    if (!claim.getFileSystem().exists(claim)) {
      throw new IOException(
          claim
              + " is gone: another attempt of this job, or another job that began with its state,"
              + " publishes now; this one gives up. If the job doesn't restart, see that it runs"
              + " only once.");
    }
  }

  /** So that no earlier attempt, should one still be alive, can rename what it has merged. */
  private void deleteMerged() throws IOException {
    for (FileStatus each : staged()) {
      if (each.getPath().getName().startsWith(MERGED + lineage)) {
        each.getPath().getFileSystem().delete(each.getPath(), false);
      }
    }
  }

  private static List<Path> paths(Group group) {
    return group.files.stream().map(file -> new Path(file.path())).toList();
  }

  private static void deleteStaged(List<StagedFile> staged) throws IOException {
    for (StagedFile file : staged) {
      Path path = new Path(file.path());
      path.getFileSystem().delete(path, false);
    }
  }

  /** Removes what unfinished checkpoints of former runs have left. */
  private void deleteGarbage() throws IOException {
    FileSystem files = lake.staging().getFileSystem();
    Set<String> known = new HashSet<>();
    groups.values().forEach(g -> paths(g).forEach(path -> known.add(path.getName())));
    for (FileStatus each : staged()) {
      String name = each.getPath().getName();
      boolean old = System.currentTimeMillis() - each.getModificationTime() > GARBAGE_MILLIS;
      if (old && name.endsWith(LakeLocation.PENDING) && !known.contains(name)) {
        files.delete(each.getPath(), false);
      }
    }
  }
}
