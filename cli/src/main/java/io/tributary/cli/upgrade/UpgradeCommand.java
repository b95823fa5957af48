package io.tributary.cli.upgrade;

import io.tributary.cli.CommandFailure;
import io.tributary.cli.Feeds;
import io.tributary.cli.FlinkStorage;
import io.tributary.jobs.launch.FeedJob;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Another build of a running job, in its place. */
@Command(
    name = "upgrade",
    description = {
      "Puts another build of a feed's job in the place of the one that runs on a Flink cluster:",
      "preflight, stop with savepoint, preflight, start, verify; and back when it doesn't run"
          + " well.",
      "Talks to the cluster that `tributary flink` talks to. Give it the arguments of the job.",
      "Exits 1 when the new job doesn't run afterwards, and says what does."
    },
    customSynopsis =
        "tributary upgrade FEED --jar NEW --old-jar OLD [--job ID] [--checkpoints N] [--within"
            + " SECONDS] [--change KEY=VALUE]… [--config FILE] [--KEY VALUE…]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary upgrade tickets --jar new.jar --old-jar old.jar --kafka.bootstrap.servers"
          + " broker:9092",
      "  tributary upgrade tickets --jar old.jar --old-jar old.jar --change parallelism=4 --config"
          + " production.yaml",
    })
public final class UpgradeCommand implements Callable<Integer> {
  /** Flink itself gives up a savepoint after ten minutes, and the job goes on. */
  private static final Duration STOP_DECIDED_WITHIN = Duration.ofMinutes(12);

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FEED", converter = Feeds.class, description = Feeds.NAMES)
  private FeedJob feed;

  @Option(
      names = "--jar",
      paramLabel = "JAR",
      required = true,
      description = "The jobs' jar of the new version.")
  private Path jar;

  @Option(
      names = "--old-jar",
      paramLabel = "JAR",
      required = true,
      description = "The jar that runs now, to go back to.")
  private Path oldJar;

  @Option(
      names = "--job",
      paramLabel = "ID",
      description = "The job to replace, where several of the feed run.")
  private @Nullable String job;

  @Option(
      names = "--checkpoints",
      paramLabel = "N",
      defaultValue = "2",
      description = "How many the new job must complete (${DEFAULT-VALUE}).")
  private int checkpoints;

  @Option(
      names = "--within",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "In which time; to go back may take as long (${DEFAULT-VALUE}).")
  private int within;

  @Option(
      names = "--change",
      paramLabel = "KEY=VALUE",
      description = "A setting that only the new job gets; several are allowed.")
  private Map<String, String> changes = new LinkedHashMap<>();

  @Unmatched private final List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    if (checkpoints < 1 || within < 1) {
      throw new ParameterException(spec.commandLine(), "--checkpoints and --within: 1 or more");
    }
    Release old = Release.of("old", oldJar, feed, arguments, Map.of());
    Release fresh = Release.of("new", jar, feed, arguments, changes);
    FlinkRun flink = FlinkRun.here();
    FlinkStorage.connectBriefly(List.of(old.checkpoints(), fresh.checkpoints()));
    try (FlinkJobs jobs = FlinkJobs.of(flink.conf())) {
      new Upgrade(
              jobs,
              flink,
              old,
              fresh,
              new Upgrade.Verification(checkpoints, Duration.ofSeconds(within)),
              STOP_DECIDED_WITHIN,
              spec.commandLine().getOut())
          .run(job == null ? onlyJob(jobs) : job);
    }
    return ExitCode.OK;
  }

  private String onlyJob(FlinkJobs jobs) throws InterruptedException {
    List<String> alive;
    try {
      alive = jobs.alive(feed.name());
    } catch (IOException e) {
      throw new CommandFailure(
          String.valueOf(e.getMessage()),
          "see that it runs, and that FLINK_CONF_DIR names its configuration",
          e);
    }
    if (alive.size() != 1) {
      throw new CommandFailure(
          alive.isEmpty()
              ? "no job of " + feed.name() + " runs on the cluster"
              : "several jobs of " + feed.name() + " run: " + String.join(", ", alive),
          alive.isEmpty() ? "start it by `tributary flink run`" : "name one with --job");
    }
    return alive.get(0);
  }
}
