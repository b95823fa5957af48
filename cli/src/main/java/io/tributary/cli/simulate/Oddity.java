package io.tributary.cli.simulate;

import java.util.Locale;

/** What is odd about a simulated record, such as an invalid one's fault: a constant of an enum. */
public interface Oddity {
  /** The constant's name. */
  String name();

  /** Its place among the constants. */
  int ordinal();

  /** In words. */
  default String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
