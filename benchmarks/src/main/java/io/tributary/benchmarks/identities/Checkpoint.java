package io.tributary.benchmarks.identities;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A completed checkpoint; sizes in bytes.
 *
 * @param triggered milliseconds since the epoch
 * @param durationMillis from its trigger to its end
 * @param state all that a restore reads
 * @param carried what this checkpoint wrote of it; the rest earlier ones had written
 * @param identitiesState {@code state} of the task that drops duplicates
 * @param identitiesCarried {@code carried} of that task
 */
record Checkpoint(
    long id,
    long triggered,
    long durationMillis,
    long state,
    long carried,
    long identitiesState,
    long identitiesCarried) {

  /** From what Flink's REST API says of the whole and of one task. */
  static Checkpoint of(JsonNode whole, JsonNode task) {
    return new Checkpoint(
        whole.path("id").asLong(),
        whole.path("trigger_timestamp").asLong(),
        whole.path("end_to_end_duration").asLong(),
        whole.path("state_size").asLong(),
        whole.path("checkpointed_size").asLong(),
        task.path("state_size").asLong(),
        task.path("checkpointed_size").asLong());
  }
}
