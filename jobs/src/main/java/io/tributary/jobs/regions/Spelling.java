package io.tributary.jobs.regions;

/** How far two spellings lie apart. */
final class Spelling {
  private Spelling() {}

  /**
   * How many letters must be put in, left out, replaced or swapped with their neighbour; one more
   * than {@code most} when it is more than that.
   */
  static int distance(String one, String other, int most) {
    if (Math.abs(one.length() - other.length()) > most) {
      return most + 1;
    }
    int[] beforeLast = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    int[] now = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      now[0] = i;
      int least = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        now[j] = Math.min(last[j - 1] + replaced, 1 + Math.min(last[j], now[j - 1]));
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          now[j] = Math.min(now[j], beforeLast[j - 2] + 1);
        }
        least = Math.min(least, now[j]);
      }
      // A swap reaches back two rows, at the cost of one.
      if (least > most + 1) {
        return most + 1;
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = now;
      now = free;
    }
    return Math.min(last[other.length()], most + 1);
  }
}
