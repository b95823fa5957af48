package io.tributary.jobs.tweets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.jobs.QualitySteps;
import io.tributary.jobs.tweets.Analyst.Judgement;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Text;
import io.tributary.text.Language;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class TweetsQualityTest {
  private static final String ASKS = "--openai.model=some-model";
  private static final TweetContent CONTENT =
      new TweetContent("good news", "en", Language.EN, List.of(), List.of());

  private static Judgement embedded() {
    EmbeddedAnalyst analyst = new EmbeddedAnalyst();
    analyst.open(new UnregisteredMetricsGroup(), Runnable::run);
    return analyst.judge(CONTENT);
  }

  private static Accepted<AnalysedTweet> analysed(String model) {
    Tweet tweet =
        new Tweet(
            Text.of("1"),
            new UUID(1, 2),
            Text.of("good news"),
            0,
            Text.of("u"),
            Optional.empty(),
            Optional.empty(),
            0,
            0);
    return new Accepted<>(
        new RawRecord("tweets", 0, 0, 0, null, new byte[0], false, 0),
        new AnalysedTweet(tweet, CONTENT, embedded().analysis(), model, "1", 0));
  }

  @Test
  void aTweetThatTheEmbeddedModelHasAnsweredForTheOneThatWasAskedIsUnenriched() throws Exception {
    assertThat(steps(ASKS).delivered(analysed("some-model"))).isEmpty();
    assertThat(steps(ASKS).delivered(analysed(embedded().model())))
        .hasValueSatisfying(why -> assertThat(why).contains("1 are unenriched"));
  }

  @Test
  void whereNoModelIsAskedTheEmbeddedOneIsEnough() throws Exception {
    assertThat(steps().delivered(analysed(embedded().model()))).isEmpty();
  }

  private static QualitySteps steps(String... flags) {
    return QualitySteps.of(new TweetsJob(), "--quality.unenriched=0", flags);
  }
}
