package io.tributary.benchmarks.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Asks again and again until there is an answer. */
public final class Await {
  private Await() {}

  /**
   * Waits for an answer.
   *
   * @param what is waited for, for the error
   * @param within how long at most
   * @param every the pause between two questions
   * @throws IllegalStateException when the time is over, or the process has ended first
   */
  public static <T> T answer(
      String what, Duration within, Duration every, Process process, Callable<Optional<T>> question)
      throws Exception {
    long deadline = System.nanoTime() + within.toNanos();
    while (true) {
      Optional<T> answer = question.call();
      if (answer.isPresent()) {
        return answer.get();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(what + ": not within " + within.toSeconds() + " s");
      }
      if (process.waitFor(every.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            what + ": the job ended with " + process.exitValue() + " before that");
      }
    }
  }
}
