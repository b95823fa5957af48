package io.tributary.benchmarks.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a feed's job is called: on a lake and a state of its own, its dashboard on a given port.
 *
 * @param feed the feed's name
 * @param name unique among all runs against a broker
 * @param restPort 0 for any free one
 */
public record FeedRun(
    String feed,
    String name,
    String bootstrap,
    Path lake,
    Path checkpoints,
    int parallelism,
    int restPort) {

  /** A run in a workspace, its lake and state below {@code scratch/NAME}. */
  public static FeedRun in(
      Workspace workspace,
      String feed,
      String name,
      String bootstrap,
      int parallelism,
      int restPort) {
    Path place = workspace.scratch(name);
    return new FeedRun(
        feed,
        name,
        bootstrap,
        place.resolve("lake"),
        place.resolve("checkpoints"),
        parallelism,
        restPort);
  }

  /** The program, with more arguments such as {@code --bounded}. */
  public Program program(Path log, String... more) {
    List<String> arguments = new ArrayList<>(List.of("run", feed));
    arguments.addAll(
        List.of(
            "--kafka.bootstrap.servers",
            bootstrap,
            "--kafka.transaction.prefix",
            "benchmark-" + name,
            "--lake.path",
            lake.toString(),
            "--checkpoint.path",
            checkpoints.toString(),
            "--parallelism",
            Integer.toString(parallelism),
            "--rest.port",
            Integer.toString(restPort)));
    arguments.addAll(List.of(more));
    return Program.tributary(log, arguments);
  }
}
