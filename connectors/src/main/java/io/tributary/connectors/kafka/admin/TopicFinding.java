package io.tributary.connectors.kafka.admin;

/**
 * Something about a topic that people should know.
 *
 * @param text without the topic's name: {@code partitions 6, expected 3}
 */
public record TopicFinding(String topic, Kind kind, String text) {

  /** What kind of thing it is. */
  public enum Kind {
    /** The topic isn't there. */
    MISSING,
    /** It wasn't there, and has been created. */
    CREATED,
    /** It is there, with another setting; nothing was changed. */
    DIFFERENT
  }

  @Override
  public String toString() {
    return topic + ": " + text;
  }
}
