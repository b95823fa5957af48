package io.tributary.cli.simulate.tweets;

import io.tributary.cli.simulate.SimulateOptions;
import io.tributary.jobs.tweets.TweetsJob;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Tweets one by one, or as fast as the broker takes them. */
@Command(
    name = "tweets",
    description = {
      "Tweets in French, English and Arabic, with hashtags of which some come in bursts, and retweets.",
      "Each says in the field simulated how it is meant to feel, and about what.",
      "Creates tweets_raw when it is missing. Without --rate one comes every 1 to 3 seconds.",
      "With --seed and --start the records are the same each time, byte for byte."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary simulate tweets",
      "  tributary simulate tweets --rate 100",
      "  tributary simulate tweets --count 200000 --seed 7",
    })
public final class SimulateTweetsCommand implements Callable<Integer> {
  /** A second: one in two seconds at the mean. */
  private static final double USUAL_RATE = 0.5;

  @Mixin private SimulateOptions options;

  SimulateTweetsCommand() {}

  @Override
  public Integer call() {
    options.simulate(
        new TweetsJob(), USUAL_RATE, common -> new TweetParameters(common).simulation());
    return ExitCode.OK;
  }
}
