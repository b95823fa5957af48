package io.tributary.connectors.openai;

import java.util.ArrayDeque;
import java.util.Deque;

/** What may be used up in any 60 seconds: requests, or tokens. */
final class MinuteBudget {
  /** A second more: one call may be on its way for longer than the next. */
  static final long MINUTE = 61_000;

  private final long most;
  private final Deque<Taken> taken = new ArrayDeque<>();
  private long sum;

  /** What a call has taken; an estimate until it is corrected. */
  static final class Taken {
    private long at;
    private long amount;
    private boolean counts = true;

    private Taken(long at, long amount) {
      this.at = at;
      this.amount = amount;
    }
  }

  MinuteBudget(long most) {
    this.most = most;
  }

  /**
   * How long to wait until so much may be taken, in milliseconds; 0 for now. What is more than the
   * whole budget may be taken once nothing else counts.
   *
   * @param now in milliseconds since the epoch
   */
  long wait(long amount, long now) {
    forget(now);
    long tooMuch = sum + Math.min(amount, most) - most;
    if (tooMuch <= 0) {
      return 0;
    }
    for (Taken each : taken) {
      tooMuch -= each.amount;
      if (tooMuch <= 0) {
        return Math.max(1, each.at + MINUTE - now);
      }
    }
    return MINUTE;
  }

  Taken take(long amount, long now) {
    Taken added = new Taken(now, amount);
    taken.add(added);
    sum += amount;
    return added;
  }

  /** As much as it was after all. */
  void correct(Taken estimate, long amount) {
    if (estimate.counts) {
      sum += amount - estimate.amount;
      estimate.amount = amount;
    }
  }

  /** What lies in the future since a clock was put back was taken now at the latest. */
  private void forget(long now) {
    taken.forEach(each -> each.at = Math.min(each.at, now));
    while (!taken.isEmpty() && taken.peek().at + MINUTE <= now) {
      Taken old = taken.remove();
      old.counts = false;
      sum -= old.amount;
    }
  }
}
