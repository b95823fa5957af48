package io.tributary.jobs.tweets;

import io.tributary.jobs.tweets.Analyst.Judgement;
import io.tributary.pipeline.enrich.RememberingEnricher;
import io.tributary.text.Analysis;
import java.util.concurrent.CompletionStage;

/** Says how tweets feel about what, and who says so; it rejects none. */
interface Analyst extends RememberingEnricher<TweetContent, Judgement> {
  @Override
  CompletionStage<Judgement> enrich(TweetContent content);

  /**
   * What is said of a tweet.
   *
   * @param model who says so, with its version
   * @param promptVersion which prompt it was given
   */
  record Judgement(Analysis analysis, String model, String promptVersion) {}
}
