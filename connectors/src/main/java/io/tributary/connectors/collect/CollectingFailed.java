package io.tributary.connectors.collect;

import java.io.IOException;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * A bounded run can't read its source, however often it tries. It tried long enough, so Flink isn't
 * to restart the job once more.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class CollectingFailed extends IOException {
  private static final long serialVersionUID = 1L;

  CollectingFailed(String source, int tries, IOException reason) {
    super(
        "source "
            + source
            + ": "
            + tries
            + " tries in a row failed, the last one with: "
            + reason.getMessage()
            + ". What was read before is safe; mend that and run again",
        reason);
  }
}
