package io.tributary.benchmarks.latency;

import io.tributary.cli.simulate.Simulation;
import io.tributary.cli.simulate.SimulationParameters;
import io.tributary.cli.simulate.tickets.TicketParameters;
import io.tributary.cli.simulate.tweets.TweetParameters;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.tickets.TicketsJob;
import io.tributary.jobs.tweets.TweetsJob;
import java.util.function.Function;
import java.util.function.Supplier;

/** A feed whose latency is measured: its records are keyed by the id that comes out again. */
enum MeasuredFeed {
  tickets(
      TicketsJob::new,
      "client_tickets",
      "tickets-enriched",
      "ticket_id",
      common -> new TicketParameters(common, 2_000, false).simulation()),
  tweets(
      TweetsJob::new,
      "tweets_raw",
      "tweets-analyzed",
      "tweet_id",
      common -> new TweetParameters(common).simulation());

  private final Supplier<FeedJob> job;
  final String input;
  final String output;

  /** The field of {@link #output} that is the key in {@link #input}. */
  final String id;

  private final Function<SimulationParameters, Simulation> simulation;

  MeasuredFeed(
      Supplier<FeedJob> job,
      String input,
      String output,
      String id,
      Function<SimulationParameters, Simulation> simulation) {
    this.job = job;
    this.input = input;
    this.output = output;
    this.id = id;
    this.simulation = simulation;
  }

  FeedJob job() {
    return job.get();
  }

  Simulation simulation(SimulationParameters common) {
    return simulation.apply(common);
  }
}
