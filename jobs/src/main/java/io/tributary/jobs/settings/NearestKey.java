package io.tributary.jobs.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** The valid key that somebody most likely meant. */
final class NearestKey {

  private NearestKey() {}

  /** The remedy for a wrong key: the nearest of the candidates, of which there is at least one. */
  static String remedy(String wrong, Collection<String> candidates) {
    String normal = normal(wrong);
    String nearest =
        candidates.stream()
            .min(
                Comparator.<String>comparingInt(candidate -> distance(normal, normal(candidate)))
                    .thenComparing(Comparator.naturalOrder()))
            .orElseThrow();
    boolean near = distance(normal, normal(nearest)) <= Math.max(2, normal.length() / 3);
    return near ? "did you mean " + nearest + "?" : "the nearest key there is: " + nearest;
  }

  private static String normal(String key) {
    return key.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
  }

  /**
   * How many letters must be put in, left out, replaced or swapped with their neighbour; a key
   * whose group was left out ({@code bootstrap.servers}) is one step away.
   */
  static int distance(String wrong, String right) {
    if (right.endsWith("." + wrong)) {
      return 1;
    }
    int[][] steps = new int[wrong.length() + 1][right.length() + 1];
    for (int i = 0; i <= wrong.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        if (i == 0 || j == 0) {
          steps[i][j] = i + j;
          continue;
        }
        int replaced = wrong.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        int best =
            Math.min(
                steps[i - 1][j - 1] + replaced, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && wrong.charAt(i - 1) == right.charAt(j - 2)
                && wrong.charAt(i - 2) == right.charAt(j - 1);
        steps[i][j] = swapped ? Math.min(best, steps[i - 2][j - 2] + 1) : best;
      }
    }
    return steps[wrong.length()][right.length()];
  }
}
