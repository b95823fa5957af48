package io.tributary.connectors.http;

import io.tributary.connectors.collect.Fingerprints;

/**
 * What of a list has been delivered.
 *
 * @param items each item's fingerprint by its identity
 * @param delivered how many, versions of the same item counted each
 */
public record ApiPosition(Fingerprints<String> items, long delivered) {
  static ApiPosition beginning() {
    return new ApiPosition(Fingerprints.none(), 0);
  }

  ApiPosition delivered(String item, long fingerprint) {
    return new ApiPosition(items.with(item, fingerprint), delivered + 1);
  }
}
