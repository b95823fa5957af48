package io.tributary.jobs.settings;

import io.tributary.connectors.openmeteo.OpenMeteoSettings;
import io.tributary.connectors.openmeteo.Place;
import io.tributary.connectors.openmeteo.Quotas;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The keys of the weather feed. */
public final class WeatherKeys {
  public static final Setting<Boolean> KAFKA =
      of(
          "weather.kafka",
          Form.yesOrNo(),
          "true",
          "Whether observations are read from the topic `weather`.");

  public static final Setting<List<Place>> PLACES =
      of(
          "weather.places",
          Places.FORM,
          "",
          "Where Open-Meteo is asked for the weather, each place as"
              + " `name,country,latitude,longitude`, semicolons between; the country may be empty."
              + " Nothing asks nobody. The ledger in `weather.database.url` must be there.");

  public static final Setting<Optional<URI>> API_URL =
      of(
          "weather.api.url",
          Form.optionalUrl(),
          OpenMeteoSettings.FORECAST.toString(),
          "The address of forecasts; nothing means that of the free API.");

  public static final Setting<Optional<URI>> ARCHIVE_URL =
      of(
          "weather.archive.url",
          Form.optionalUrl(),
          OpenMeteoSettings.ARCHIVE.toString(),
          "The address of the past; nothing means that of the free API.");

  public static final Setting<Optional<String>> API_KEY_FILE =
      of(
          "weather.api.key-file",
          Form.optionalPath(),
          "",
          "The file that holds the key of the commercial API, on the task managers; else it is"
              + " taken from their environment's `WEATHER_API_KEY`, if that is set.");

  public static final Setting<Duration> INTERVAL =
      of(
          "weather.interval",
          Form.duration("1s", "7d"),
          "15min",
          "How often forecasts are asked for, in slots that are counted from the epoch.");

  public static final Setting<Integer> FORECAST_DAYS =
      of(
          "weather.forecast.days",
          Form.wholeNumber(1, 16),
          "3",
          "How many days a forecast has, today included.");

  public static final Setting<Optional<LocalDate>> HISTORY_FROM =
      of(
          "weather.history.from",
          date(),
          "",
          "The first day of the past that is collected from the archive; nothing collects none.");

  public static final Setting<Optional<LocalDate>> HISTORY_TO =
      of(
          "weather.history.to",
          date(),
          "",
          "The last day; nothing means yesterday, day after day. The archive itself ends some days"
              + " ago; it is asked once a day whether it has more.");

  public static final Setting<Optional<Instant>> HISTORY_AGAIN =
      of(
          "weather.history.again",
          new Form<>(
              "a date, or a moment with an offset or Z, or nothing",
              "write it like 2026-01-31 or 2026-01-31T12:00:00Z",
              Form.Shape.PLAIN,
              (text, folder) ->
                  text.isEmpty()
                      ? Optional.empty()
                      : Optional.of(
                          text.contains("T")
                              ? OffsetDateTime.parse(text).toInstant()
                              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()),
              value -> value.map(Instant::toString).orElse("")),
          "",
          "What was collected of the past before this moment is collected once more; nothing means"
              + " that what is done stays done.");

  public static final Setting<Integer> QUOTA_PER_MINUTE = quota("minute", Quotas.FREE.perMinute());
  public static final Setting<Integer> QUOTA_PER_HOUR = quota("hour", Quotas.FREE.perHour());
  public static final Setting<Integer> QUOTA_PER_DAY = quota("day", Quotas.FREE.perDay());

  public static final Setting<Optional<String>> FROM_RAW =
      of(
          "weather.from-raw",
          Form.optionalPath(),
          "",
          "A folder of answers that were kept, as `raw/weather/responses` of a lake: they are read"
              + " again, and nobody is asked.");

  public static final Setting<Optional<String>> DATABASE_URL =
      of(
          "weather.database.url",
          Form.optionalText(
              "jdbc:postgresql:(?!.*(?i:password)=)[^@\\s]+",
              "an address that begins with jdbc:postgresql: and holds no password",
              "write it like jdbc:postgresql://db:5432/weatherdb, and the user in"
                  + " weather.database.user"),
          "",
          "The database whose table `weather_data` the observations are written to, and where the"
              + " collector keeps its ledger; nothing writes none.");

  public static final Setting<String> DATABASE_USER =
      of(
          "weather.database.user",
          Form.text(
              "[^\\p{Cntrl}]{1,128}", "a name of 1 to 128 characters", "write the user's name"),
          "tributary",
          "The user who writes them, and may make the tables.");

  public static final Setting<Optional<String>> DATABASE_PASSWORD_FILE =
      of(
          "weather.database.password-file",
          Form.optionalPath(),
          "",
          "The file that holds the user's password, on the task managers; else it is taken from"
              + " their environment's `WEATHER_DATABASE_PASSWORD`.");

  static final List<Setting<?>> ALL =
      List.of(
          KAFKA,
          PLACES,
          API_URL,
          ARCHIVE_URL,
          API_KEY_FILE,
          INTERVAL,
          FORECAST_DAYS,
          HISTORY_FROM,
          HISTORY_TO,
          HISTORY_AGAIN,
          QUOTA_PER_MINUTE,
          QUOTA_PER_HOUR,
          QUOTA_PER_DAY,
          FROM_RAW,
          DATABASE_URL,
          DATABASE_USER,
          DATABASE_PASSWORD_FILE);

  private WeatherKeys() {}

  private static Form<Optional<LocalDate>> date() {
    return new Form<>(
        "a date, or nothing",
        "write it like 2026-01-31",
        Form.Shape.PLAIN,
        (text, folder) -> text.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(text)),
        value -> value.map(LocalDate::toString).orElse(""));
  }

  private static Setting<Integer> quota(String period, int calls) {
    return of(
        "weather.quota.per-" + period,
        Form.wholeNumber(Quotas.LEAST, 100_000_000),
        Integer.toString(calls),
        "How many calls the API may be sent in any "
            + period
            + ", by all jobs on the database together; each place counts, more than two weeks count"
            + " more.");
  }

  private static <T> Setting<T> of(
      String key, Form<T> form, String defaultText, String description) {
    return Setting.of(key, form, defaultText, description).onlyFor("weather");
  }
}
