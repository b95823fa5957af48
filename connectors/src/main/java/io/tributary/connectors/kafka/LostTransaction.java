package io.tributary.connectors.kafka;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * A transaction that a complete checkpoint counts on can't be committed any more. Another attempt
 * would find the same, so Flink isn't to restart the job.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class LostTransaction extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostTransaction(String message) {
    super(message);
  }
}
