package io.tributary.connectors.ocr.fields;

/**
 * What was found, and how sure that is.
 *
 * @param confidence from 0 to 1. It orders findings and is held against a threshold; it is no
 *     probability
 */
public record Field<T>(T value, double confidence) {
  public Field {
    confidence = Math.max(0, Math.min(1, confidence));
  }
}
