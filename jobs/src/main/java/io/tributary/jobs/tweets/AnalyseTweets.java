package io.tributary.jobs.tweets;

import io.tributary.pipeline.enrich.Memory;
import io.tributary.pipeline.enrich.RememberingEnricher;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** Finds out what stands in each tweet, and has an analyst say how it feels about what. */
final class AnalyseTweets implements RememberingEnricher<Tweet, AnalysedTweet> {
  private static final long serialVersionUID = 1L;

  private final Analyst analyst;
  private final Clock clock;
  private transient @Nullable TweetReader reader;

  /**
   * Makes the step.
   *
   * @param clock tells when; must be serializable, as the system's is
   */
  AnalyseTweets(Analyst analyst, Clock clock) {
    this.analyst = analyst;
    this.clock = clock;
  }

  @Override
  public boolean isAlone() {
    return analyst.isAlone();
  }

  @Override
  public int capacity() {
    return analyst.capacity();
  }

  @Override
  public int remembers() {
    return analyst.remembers();
  }

  @Override
  public void recall(Memory memory) {
    analyst.recall(memory);
  }

  @Override
  public void open(MetricGroup metrics, Executor task) throws Exception {
    reader = new TweetReader();
    analyst.open(metrics, task);
  }

  @Override
  public CompletionStage<AnalysedTweet> enrich(Tweet tweet) {
    if (reader == null) {
      throw new IllegalStateException("not opened");
    }
    TweetContent content = reader.read(tweet);
    return analyst
        .enrich(content)
        .thenApply(
            judged ->
                new AnalysedTweet(
                    tweet,
                    content,
                    judged.analysis(),
                    judged.model(),
                    judged.promptVersion(),
                    ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant())));
  }

  @Override
  public void checkpoint(long number) {
    analyst.checkpoint(number);
  }

  @Override
  public void completed(long number) {
    analyst.completed(number);
  }

  @Override
  public void close() throws Exception {
    if (reader != null) {
      reader.close();
    }
    analyst.close();
  }
}
