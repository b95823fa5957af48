package io.tributary.jobs.launch;

import io.tributary.jobs.settings.QualityKeys;
import io.tributary.jobs.settings.Settings;
import io.tributary.pipeline.quality.Allowance;
import io.tributary.pipeline.quality.Fate;
import io.tributary.pipeline.quality.KeepBudgets;
import io.tributary.pipeline.quality.Tally;
import io.tributary.pipeline.quality.TallyFates;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.LateRecord;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.WireType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.function.SerializableFunction;

/** The steps that keep a feed's quality budgets; a feed without budgets has none of them. */
final class QualityBudgets {
  private static final WireType<Tally> TALLY =
      new WireType<>(Tally.class, Tally.TallyCodec.INSTANCE);

  private final String feed;
  private final Duration window;
  private final boolean halts;
  private final Map<Fate, Allowance> allowances = new EnumMap<>(Fate.class);
  private final List<DataStream<Tally>> tallies = new ArrayList<>();

  QualityBudgets(Settings settings) {
    feed = settings.feed();
    window = settings.get(QualityKeys.WINDOW);
    halts = settings.get(QualityKeys.POLICY).equals("halt");
    QualityKeys.BUDGETS.forEach(
        (fate, key) ->
            settings.get(key).ifPresent(text -> allowances.put(fate, new Allowance(text))));
  }

  /** Counts delivered records; all of a budget's shares are shares of these and the rejected. */
  <X> void delivered(
      DataStream<X> records,
      SerializableFunction<X, RawRecord> raw,
      SerializableFunction<X, Boolean> unenriched) {
    tally(
        "quality-delivered",
        records,
        records.getParallelism(),
        reading(raw, record -> unenriched.apply(record) ? Fate.UNENRICHED : Fate.DELIVERED));
  }

  void rejected(DataStream<DeadLetter> letters) {
    tally("quality-rejected", letters, 1, new Rejected());
  }

  void late(DataStream<LateRecord> records) {
    tally("quality-late", records, 1, reading(LateRecord::raw, record -> Fate.LATE));
  }

  private <X> void tally(
      String step, DataStream<X> records, int parallelism, TallyFates.Reading<X> reading) {
    if (!allowances.isEmpty()) {
      tallies.add(
          records
              .transform("", TALLY, new TallyFates<>(window, reading))
              .name(feed + "." + step)
              .uid(feed + "." + step)
              .setParallelism(parallelism));
    }
  }

  private static <X> TallyFates.Reading<X> reading(
      SerializableFunction<X, RawRecord> raw, SerializableFunction<X, Fate> fate) {
    return new Reading<>(raw, fate);
  }

  /** Judges what was counted; called when all streams are known. */
  void keep() {
    if (tallies.isEmpty()) {
      return;
    }
    DataStream<Tally> all = tallies.get(0);
    for (DataStream<Tally> each : tallies.subList(1, tallies.size())) {
      all = all.union(each);
    }
    all.transform(
            "",
            Types.VOID,
            new KeepBudgets(new KeepBudgets.Budgets(feed, window, Map.copyOf(allowances), halts)))
        .name(feed + ".quality")
        .uid(feed + ".quality")
        .setParallelism(1)
        .setMaxParallelism(1)
        .disableChaining(); // what shares a task has that of the task
  }

  private record Reading<X>(
      SerializableFunction<X, RawRecord> origin, SerializableFunction<X, Fate> outcome)
      implements TallyFates.Reading<X> {
    @Override
    public RawRecord raw(X element) {
      return origin.apply(element);
    }

    @Override
    public Fate fate(X element) {
      return outcome.apply(element);
    }
  }

  private record Rejected() implements TallyFates.Reading<DeadLetter> {
    @Override
    public RawRecord raw(DeadLetter letter) {
      return letter.raw();
    }

    @Override
    public Fate fate(DeadLetter letter) {
      return Fate.REJECTED;
    }

    @Override
    public String example(DeadLetter letter) {
      return letter.raw().origin()
          + " ("
          + letter.reason()
          + (letter.field().isEmpty() ? "" : ", " + letter.field())
          + ": "
          + letter.detail()
          + ")";
    }
  }
}
