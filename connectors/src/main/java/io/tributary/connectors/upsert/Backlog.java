package io.tributary.connectors.upsert;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Chunks of completed checkpoints that the store has yet to take, in their order. */
final class Backlog {
  private final Deque<byte[]> chunks = new ArrayDeque<>();
  private long rows;
  private long bytes;
  private long progressNanos = System.nanoTime();

  /**
   * Adds chunks.
   *
   * @throws IOException if one is none, as in a damaged checkpoint
   */
  synchronized void add(Collection<byte[]> more) throws IOException {
    if (chunks.isEmpty()) {
      progressNanos = System.nanoTime();
    }
    for (byte[] chunk : more) {
      chunks.add(chunk);
      rows += Chunk.count(chunk);
      bytes += chunk.length;
    }
    notifyAll();
  }

  /** The first of them, which stays until it is {@link #written}; waits for one. */
  synchronized byte[] first() throws InterruptedException {
    while (chunks.isEmpty()) {
      wait();
    }
    return chunks.getFirst();
  }

  /** The store has taken the first of them. */
  synchronized void written() throws IOException {
    byte[] chunk = chunks.removeFirst();
    rows -= Chunk.count(chunk);
    bytes -= chunk.length;
    progressNanos = System.nanoTime();
    notifyAll();
  }

  /** Returns when a chunk has been written or added, or after this time; the caller looks again. */
  @SuppressWarnings("WaitNotInLoop")
  synchronized void awaitChange(Duration most) throws InterruptedException {
    wait(most.toMillis());
  }

  synchronized List<byte[]> all() {
    return List.copyOf(chunks);
  }

  synchronized boolean isEmpty() {
    return chunks.isEmpty();
  }

  synchronized long rows() {
    return rows;
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized long secondsWithoutProgress() {
    return chunks.isEmpty() ? 0 : TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - progressNanos);
  }
}
