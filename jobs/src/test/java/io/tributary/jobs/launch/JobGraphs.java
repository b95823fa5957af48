package io.tributary.jobs.launch;

import io.tributary.jobs.settings.Settings;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** Builds a job as it is launched, without a broker and without running it. */
public final class JobGraphs {
  private JobGraphs() {}

  public static StreamGraph of(FeedJob job, String... arguments) {
    Settings settings = Settings.resolve(job.name(), arguments);
    Map<String, Integer> partitions = new HashMap<>();
    Map<String, Integer> sizes = new HashMap<>();
    job.topics(1)
        .forEach(
            topic -> {
              partitions.put(topic.name(), 3);
              sizes.put(topic.name(), 1 << 20);
            });
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(JobConfiguration.of(settings));
    job.build(environment, new LaunchContext(settings, partitions, sizes, null));
    return environment.getStreamGraph();
  }
}
