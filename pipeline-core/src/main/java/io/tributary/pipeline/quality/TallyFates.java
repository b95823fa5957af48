package io.tributary.pipeline.quality;

import io.tributary.pipeline.record.RawRecord;
import java.io.Serializable;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Counts what became of records, by the window of the time at which they were received: that time
 * is part of the record, whatever its content, and the same on a replay. What is counted leaves
 * before each barrier, so nothing of it is ever part of a checkpoint.
 */
public final class TallyFates<X> extends AbstractStreamOperator<Tally>
    implements OneInputStreamOperator<X, Tally> {
  private static final long serialVersionUID = 1L;

  /** Flushed early when so many windows are held, as when a topic is read from its beginning. */
  private static final int MOST_WINDOWS = 10_000;

  private final long window;
  private final Reading<X> reading;

  private transient Map<Long, Map<Fate, Count>> counts;

  /** What a stream's records say. */
  public interface Reading<X> extends Serializable {
    RawRecord raw(X element);

    Fate fate(X element);

    /** A word to whoever must look at such a record; empty when there is none. */
    default String example(X element) {
      return "";
    }
  }

  private static final class Count {
    final String example;
    long records;

    Count(String example) {
      this.example = example;
    }
  }

  public TallyFates(Duration window, Reading<X> reading) {
    this.window = window.toMillis();
    this.reading = reading;
  }

  @Override
  public void open() throws Exception {
    super.open();
    counts = new HashMap<>();
  }

  @Override
  public void processElement(StreamRecord<X> element) {
    X record = element.getValue();
    long at = reading.raw(record).timestamp();
    counts
        .computeIfAbsent(at - Math.floorMod(at, window), start -> new EnumMap<>(Fate.class))
        .computeIfAbsent(reading.fate(record), fate -> new Count(reading.example(record)))
        .records++;
    if (counts.size() > MOST_WINDOWS) {
      flush();
    }
  }

  private void flush() {
    counts.forEach(
        (start, fates) ->
            fates.forEach(
                (fate, count) ->
                    output.collect(
                        new StreamRecord<>(
                            new Tally(start, fate.word(), count.records, count.example)))));
    counts.clear();
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    flush();
  }

  @Override
  public void finish() throws Exception {
    flush();
    super.finish();
  }
}
