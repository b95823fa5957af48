package io.tributary.cli;

import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.tickets.TicketsJob;
import java.util.List;

/** The feeds that there are. */
final class Feeds {
  private static final List<FeedJob> ALL = List.of(new TicketsJob());

  private Feeds() {}

  static List<FeedJob> all() {
    return ALL;
  }

  /** The job of a feed. */
  static FeedJob job(String name) {
    return ALL.stream()
        .filter(job -> job.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    "there is no feed '" + name + "'",
                    "take one of " + ALL.stream().map(FeedJob::name).toList()));
  }
}
