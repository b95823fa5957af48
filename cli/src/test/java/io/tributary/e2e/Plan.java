package io.tributary.e2e;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What is going to happen to a deployment, without an end: every kind of fault once in a random
 * order, then again. A seed makes the same plan each time.
 */
final class Plan {
  private final SplittableRandom random;
  private final Set<Fault> leftOut;
  private final Deque<Step> next = new ArrayDeque<>();

  /** What is done to a deployment; a fault is over when it returns. */
  interface Deed {
    void doTo(Deployment on) throws Exception;
  }

  /**
   * A fault's deed.
   *
   * @param how what was decided of it, such as {@code for 7 s}
   */
  record Act(String how, Deed deed) {}

  /** A fault of the plan. */
  record Step(Fault fault, Act act) {
    void inflict(Deployment on) throws Exception {
      act.deed().doTo(on);
    }

    @Override
    public String toString() {
      return (fault + " " + act.how()).strip();
    }
  }

  /**
   * Makes one.
   *
   * @param leftOut kinds that can't happen here; the others stay as they were
   */
  Plan(long seed, Set<Fault> leftOut) {
    this.random = new SplittableRandom(seed);
    this.leftOut = leftOut;
  }

  /** The next fault. */
  Step next() {
    while (next.isEmpty()) {
      List<Fault> all = new ArrayList<>(List.of(Fault.values()));
      Collections.shuffle(all, new Random(random.nextLong()));
      for (Fault each : all) {
        Step step = each.plan(random.split());
        if (!leftOut.contains(each)) {
          next.add(step);
        }
      }
    }
    return next.remove();
  }
}
