package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;

/** What can be asked of the server, and what no answer may show; loads nothing of the server. */
final class Asking {
  static final List<String> PATHS =
      List.of(
          "/analytics/summary",
          "/analytics/by_country",
          "/analytics/by_region",
          "/analytics/by_payment_mode",
          "/analytics/by_source",
          "/analytics/dates",
          "/analytics/overview",
          "/analytics/tickets/metrics",
          "/analytics/texts/metrics",
          "/analytics/invoices/metrics",
          "/analytics/weather/metrics",
          "/analytics/tweets/metrics",
          "/analytics/weather/quality",
          "/api/analytics/dates",
          "/health",
          "/metrics",
          "/openapi.json",
          "/",
          "/api/analytics/summary");

  /** What only the server's insides have: traces, packages, SQL, its libraries. */
  private static final Pattern INSIDES =
      Pattern.compile(
          "\\bat [a-z]+\\.[a-zA-Z.]+\\(|Exception|java\\.|jetty|javalin|duckdb|org\\.|SELECT .*"
              + " FROM|Conversion Error",
          Pattern.CASE_INSENSITIVE);

  private Asking() {}

  /** Checks a problem's text. What the caller sent is shown between quotes. */
  static void saysNothingOfTheInsides(String request, String body) {
    assertThat(INSIDES.matcher(body.replaceAll("'[^\n]*'", "''")).find())
        .as(request + " → " + body)
        .isFalse();
  }
}
