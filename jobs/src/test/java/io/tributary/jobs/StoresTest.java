package io.tributary.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.jobs.launch.FeedGraph;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.tweets.TweetsJob;
import io.tributary.jobs.weather.WeatherJob;
import java.util.List;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/** What savepoints know of the steps that write to stores. */
final class StoresTest {
  private static List<String> uids(StreamGraph graph) {
    return graph.getStreamNodes().stream().map(StreamNode::getTransformationUID).toList();
  }

  private static StreamGraph graph(FeedJob job, String... stores) {
    return FeedGraph.of(job, stores);
  }

  @Test
  void tweetsGoToTheStoresThatAreSwitchedOn() {
    assertThat(
            uids(
                graph(
                    new TweetsJob(),
                    "--tweets.elasticsearch.url=https://search:9200",
                    "--tweets.cassandra.contact-points=cassandra:9042")))
        .contains(
            "tweets.elasticsearch-rows",
            "tweets.elasticsearch",
            "tweets.cassandra-rows",
            "tweets.cassandra");
    assertThat(uids(graph(new TweetsJob())))
        .noneMatch(uid -> uid.contains("elasticsearch") || uid.contains("cassandra"));
  }

  @Test
  void observationsGoToTheDatabaseWhenItIsSwitchedOn() {
    assertThat(
            uids(
                graph(
                    new WeatherJob(),
                    "--weather.database.url=jdbc:postgresql://db:5432/weatherdb")))
        .contains("weather.database-rows", "weather.database");
    assertThat(uids(graph(new WeatherJob()))).noneMatch(uid -> uid.contains("database"));
  }

  @Test
  void aStoreHasATaskOfItsOwn() {
    StreamGraph graph =
        graph(new TweetsJob(), "--tweets.elasticsearch.url=https://search:9200", "--parallelism=4");

    assertThat(graph.getJobGraph().getVertices())
        .filteredOn(task -> task.getName().equals("tweets.elasticsearch"))
        .extracting(JobVertex::getParallelism)
        .containsExactly(1);
  }
}
