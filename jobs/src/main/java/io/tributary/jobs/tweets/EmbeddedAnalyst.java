package io.tributary.jobs.tweets;

import io.tributary.text.EmbeddedAnalyser;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** The analyser that comes with the program. */
final class EmbeddedAnalyst implements Analyst {
  private static final long serialVersionUID = 1L;

  private transient @Nullable EmbeddedAnalyser analyser;

  @Override
  public boolean isAlone() {
    return false;
  }

  @Override
  public int remembers() {
    return 1;
  }

  @Override
  public int capacity() {
    return 1; // it answers at once
  }

  @Override
  public void open(MetricGroup metrics, Executor task) {
    analyser = EmbeddedAnalyser.shipped();
  }

  @Override
  public CompletionStage<Judgement> enrich(TweetContent content) {
    return CompletableFuture.completedFuture(judge(content));
  }

  Judgement judge(TweetContent content) {
    if (analyser == null) {
      throw new IllegalStateException("not opened");
    }
    return new Judgement(
        analyser.analyse(content.clean(), content.language()),
        analyser.name() + "-" + analyser.version(),
        AnalysedTweet.NO_PROMPT);
  }
}
