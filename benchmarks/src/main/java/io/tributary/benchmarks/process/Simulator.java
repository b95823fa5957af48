package io.tributary.benchmarks.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Fills a broker by the project's own simulator, with the same records each time. */
public record Simulator(String feed, String bootstrap, Path log) {
  private static final String FIRST_EVENT = "2026-01-05T08:00:00Z";

  /**
   * Sends records as fast as the broker takes them.
   *
   * @return what the simulator said
   */
  public String send(long count, long seed, String... more)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "simulate",
                feed,
                "--kafka.bootstrap.servers",
                bootstrap,
                "--count",
                Long.toString(count),
                "--seed",
                Long.toString(seed),
                "--start",
                FIRST_EVENT));
    arguments.addAll(List.of(more));
    return Program.tributary(log, arguments).runForOutput();
  }
}
