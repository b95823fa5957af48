package io.tributary.jobs.launch;

import io.tributary.connectors.kafka.admin.TopicSpec;
import io.tributary.jobs.settings.Settings;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A feed's job as it would be launched, built without a broker and without starting it. */
public final class FeedGraph {
  /** What brokers take unless they are told otherwise, in bytes. */
  private static final int MESSAGE_BYTES = 1 << 20;

  private FeedGraph() {}

  /**
   * Builds the graph. What a launch asks the brokers is taken from the topics as the feed wants
   * them; it decides how many sources there are, and nothing of the state.
   *
   * @param arguments those of a run
   * @throws io.tributary.jobs.settings.InvalidSettings if the arguments are wrong
   */
  public static StreamGraph of(FeedJob job, String... arguments) {
    return environment(job, arguments).getStreamGraph();
  }

  /** The environment in which the job was built, likewise. */
  public static StreamExecutionEnvironment environment(FeedJob job, String... arguments) {
    Settings settings = Settings.resolve(job.name(), arguments);
    Map<String, Integer> partitions = new HashMap<>();
    Map<String, Integer> maxMessageBytes = new HashMap<>();
    for (TopicSpec topic : job.topics(1)) {
      partitions.put(topic.name(), topic.partitions());
      maxMessageBytes.put(topic.name(), MESSAGE_BYTES);
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(JobConfiguration.of(settings));
    job.build(environment, new LaunchContext(settings, partitions, maxMessageBytes, null));
    return environment;
  }
}
