package io.tributary.connectors.openmeteo;

import io.tributary.connectors.http.Backoff;
import io.tributary.connectors.jdbc.Database;
import io.tributary.connectors.jdbc.Password;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
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
    Password key,
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
  }

  URI url(Kind kind) {
    return kind == Kind.FORECAST ? forecastUrl : archiveUrl;
  }
}
