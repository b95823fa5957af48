package io.tributary.pipeline.measure;

import java.io.Serializable;
import org.apache.flink.util.function.SerializableFunction;

/**
 * How many values of a dimension are told of each window: those that were counted most often, the
 * smaller in the order of code points where counts are equal.
 *
 * @param most how many of each group
 * @param group what a value is compared within
 */
public record Top(int most, SerializableFunction<String, String> group) implements Serializable {
  public Top {
    if (most < 1) {
      throw new IllegalArgumentException("top " + most);
    }
  }

  /** So many of each window. */
  public static Top of(int most) {
    return new Top(most, value -> "");
  }
}
