package io.tributary.cli;

import io.tributary.jobs.invoices.InvoicesJob;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.texts.TextsJob;
import io.tributary.jobs.tickets.TicketsJob;
import io.tributary.jobs.tweets.TweetsJob;
import io.tributary.jobs.weather.WeatherJob;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The feeds that there are, by their names; as a converter, what FEED is on the command line. */
public final class Feeds implements ITypeConverter<FeedJob> {
  /** What the commands' help says of FEED. */
  public static final String NAMES = "The feed: tickets, texts, invoices, weather, tweets.";

  private static final List<FeedJob> ALL =
      List.of(
          new TicketsJob(), new TextsJob(), new InvoicesJob(), new WeatherJob(), new TweetsJob());

  /** Every feed's job. */
  public static List<FeedJob> all() {
    return ALL;
  }

  /**
   * A feed's job.
   *
   * @throws CommandFailure naming the feeds that there are, when it is none of them
   */
  public static FeedJob job(String name) {
    return ALL.stream()
        .filter(job -> job.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new CommandFailure(unknown(name), remedy()));
  }

  @Override
  public FeedJob convert(String name) {
    try {
      return job(name);
    } catch (CommandFailure e) {
      throw new TypeConversionException(unknown(name) + ": " + remedy());
    }
  }

  private static String unknown(String name) {
    return "there is no feed '" + name + "'";
  }

  private static String remedy() {
    return "take one of " + ALL.stream().map(FeedJob::name).toList();
  }
}
