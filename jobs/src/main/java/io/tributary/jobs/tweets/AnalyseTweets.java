package io.tributary.jobs.tweets;

import io.tributary.pipeline.enrich.Enricher;
import io.tributary.text.Analysis;
import io.tributary.text.EmbeddedAnalyser;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Has the analyser that comes with the program say how each tweet feels about what. */
final class AnalyseTweets implements Enricher<Tweet, AnalysedTweet> {
  private static final long serialVersionUID = 1L;

  private final Clock clock;
  private transient @Nullable Tools tools;

  /**
   * Makes the step.
   *
   * @param clock tells when; must be serializable, as the system's is
   */
  AnalyseTweets(Clock clock) {
    this.clock = clock;
  }

  /** What serves one task. */
  private record Tools(TweetReader reader, EmbeddedAnalyser analyser, String model) {}

  @Override
  public void open() {
    EmbeddedAnalyser analyser = EmbeddedAnalyser.shipped();
    tools = new Tools(new TweetReader(), analyser, analyser.name() + "-" + analyser.version());
  }

  @Override
  public AnalysedTweet enrich(Tweet tweet) {
    Tools ours = tools;
    if (ours == null) {
      throw new IllegalStateException("not opened");
    }
    TweetContent content = ours.reader.read(tweet);
    Analysis analysis = ours.analyser.analyse(content.clean(), content.language());
    return new AnalysedTweet(
        tweet,
        content,
        analysis,
        ours.model,
        AnalysedTweet.NO_PROMPT,
        ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
  }

  @Override
  public void close() {
    if (tools != null) {
      tools.reader.close();
    }
  }
}
