package io.tributary.connectors.upsert;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(row));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // each JDK has it
    }
  }
}
