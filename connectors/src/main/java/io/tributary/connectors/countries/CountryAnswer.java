package io.tributary.connectors.countries;

import java.util.Optional;

/**
 * What has been found out about a code.
 *
 * @param country empty if there is no such country, or nobody could be asked
 */
public record CountryAnswer(How how, Optional<RestCountry> country) {
  /** How the answer came. */
  public enum How {
    /** Asked for just now. */
    FRESH,
    /** Asked for before, less than its lifetime ago. */
    CACHED,
    /** Asked for longer ago, and there is no newer answer to be had. */
    STALE,
    /** There is no answer. */
    NOTHING
  }
}
