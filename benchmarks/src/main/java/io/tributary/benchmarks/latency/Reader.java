package io.tributary.benchmarks.latency;

import java.util.concurrent.Callable;

/** Looks where records come out, and notes when each becomes visible, until it is closed. */
interface Reader extends Callable<Seen>, AutoCloseable {
  /** What has been seen so far; another thread may ask. */
  Seen seen();

  /** Ends it; what it has seen stays. */
  @Override
  void close();
}
