package io.tributary.pipeline.quality;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/** More records are bad than a feed calls normal. Another attempt would find the same. */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class BudgetExceeded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BudgetExceeded(String message) {
    super(message);
  }
}
