package io.tributary.jobs.preflight;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Whether a job would restore from a savepoint or checkpoint.
 *
 * @param path where the savepoint lies
 * @param checkpoint its number
 * @param findings operator by operator, in the order of the job's route; what the job no longer has
 *     comes last
 */
public record PreflightReport(
    String path, long checkpoint, boolean isSavepoint, List<Finding> findings) {
  /** More of them don't make a line clearer. */
  private static final int MOST_NAMED = 3;

  public PreflightReport {
    findings = List.copyOf(findings);
  }

  /** Whether everything restores: nothing is lost, nothing unread. */
  public boolean restores() {
    return findings.stream().allMatch(finding -> finding.verdict().isWell());
  }

  /** How many findings have a verdict. */
  public long count(Verdict verdict) {
    return findings.stream().filter(finding -> finding.verdict() == verdict).count();
  }

  /** The findings of a kind in one line; empty when there are none. */
  public Optional<String> sentence(Predicate<Finding> kind) {
    List<String> all = findings.stream().filter(kind).map(Finding::sentence).toList();
    int more = all.size() - MOST_NAMED;
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(
            all.stream().limit(MOST_NAMED).collect(Collectors.joining("; "))
                + (more > 0 ? "; and " + more + " more" : ""));
  }
}
