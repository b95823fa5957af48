package io.tributary.jobs.launch;

import io.tributary.connectors.collect.CollectedSource;
import io.tributary.connectors.collect.Collector;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The inputs of a job that are no topics. */
public final class CollectedRecords {
  private CollectedRecords() {}

  /** What a collector brings, parsed; the step is {@code FEED.source-COLLECTOR}. */
  public static <P, T> DataStream<Parsed<T>> of(
      StreamExecutionEnvironment environment,
      Settings settings,
      Collector<P> collector,
      Intake<T> intake) {
    String name = settings.feed() + ".source-" + collector.name();
    return environment
        .fromSource(
            Lineage.shownBy(
                settings,
                new CollectedSource<>(
                    collector,
                    intake,
                    settings.get(SettingKeys.BOUNDED),
                    settings.get(SettingKeys.CHECKPOINT_FAILURE_TOLERANCE))),
            WatermarkStrategy.noWatermarks(),
            name)
        .uid(name)
        .setParallelism(1)
        .setMaxParallelism(1);
  }
}
