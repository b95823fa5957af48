package io.tributary.benchmarks.identities;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.benchmarks.process.FlinkRest;
import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Looks at a running job again and again, and keeps what it has seen. */
final class Watch {
  private static final String STEP = "tickets.deduplicate";

  private final FlinkRest flink;
  private final String job;
  private final String vertex;
  private final NavigableMap<Long, Long> identities = new TreeMap<>();
  private final NavigableMap<Long, Checkpoint> checkpoints = new TreeMap<>();

  Watch(FlinkRest flink, String job) throws IOException, InterruptedException {
    this.flink = flink;
    this.job = job;
    this.vertex = flink.vertex(job, STEP);
  }

  /** Looks once; more often than ten checkpoints take, for that is how many Flink remembers. */
  void look() throws IOException, InterruptedException {
    long now = System.currentTimeMillis();
    flink.sum(job, vertex, ".identities").ifPresent(sum -> identities.put(now, sum.longValue()));
    for (JsonNode each : flink.checkpoints(job)) {
      long id = each.path("id").asLong();
      if (each.path("status").asText().equals("COMPLETED") && !checkpoints.containsKey(id)) {
        checkpoints.put(id, Checkpoint.of(each, flink.checkpoint(job, id, vertex)));
      }
    }
  }

  long identities() {
    return identities.isEmpty() ? 0 : identities.lastEntry().getValue();
  }

  /** How many checkpoints were triggered since so many identities were remembered. */
  Optional<Long> checkpointsSince(long remembered) {
    return identities.entrySet().stream()
        .filter(each -> each.getValue() >= remembered)
        .findFirst()
        .map(
            reached ->
                checkpoints.values().stream()
                    .filter(each -> each.triggered() > reached.getKey())
                    .count());
  }

  Checkpoints seen() {
    return new Checkpoints(List.copyOf(checkpoints.values()), identities);
  }
}
