package io.tributary.cli.upgrade;

import io.tributary.cli.CommandFailure;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.launch.JobJar;
import io.tributary.jobs.preflight.Preflight;
import io.tributary.jobs.preflight.PreflightProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A build of the jobs, and the arguments that its job is started with.
 *
 * @param called what people are told of it: {@code new} or {@code old}
 */
record Release(String called, Path jar, FeedJob feed, List<String> arguments) {
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
      return Preflight.of(
              classes.graph(main(), arguments.toArray(String[]::new)), state, classes.classes())
          .sentence(finding -> !finding.verdict().isWell());
    } catch (PreflightProblem e) {
      return Optional.of(String.valueOf(e.getMessage()));
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
