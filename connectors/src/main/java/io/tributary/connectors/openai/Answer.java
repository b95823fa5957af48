package io.tributary.connectors.openai;

/**
 * What the model says of a text.
 *
 * @param sentiment one of the prompt's
 * @param topic one of the prompt's
 * @param confidence how sure it is, from 0 to 1
 */
public record Answer(String sentiment, String topic, double confidence) {
  /** Whether nothing of it is missing, as it may be where it was kept. */
  boolean isWhole() {
    return sentiment != null && topic != null && confidence >= 0 && confidence <= 1;
  }
}
