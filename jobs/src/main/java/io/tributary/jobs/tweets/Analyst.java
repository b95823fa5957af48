package io.tributary.jobs.tweets;

import io.tributary.pipeline.enrich.Memory;
import io.tributary.text.Analysis;
import java.io.Serializable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.flink.metrics.MetricGroup;

/**
 * Says how tweets feel about what. An instance serves one task; what it is told besides is that of
 * {@link io.tributary.pipeline.enrich.RememberingEnricher}.
 */
interface Analyst extends Serializable {
  boolean isAlone();

  /** How many tweets it can be asked about at once. */
  int capacity();

  default int remembers() {
    return 1;
  }

  default void recall(Memory memory) {}

  default void open(MetricGroup metrics, Executor task) throws Exception {}

  /** Says how a tweet feels about what, and who says so. */
  CompletionStage<Judgement> analyse(TweetContent content);

  default void checkpoint(long number) {}

  default void completed(long number) {}

  default void close() throws Exception {}

  /**
   * What is said of a tweet.
   *
   * @param model who says so, with its version
   * @param promptVersion which prompt it was given
   */
  record Judgement(Analysis analysis, String model, String promptVersion) {}
}
