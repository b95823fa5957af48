package io.tributary.connectors.kafka.source;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.apache.kafka.common.Uuid;

/**
 * The next record to be read is not in the topic any more. Another attempt would find the same, so
 * Flink isn't to restart the job. It has no cause, since people are shown the innermost one.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class LostRecords extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostRecords(String message) {
    super(message);
  }

  /** What is said of a topic that was deleted and made again under its name. */
  static String madeAnew(String topic, Uuid id, Uuid before) {
    return "topic %s was made anew: its id is %s, and was %s when it was read"
        .formatted(topic, id, before);
  }

  /** The same, where that may not be. */
  static LostRecords inTopicMadeAnew(String topic, Uuid id, Uuid before) {
    return new LostRecords(
        madeAnew(topic, id, before)
            + ". To go on where the other one was read to would pass over what is in this one: start"
            + " without state on a new lake; or, if it is a copy in which each record has its old"
            + " offset, with --allow-topics-made-anew");
  }
}
