package io.tributary.jobs.launch;

import io.tributary.connectors.kafka.DeadLetterRecords;
import io.tributary.connectors.kafka.LateRecords;
import io.tributary.connectors.kafka.TopicRecords;
import io.tributary.connectors.lake.LakeLocation;
import io.tributary.connectors.lake.LakePublisher;
import io.tributary.connectors.lake.LakeWriter;
import io.tributary.connectors.lake.StagedFile;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.LateRecord;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.function.SerializableFunction;

/** How a feed's steps that write are made; each is named after the feed and its word. */
final class FeedSinks {
  private final LaunchContext context;
  private final String feed;

  FeedSinks(LaunchContext context) {
    this.context = context;
    this.feed = context.settings().feed();
  }

  /** A transactional topic; those that carry little have one writer, and so one transaction. */
  <X> void topic(String step, DataStream<X> stream, TopicRecords<X> records, int writers) {
    stream
        .sinkTo(context.topicSinks().sink(step, records))
        .name(feed + "." + step)
        .uid(feed + "." + step)
        .setParallelism(writers);
  }

  void deadLetters(DataStream<DeadLetter> letters) {
    String name = FeedTopics.deadLetters(feed);
    topic(
        DeploymentTransactions.DEAD_LETTERS,
        letters,
        new DeadLetterRecords(feed, name, largest(name)),
        1);
  }

  void late(DataStream<LateRecord> records) {
    String name = FeedTopics.late(feed);
    topic(DeploymentTransactions.LATE, records, new LateRecords(feed, name, largest(name)), 1);
  }

  private int largest(String topic) {
    return context.maxMessageBytes().getOrDefault(topic, 1 << 20);
  }

  /** Rows into staged files; {@link #publish} makes them visible. */
  <X, T> SingleOutputStreamOperator<StagedFile> write(
      DataStream<X> stream, LakeZone<T> zone, SerializableFunction<X, T> row) {
    return named(
        zone.step(),
        stream.transform(
            "",
            TypeInformation.of(StagedFile.class),
            new LakeWriter<>(zone.location(), zone.datasets(), row)));
  }

  void publish(String step, DataStream<StagedFile> staged, LakeLocation location) {
    Duration roll = context.settings().get(SettingKeys.LAKE_ROLL_INTERVAL);
    named(step, staged.transform("", Types.VOID, new LakePublisher(location, roll)))
        .setParallelism(1)
        .setMaxParallelism(1)
        .disableChaining(); // what shares a task has that of the task
  }

  private <X> SingleOutputStreamOperator<X> named(
      String step, SingleOutputStreamOperator<X> operator) {
    return operator.name(feed + "." + step).uid(feed + "." + step);
  }
}
