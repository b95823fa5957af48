package io.tributary.connectors.openmeteo;

import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;

/**
 * The days of the past that are collected.
 *
 * @param from the first day, in UTC
 * @param to the last day; the archive ends some days before today in any case
 * @param again what was collected before this moment is collected once more; {@link Instant#EPOCH}
 *     for nothing
 */
public record History(LocalDate from, LocalDate to, Instant again) implements Serializable {
  /** A last day that never comes. */
  public static final LocalDate OPEN = LocalDate.of(9999, 12, 30);

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException what is wrong and what to do
   */
  public History {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException(
          "the history goes from %s to %s, which is before: swap them".formatted(from, to));
    }
  }
}
