package io.tributary.connectors.kafka.source;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

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
}
