package io.tributary.connectors.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** How long a server wants to be left alone. */
public final class RetryAfter {
  private RetryAfter() {}

  /** Reads it, and the server's time, of an answer. */
  public static Optional<Duration> of(HttpHeaders headers) {
    return of(headers.firstValue("Retry-After"), headers.firstValue("Date"));
  }

  /**
   * Reads it in seconds, which may have a fraction, or as a date, by the server's own clock if it
   * says its time. It may be as long as the server likes.
   *
   * <p>Source of the rule: RFC 9110, 10.2.3; the fraction is what some add to it.
   *
   * @param retryAfter the header {@code Retry-After}
   * @param date the header {@code Date}
   * @return empty when nothing is said that can be understood, or a date that has passed
   */
  public static Optional<Duration> of(Optional<String> retryAfter, Optional<String> date) {
    Optional<String> told = retryAfter.map(String::strip);
    if (told.filter(text -> text.matches("[0-9]{1,10}(\\.[0-9]*)?")).isPresent()) {
      return told.map(text -> Duration.ofMillis((long) (1_000 * Double.parseDouble(text))));
    }
    return told.flatMap(RetryAfter::moment)
        .map(
            until ->
                Duration.between(date.flatMap(RetryAfter::moment).orElseGet(Instant::now), until))
        .filter(pause -> pause.compareTo(Duration.ZERO) > 0);
  }

  private static Optional<Instant> moment(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
