package io.tributary.pipeline.measure;

import io.tributary.pipeline.record.Text;

/**
 * A text as 128 bits, for exact distinct counts. Texts of up to 15 bytes are packed without loss;
 * longer ones are hashed (two texts share a fingerprint with a probability of 2^-127). No
 * fingerprint is zero in both halves.
 */
final class Fingerprint {
  private Fingerprint() {}

  /** The upper half: the first eight bytes, or a hash. */
  static long high(Text text) {
    return isPacked(text)
        ? pack(text, 0, Math.min(8, text.length()))
        : hash(text, 0x9E3779B97F4A7C15L);
  }

  /** The lower half: the other bytes and the length plus one, or another hash. */
  static long low(Text text) {
    if (!isPacked(text)) {
      return hash(text, 0xC2B2AE3D27D4EB4FL) | Long.MIN_VALUE;
    }
    return pack(text, 8, text.length()) | (long) (text.length() + 1) << 56;
  }

  private static boolean isPacked(Text text) {
    return text.length() <= 15;
  }

  private static long pack(Text text, int from, int to) {
    long packed = 0;
    for (int i = from; i < to; i++) {
      packed = packed << 8 | (text.byteAt(i) & 0xFF);
    }
    return packed;
  }

  /** A 64-bit hash in the manner of Murmur3: eight bytes a round. */
  private static long hash(Text text, long seed) {
    int length = text.length();
    // Mixed in by itself: else a NUL at the right place could make up for another length.
    long hash = mix(seed ^ length);
    for (int i = 0; i < length; i += 8) {
      long block = 0;
      for (int j = i; j < Math.min(i + 8, length); j++) {
        block = block << 8 | (text.byteAt(j) & 0xFF);
      }
      hash = mix(hash ^ block);
    }
    return hash;
  }

  static long mix(long z) {
    z = (z ^ (z >>> 33)) * 0xFF51AFD7ED558CCDL;
    z = (z ^ (z >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return z ^ (z >>> 33);
  }
}
