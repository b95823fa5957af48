package io.tributary.jobs.launch;

import io.tributary.connectors.kafka.admin.TopicSpec;
import io.tributary.jobs.settings.Settings;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A feed's job: what it needs to be there, and how it is built. */
public interface FeedJob {
  /** The feed's name. */
  String name();

  /** The topics it reads and writes. */
  List<TopicSpec> topics(int replication);

  /** Those of them that it reads to the end when it runs bounded, its main one first. */
  List<String> inputs();

  /** The field by which an input's records are keyed, with dots on the way to it. */
  String keyOf(String input);

  /** The folders that it writes its datasets to; a start without state needs them to be empty. */
  List<String> folders(Settings settings);

  /** Adds the job's steps to the environment. */
  void build(StreamExecutionEnvironment environment, LaunchContext context);
}
