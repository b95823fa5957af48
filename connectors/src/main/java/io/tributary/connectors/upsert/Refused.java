package io.tributary.connectors.upsert;

import io.tributary.pipeline.record.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * A row that a store won't ever take.
 *
 * @param row a JSON object in UTF-8
 * @param reason the store's words
 */
public record Refused(byte[] row, String reason) {
  /** The row as a text. */
  public String text() {
    return new String(row, StandardCharsets.UTF_8);
  }

  /** By which the row is kept once: the SHA-256 of its bytes, in hexadecimal digits. */
  public String id() {
    return Sha256.hex(row);
  }
}
