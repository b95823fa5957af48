package io.tributary.pipeline.measure;

import java.nio.charset.StandardCharsets;

/**
 * A text as 128 bits, for exact distinct counts. ASCII texts of up to 15 characters are packed
 * without loss; longer ones are hashed (two texts share a fingerprint with a probability of
 * 2^-127). No fingerprint is zero in both halves.
 */
final class Fingerprint {
  private Fingerprint() {}

  /** The upper half: the first eight characters, or a hash. */
  static long high(String text) {
    return isPacked(text)
        ? pack(text, 0, Math.min(8, text.length()))
        : hash(text, 0x9E3779B97F4A7C15L);
  }

  /** The lower half: the other characters and the length plus one, or another hash. */
  static long low(String text) {
    if (!isPacked(text)) {
      return hash(text, 0xC2B2AE3D27D4EB4FL) | Long.MIN_VALUE;
    }
    return pack(text, 8, text.length()) | (long) (text.length() + 1) << 56;
  }

  private static boolean isPacked(String text) {
    if (text.length() > 15) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static long pack(String text, int from, int to) {
    long packed = 0;
    for (int i = from; i < to; i++) {
      packed = packed << 8 | text.charAt(i);
    }
    return packed;
  }

  /** A 64-bit hash in the manner of Murmur3: eight bytes a round. */
  private static long hash(String text, long seed) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    // Mixed in by itself: else a NUL at the right place could make up for another length.
    long hash = mix(seed ^ bytes.length);
    for (int i = 0; i < bytes.length; i += 8) {
      long block = 0;
      for (int j = i; j < Math.min(i + 8, bytes.length); j++) {
        block = block << 8 | (bytes[j] & 0xFF);
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
