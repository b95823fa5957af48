package io.tributary.tensorflow;

/** Counts requests to predict, those that meet faults among them. Thread-safe. */
final class Counts {
  private long requests;
  private long texts;
  private long answered;
  private long largestBatch;
  private long faults;
  private int inFlight;
  private int mostInFlight;

  synchronized void begin() {
    requests++;
    inFlight++;
    mostInFlight = Math.max(mostInFlight, inFlight);
  }

  /** A request goes on without an answer. */
  synchronized void hang() {
    inFlight++;
  }

  synchronized void batch(int size) {
    texts += size;
    largestBatch = Math.max(largestBatch, size);
  }

  synchronized void answered(int size) {
    answered += size;
  }

  synchronized void fault() {
    faults++;
  }

  synchronized void end(int many) {
    inFlight -= many;
  }

  /** Begins anew; what is in flight stays so. */
  synchronized void clear() {
    requests = 0;
    texts = 0;
    answered = 0;
    largestBatch = 0;
    faults = 0;
    mostInFlight = inFlight;
  }

  synchronized String json() {
    return ("{\"requests\":%d,\"texts\":%d,\"texts_answered\":%d,\"largest_batch\":%d,"
            + "\"faults\":%d,\"in_flight\":%d,\"most_in_flight\":%d}")
        .formatted(requests, texts, answered, largestBatch, faults, inFlight, mostInFlight);
  }
}
