package io.tributary.connectors.lake;

import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.EventTime;
import java.io.Serializable;

/**
 * A dataset of the lake: {@code LAKE/<name>/date=YYYY-MM-DD/*}.
 *
 * @param name the directory's name
 * @param columns what a row has
 * @param belongs which rows are part of it
 * @param time what the date (UTC) is taken from
 */
public record Dataset<T>(String name, Columns<T> columns, Belongs<T> belongs, EventTime<T> time)
    implements Serializable {

  /** Whether a row is part of a dataset. */
  public interface Belongs<T> extends Serializable {
    boolean test(T row);
  }
}
