package io.tributary.connectors.lake;

import io.tributary.connectors.datasets.DatasetNames;
import io.tributary.connectors.lake.LakeFormat.RowFile;
import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.TouchesDatasets;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.function.SerializableFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows into files of one dataset and date each, in the lake's staging area, where no
 * reader's {@code **}{@code /*.parquet} finds them. Before each barrier the open files are
 * completed and handed to {@link LakePublisher}; this step keeps no state.
 *
 * @param <X> what flows here
 * @param <T> the row in it
 */
public final class LakeWriter<X, T> extends AbstractStreamOperator<StagedFile>
    implements OneInputStreamOperator<X, StagedFile>, TouchesDatasets {
  private static final long serialVersionUID = 1L;

  /** What a dataset's name may have, but a file's shouldn't. */
  private static final Pattern NOT_IN_NAMES = Pattern.compile("[^A-Za-z0-9._=-]+");

  private static final long DAY = Duration.ofDays(1).toMillis();

  /** Open files at most: a backfill over years must not hold a buffer for each of its days. */
  private static final int MOST_OPEN = 64;

  /** A file is completed early when it has grown so large. */
  private static final long LARGEST = 128L << 20;

  private final LakeLocation lake;
  private final List<Dataset<T>> datasets;
  private final SerializableFunction<X, T> row;

  private transient Map<Place, Open<T>> open;
  private transient List<StagedFile> completed;
  private transient Path staging;
  private transient String unique;
  private transient int files;
  private transient long latestCheckpoint;

  /** A dataset, by its number, and a date, in days since the epoch. */
  private record Place(int dataset, long day) {}

  private static final class Open<T> {
    final Path path;
    final RowFile<T> file;
    long rows;

    Open(Path path, RowFile<T> file) {
      this.path = path;
      this.file = file;
    }
  }

  public LakeWriter(LakeLocation lake, List<Dataset<T>> datasets, SerializableFunction<X, T> row) {
    this.lake = lake;
    this.datasets = List.copyOf(datasets);
    this.row = row;
  }

  @Override
  public List<NamedDataset> writes() {
    return datasets.stream()
        .map(
            dataset ->
                DatasetNames.folder(
                    lake.path() + "/" + dataset.folder(), dataset.columns().fields()))
        .toList();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    latestCheckpoint = context.getRestoredCheckpointId().orElse(0);
  }

  @Override
  public void open() throws Exception {
    super.open();
    open = new LinkedHashMap<>(16, 0.75f, true); // the least recently used first
    completed = new ArrayList<>();
    staging = lake.staging();
    unique = UUID.randomUUID().toString();
    staging.getFileSystem().mkdirs(staging);
  }

  @Override
  public void processElement(StreamRecord<X> element) throws IOException {
    T value = row.apply(element.getValue());
    for (int i = 0; i < datasets.size(); i++) {
      Dataset<T> dataset = datasets.get(i);
      if (dataset.belongs().test(value)) {
        Place place = new Place(i, Math.floorDiv(dataset.time().of(value), DAY));
        Open<T> target = open.get(place);
        if (target == null) {
          target = begin(place, dataset);
        }
        target.file.write(value);
        target.rows++;
        if ((target.rows & 0xF) == 0 && target.file.size() > LARGEST) {
          complete(place, target);
          open.remove(place);
        }
      }
    }
  }

  private Open<T> begin(Place place, Dataset<T> dataset) throws IOException {
    if (open.size() >= MOST_OPEN) {
      Map.Entry<Place, Open<T>> eldest = open.entrySet().iterator().next();
      complete(eldest.getKey(), eldest.getValue());
      open.remove(eldest.getKey());
    }
    Path path =
        new Path(
            staging,
            NOT_IN_NAMES.matcher(dataset.name()).replaceAll("_")
                + "-"
                + unique
                + "-"
                + files++
                + lake.format().staged());
    Open<T> begun =
        new Open<>(
            path,
            lake.format()
                .create(
                    path.getFileSystem().create(path, FileSystem.WriteMode.NO_OVERWRITE),
                    dataset.columns()));
    open.put(place, begun);
    return begun;
  }

  private void complete(Place place, Open<T> done) throws IOException {
    long bytes = done.file.size();
    done.file.finish();
    completed.add(
        new StagedFile(
            datasets.get(place.dataset()).name(),
            LocalDate.ofEpochDay(place.day()).toString(),
            done.path.toString(),
            done.rows,
            bytes,
            0));
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    passOn(checkpointId);
    latestCheckpoint = checkpointId;
  }

  /**
   * The end of a job that is stopped with drain: the next step takes nothing any more after that,
   * so what its savepoint is to hold is passed on before. Its number is not known yet; any that is
   * larger than the latest one's will do.
   */
  @Override
  public void finish() throws Exception {
    passOn(latestCheckpoint + 1);
    super.finish();
  }

  private void passOn(long checkpointId) throws IOException {
    for (Map.Entry<Place, Open<T>> each : open.entrySet()) {
      complete(each.getKey(), each.getValue());
    }
    open.clear();
    for (StagedFile file : completed) {
      output.collect(
          new StreamRecord<>(
              new StagedFile(
                  file.dataset(),
                  file.date(),
                  file.path(),
                  file.rows(),
                  file.bytes(),
                  checkpointId)));
    }
    completed.clear();
  }

  @Override
  public void close() throws Exception {
    @Nullable Map<Place, Open<T>> left = open;
    if (left != null) {
      left.values().forEach(each -> each.file.abandon());
    }
    super.close();
  }
}
