package io.tributary.pipeline.dedup;

import java.util.UUID;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Spreads identities evenly over Flink's key groups: one key for each key group, so that every
 * subtask gets its exact share and can keep a set for each of its key groups.
 */
public final class Shards {
  private Shards() {}

  /** For each key group a key that Flink assigns to it. */
  public static int[] keys(int maxParallelism) {
    int[] keys = new int[maxParallelism];
    boolean[] found = new boolean[maxParallelism];
    for (int candidate = 0, left = maxParallelism; left > 0; candidate++) {
      int group = KeyGroupRangeAssignment.assignToKeyGroup(candidate, maxParallelism);
      if (!found[group]) {
        found[group] = true;
        keys[group] = candidate;
        left--;
      }
    }
    return keys;
  }

  /** The key group of an identity, from 0 to {@code maxParallelism - 1}. */
  public static int of(UUID identity, int maxParallelism) {
    long mixed = mix(identity.getMostSignificantBits(), identity.getLeastSignificantBits());
    return (int) (((mixed & 0xFFFFFFFFL) * maxParallelism) >>> 32);
  }

  /** Murmur3's finalizer over both halves: identities may differ in a few bits only. */
  static long mix(long high, long low) {
    long z = high * 0x9E3779B97F4A7C15L ^ low;
    z = (z ^ (z >>> 33)) * 0xFF51AFD7ED558CCDL;
    z = (z ^ (z >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return z ^ (z >>> 33);
  }
}
