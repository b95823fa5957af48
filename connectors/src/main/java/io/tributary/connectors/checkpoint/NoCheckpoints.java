package io.tributary.connectors.checkpoint;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * No checkpoint completes: nothing is committed any more, and a restart would do it all again.
 * Restarts were tried, so Flink isn't to restart the job once more.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class NoCheckpoints extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoCheckpoints(String message) {
    super(message);
  }
}
