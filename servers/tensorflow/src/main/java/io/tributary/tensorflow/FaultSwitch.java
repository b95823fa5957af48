package io.tributary.tensorflow;

import com.sun.net.httpserver.HttpExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides which request meets which fault. Thread-safe. */
final class FaultSwitch {
  private Faults faults = Faults.NONE;
  private long[] seen = {};
  private long[] done = {};
  private final List<HttpExchange> hanging = new ArrayList<>();

  /** Sets other faults; who hangs loses the connection. */
  synchronized void set(Faults others) {
    faults = others;
    seen = new long[others.faults().size()];
    done = new long[seen.length];
    hanging.forEach(HttpExchange::close);
    hanging.clear();
  }

  synchronized long delayMillis() {
    return faults.delayMillis();
  }

  /** What the next request meets. */
  synchronized Optional<Faults.Fault> next() {
    Optional<Faults.Fault> met = Optional.empty();
    for (int i = 0; i < seen.length; i++) {
      Faults.Fault each = faults.faults().get(i);
      seen[i]++;
      boolean falls = seen[i] % each.every() == 0 && (each.times() == 0 || done[i] < each.times());
      if (falls && met.isEmpty()) {
        done[i]++;
        met = Optional.of(each);
      }
    }
    return met;
  }

  /** Lets a request hang. */
  synchronized void hang(HttpExchange exchange) {
    hanging.add(exchange);
  }
}
