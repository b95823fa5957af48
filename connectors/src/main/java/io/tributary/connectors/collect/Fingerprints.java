package io.tributary.connectors.collect;

import io.tributary.pipeline.record.Sha256;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a source has delivered and may meet again: of each key, a fingerprint of its content.
 * Immutable. What is added shares all the rest, since every record carries a position, and with it
 * a memory, of its own.
 *
 * @param <K> what tells one content from another; with {@code equals}
 */
public final class Fingerprints<K> {
  private final @Nullable Link<K> newest;
  private final int size;

  private record Link<K>(K key, long fingerprint, @Nullable Link<K> earlier) {}

  private Fingerprints(@Nullable Link<K> newest, int size) {
    this.newest = newest;
    this.size = size;
  }

  /** Knows nothing. */
  public static <K> Fingerprints<K> none() {
    return new Fingerprints<>(null, 0);
  }

  /** Knows all of a map's keys. */
  public static <K> Fingerprints<K> of(Map<K, Long> all) {
    Fingerprints<K> some = none();
    for (Map.Entry<K, Long> each : all.entrySet()) {
      some = some.with(each.getKey(), each.getValue());
    }
    return some;
  }

  /** A content's fingerprint: the first 64 bits of its SHA-256. */
  public static long fingerprint(byte[] content) {
    return ByteBuffer.wrap(Sha256.digest().digest(content)).getLong();
  }

  /** All this, and of one key that fingerprint in place of an earlier one. */
  public Fingerprints<K> with(K key, long fingerprint) {
    return new Fingerprints<>(new Link<>(key, fingerprint, newest), size + 1);
  }

  /** How many were added; a key counts as often as it was. */
  public int size() {
    return size;
  }

  /** Each key's last one; the caller's own map. */
  public Map<K, Long> toMap() {
    Map<K, Long> all = new LinkedHashMap<>();
    for (Link<K> at = newest; at != null; at = at.earlier()) {
      all.putIfAbsent(at.key(), at.fingerprint());
    }
    return all;
  }
}
