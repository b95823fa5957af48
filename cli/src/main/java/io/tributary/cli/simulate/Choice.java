package io.tributary.cli.simulate;

import java.util.List;
import java.util.SplittableRandom;

/** Draws by chance. */
public final class Choice {
  private Choice() {}

  /** One of them, each as likely as the others. */
  public static <T> T any(List<T> choices, SplittableRandom random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
