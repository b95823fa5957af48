package io.tributary.connectors.http;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * Which API is asked, and how.
 *
 * @param url of the list, http or https
 * @param interval from the end of one reading of the list to the next
 * @param timeout of each request as a whole
 * @param mostBytes of an answer, packed or not
 * @param requestsPerMinute how many it may be asked
 * @param mostPages of the list
 * @param mostItems of the list, each of which is remembered
 * @param pause the longest first pause after a request that failed; it doubles with each further
 *     one
 * @param longestPause up to here
 * @param attempts how often a request is made until it is given up
 */
public record ApiSettings(
    URI url,
    Duration interval,
    Duration timeout,
    int mostBytes,
    int requestsPerMinute,
    int mostPages,
    int mostItems,
    Duration pause,
    Duration longestPause,
    int attempts)
    implements Serializable {

  /**
   * Checks what can be checked without asking.
   *
   * @throws IllegalArgumentException what is wrong and what to do
   */
  public ApiSettings {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "the API's address %s is none: write https://host/path".formatted(url));
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException("the API's address holds a password: take it out");
    }
    check(!timeout.isNegative() && !timeout.isZero(), "timeout: " + timeout + " is not above 0");
    check(!interval.isNegative(), "interval: " + interval + " is negative");
    check(!pause.isNegative() && !longestPause.isNegative(), "pauses: one is negative");
    check(mostBytes > 0, "answers: " + mostBytes + " bytes are not above 0");
    check(requestsPerMinute > 0, "requests a minute: " + requestsPerMinute + " is not above 0");
    check(mostPages > 0 && mostItems > 0 && attempts > 0, "pages, items, attempts: above 0");
  }

  private static void check(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException("the API's " + problem);
    }
  }

  /** One with the usual bounds: 60 requests a minute, 10 MB, 20,000 items. */
  public static ApiSettings of(URI url) {
    return new ApiSettings(
        url,
        Duration.ofMinutes(1),
        Duration.ofSeconds(30),
        10_000_000,
        60,
        1000,
        20_000,
        Duration.ofSeconds(1),
        Duration.ofMinutes(1),
        6);
  }
}
