package io.tributary.benchmarks.identities;

/**
 * What a job takes at so many identities.
 *
 * @param liveHeap bytes, after a collection
 * @param peakMemory of the whole process until then, in bytes
 */
record Footprint(long identities, long liveHeap, long peakMemory, Checkpoints checkpoints) {

  /** Bytes of heap for each identity that the other does not have. */
  double heapPerIdentityAbove(Footprint other) {
    return (double) (liveHeap - other.liveHeap) / (identities - other.identities);
  }

  /** Bytes of checkpointed state for each identity. */
  double statePerIdentity() {
    return (double) checkpoints.last().identitiesState() / identities;
  }
}
