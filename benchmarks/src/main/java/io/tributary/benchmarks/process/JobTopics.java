package io.tributary.benchmarks.process;

import io.tributary.connectors.kafka.admin.TopicSpec;
import io.tributary.connectors.kafka.admin.Topics;
import io.tributary.jobs.launch.FeedJob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** The topics of a job on one broker. */
public record JobTopics(FeedJob job, String bootstrap) {
  private static final Duration GONE_WITHIN = Duration.ofSeconds(30);

  /** Creates what is missing. */
  public void create() throws Exception {
    try (Admin admin = admin()) {
      Topics.ensure(admin, job.topics(1));
    }
  }

  /** Empties those that the job writes; what it reads stays. */
  public void renewOutputs() throws Exception {
    List<String> outputs =
        job.topics(1).stream()
            .map(TopicSpec::name)
            .filter(name -> !job.inputs().contains(name))
            .toList();
    try (Admin admin = admin()) {
      Set<String> existing = admin.listTopics().names().get();
      admin.deleteTopics(outputs.stream().filter(existing::contains).toList()).all().get();
      awaitGone(admin, outputs);
      Topics.ensure(admin, job.topics(1));
    }
  }

  private static void awaitGone(Admin admin, List<String> topics)
      throws InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + GONE_WITHIN.toNanos();
    while (admin.listTopics().names().get().stream().anyMatch(topics::contains)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("the broker does not delete " + topics);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private Admin admin() {
    return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
  }
}
