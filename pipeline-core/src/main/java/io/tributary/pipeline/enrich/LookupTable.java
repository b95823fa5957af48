package io.tributary.pipeline.enrich;

import io.tributary.pipeline.record.Text;
import java.io.Serializable;
import java.util.Optional;

/**
 * A directory by key. It is complete up to its source's newest entry when {@link #open} returns,
 * and follows the source after that.
 */
public interface LookupTable<V> extends Serializable {
  void open() throws Exception;

  /** The value of a key, if it is known. Fails when the source can no longer be followed. */
  Optional<V> find(Text key);

  void close() throws Exception;
}
