package io.tributary.connectors.countries;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * Where REST Countries is, and how it is asked.
 *
 * @param url such as {@code https://host}, before {@code /v3.1}
 * @param timeout of a request as a whole
 * @param answersFor how long an answer is not asked for again; that there is no such country is one
 * @param errorsFor how long after a failure its code is not asked for again
 */
public record RestCountriesSettings(
    URI url, Duration timeout, Duration answersFor, Duration errorsFor) implements Serializable {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration A_DAY = Duration.ofDays(1);
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  /**
   * Checks what can be checked without asking.
   *
   * @throws IllegalArgumentException what is wrong and what to do
   */
  public RestCountriesSettings {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "the address of REST Countries %s is none: write https://host".formatted(url));
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("REST Countries' timeout must be above 0");
    }
    if (answersFor.isNegative() || errorsFor.isNegative()) {
      throw new IllegalArgumentException("REST Countries' lifetimes must not be negative");
    }
  }

  /** Answers for a day, failures for a minute. */
  public static RestCountriesSettings of(URI url) {
    return new RestCountriesSettings(url, TIMEOUT, A_DAY, A_MINUTE);
  }
}
