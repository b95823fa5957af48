package io.tributary.connectors.openmeteo;

import io.tributary.connectors.http.Backoff;
import io.tributary.connectors.jdbc.Database;
import io.tributary.connectors.secrets.Secret;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of Open-Meteo, and within which bounds.
 *
 * @param places for which the weather is asked, each with a name of its own
 * @param forecastUrl without query, such as {@code https://api.open-meteo.com/v1/forecast}
 * @param archiveUrl such as {@code https://archive-api.open-meteo.com/v1/archive}
 * @param key of the commercial API
 * @param interval how often the forecast is asked for: in slots, which are counted from the epoch
 * @param days of forecast, today included, 1 to 16
 * @param history null for none
 * @param quotas shared by all jobs on the database
 * @param database that has, or gets, the tables of weather
 * @param owner this deployment's name among those that use the database
 * @param raw the folder that keeps the answers, on any file system that Flink knows
 * @param bounds of a single request
 */
public record OpenMeteoSettings(
    List<Place> places,
    URI forecastUrl,
    URI archiveUrl,
    Secret key,
    Duration interval,
    int days,
    @Nullable History history,
    Quotas quotas,
    Database database,
    String owner,
    String raw,
    Bounds bounds)
    implements Serializable {
  public static final URI FORECAST = URI.create("https://api.open-meteo.com/v1/forecast");
  public static final URI ARCHIVE = URI.create("https://archive-api.open-meteo.com/v1/archive");

  /**
   * The bounds of a single request.
   *
   * @param timeout of the exchange as a whole
   * @param mostBytes of an answer, packed or not
   * @param mostPlaces that are asked for together
   * @param backoff after an answer that can't be used, or none
   * @param attempts after which a period of the past is left for later
   */
  public record Bounds(
      Duration timeout, int mostBytes, int mostPlaces, Backoff backoff, int attempts)
      implements Serializable {
    public static final Bounds USUAL =
        new Bounds(
            Duration.ofSeconds(30),
            20_000_000,
            50,
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5)),
            6);
  }

  /**
   * Checks what can be checked without asking.
   *
   * @throws IllegalArgumentException what is wrong and what to do
   */
  public OpenMeteoSettings {
    places = List.copyOf(places);
    if (places.isEmpty()) {
      throw new IllegalArgumentException("there is no place to ask the weather for: name one");
    }
    Set<String> names = new HashSet<>();
    for (Place place : places) {
      if (!names.add(place.name())) {
        throw new IllegalArgumentException(
            "two places are called " + place.name() + ": give one another name");
      }
    }
    if (interval.toSeconds() < 1 || days < 1 || days > 16) {
      throw new IllegalArgumentException(
          "forecasts of %d days every %s: at least a second, and 1 to 16 days"
              .formatted(days, interval));
    }
    Request month =
        new Request(
            Kind.ARCHIVE,
            places.subList(0, 1),
            Instant.EPOCH,
            Instant.EPOCH.plus(Duration.ofDays(31)));
    int past = history == null ? 0 : month.calls(days);
    for (Map.Entry<Duration, Integer> quota : quotas.byWindow().entrySet()) {
      long calls = forecastCalls(places, days, interval, quota.getKey());
      if (calls + past > quota.getValue()) {
        throw new IllegalArgumentException(
            "forecasts of %d places every %s are %d calls in %s, %d are allowed%s: ask for fewer, less often, or allow more"
                .formatted(
                    places.size(),
                    interval,
                    calls,
                    quota.getKey(),
                    quota.getValue(),
                    past == 0 ? "" : ", and the past needs some"));
      }
    }
  }

  /** How many calls of so much time the forecasts need, on average. */
  long forecastCalls(Duration window) {
    return forecastCalls(places, days, interval, window);
  }

  private static long forecastCalls(
      List<Place> places, int days, Duration interval, Duration window) {
    Request slot = new Request(Kind.FORECAST, places, Instant.EPOCH, Instant.EPOCH.plus(interval));
    return (long) Math.ceil((double) slot.calls(days) * window.toMillis() / interval.toMillis());
  }

  URI url(Kind kind) {
    return kind == Kind.FORECAST ? forecastUrl : archiveUrl;
  }
}
