package io.tributary.cli.check;

/**
 * What is added up together.
 *
 * @param date the day of issue, as RFC 3339 writes it; {@link #ALL} for every day together
 * @param dimension such as {@code country}; {@link #TOTAL} for everything together
 * @param value such as {@code FR}; {@link #ALL} in the total
 * @param currency its code in ISO 4217
 */
record Group(String date, String dimension, String value, String currency) {
  static final String ALL = "all";
  static final String TOTAL = "total";

  /** The same group over every day. */
  Group ofEveryDay() {
    return new Group(ALL, dimension, value, currency);
  }
}
