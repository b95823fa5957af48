package io.tributary.pipeline;

import java.util.List;

/**
 * A source or step that reads or writes data outside the job, and says which. Lineage is made of
 * what they say; a step behind which there is no other, and that isn't one of these, fails a test.
 */
public interface TouchesDatasets {
  /** What it reads. */
  default List<NamedDataset> reads() {
    return List.of();
  }

  /** What it writes. */
  default List<NamedDataset> writes() {
    return List.of();
  }
}
