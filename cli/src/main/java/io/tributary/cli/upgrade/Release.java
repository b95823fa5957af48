package io.tributary.cli.upgrade;

import io.tributary.cli.CommandFailure;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.launch.JobConfiguration;
import io.tributary.jobs.launch.JobJar;
import io.tributary.jobs.preflight.Preflight;
import io.tributary.jobs.preflight.PreflightProblem;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * A build of the jobs, and the arguments that its job is started with.
 *
 * @param called what people are told of it: {@code new} or {@code old}
 * @param checkpoints where its job keeps them, each run in a directory of its id
 * @param savepoints where its job's savepoints lie
 */
record Release(
    String called,
    Path jar,
    FeedJob feed,
    List<String> arguments,
    String checkpoints,
    String savepoints) {

  /**
   * A build that is started with some arguments, and others in their place.
   *
   * @param changes settings that only it gets; it alone need know them
   */
  static Release of(
      String called, Path jar, FeedJob feed, List<String> arguments, Map<String, String> changes) {
    List<String> all = new ArrayList<>(arguments);
    List<String> known = new ArrayList<>(arguments);
    changes.forEach(
        (key, value) -> {
          all.addAll(List.of("--" + key, value));
          if (key.equals(SettingKeys.CHECKPOINT_PATH.key())) {
            known.addAll(List.of("--" + key, value));
          }
        });
    Settings settings = Settings.resolve(feed.name(), known.toArray(String[]::new));
    return new Release(
        called,
        jar.toAbsolutePath(),
        feed,
        List.copyOf(all),
        JobConfiguration.stateDirectory(settings),
        JobConfiguration.savepointDirectory(settings));
  }

  /**
   * Builds its graph, as its start will.
   *
   * @throws CommandFailure when it doesn't take the arguments
   * @throws PreflightProblem when there is no such jar, or no such job in it
   */
  void check() throws IOException {
    try (JobJar classes = JobJar.open(jar)) {
      graph(classes);
    }
  }

  /** Why it would not restore from a state; empty when it would. */
  Optional<String> preflight(String state) throws IOException {
    try (JobJar classes = JobJar.open(jar)) {
      return preflight(classes, state);
    } catch (PreflightProblem e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The same.
   *
   * @param classes the jar: to load its classes takes seconds, which a checkpoint of a running job
   *     may not be there for
   */
  Optional<String> preflight(JobJar classes, String state) {
    try {
      return Preflight.of(graph(classes), state, classes.classes())
          .sentence(finding -> !finding.verdict().isWell());
    } catch (PreflightProblem e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private StreamGraph graph(JobJar classes) {
    try {
      return classes.graph(main(), arguments.toArray(String[]::new));
    } catch (IllegalArgumentException e) {
      String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new CommandFailure(
          "the " + called + " jar doesn't take the arguments (" + said + ")", "correct them", e);
    }
  }

  String main() {
    return feed.getClass().getName();
  }
}
