package io.tributary.jobs.texts;

import io.tributary.connectors.model.Classification;
import java.io.Serializable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.flink.metrics.MetricGroup;

/** Says what texts are about. An instance serves one task. */
interface Classifier extends Serializable {
  /** How many texts it can be asked about at once. */
  int capacity();

  /**
   * Prepares for the first text.
   *
   * @param task the thread in which {@link #classify} is called
   */
  default void open(MetricGroup metrics, Executor task) {}

  /**
   * Says what a text is about.
   *
   * @param clean the text, cleaned
   * @param ngrams its n-grams
   * @return what is delivered with the text; a {@link io.tributary.pipeline.record.Rejection} if it
   *     can't be delivered
   */
  CompletionStage<Classified> classify(String clean, int[] ngrams);

  default void close() {}

  /**
   * What a text is about.
   *
   * @param isPredicted whether the model that is meant to has said so
   * @param millis how long that took, its turn in the queue and repeated requests included
   */
  record Classified(Classification classification, boolean isPredicted, long millis) {}
}
