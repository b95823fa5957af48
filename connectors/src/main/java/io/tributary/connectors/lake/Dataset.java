package io.tributary.connectors.lake;

import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.EventTime;
import java.io.Serializable;

/**
 * A dataset of the lake: {@code LAKE/<name>/date=YYYY-MM-DD/*}, unless the name says where the date
 * stands.
 *
 * @param name the directory's name; with {@link #DATE} in it where the date belongs
 * @param columns what a row has
 * @param belongs which rows are part of it
 * @param time what the date (UTC) is taken from
 */
public record Dataset<T>(String name, Columns<T> columns, Belongs<T> belongs, EventTime<T> time)
    implements Serializable {

  /** What stands for the date in a name. */
  public static final String DATE = "{date}";

  /** The folder's name, in which a date stands as {@link #DATE} unless it comes last. */
  public String folder() {
    return name.endsWith("/" + DATE) ? name.substring(0, name.length() - DATE.length() - 1) : name;
  }

  /** Whether a row is part of a dataset. */
  public interface Belongs<T> extends Serializable {
    boolean test(T row);
  }
}
