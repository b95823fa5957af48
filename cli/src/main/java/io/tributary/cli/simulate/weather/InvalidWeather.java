package io.tributary.cli.simulate.weather;

import static io.tributary.cli.simulate.Choice.any;

import io.tributary.cli.simulate.BrokenJson;
import io.tributary.cli.simulate.JsonFields;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Observations as broken stations write them: each has exactly the one fault it is named after. */
final class InvalidWeather {
  private static final List<String> REQUIRED =
      List.of(
          "place",
          "latitude",
          "longitude",
          "observed_at",
          "temperature_c",
          "precipitation_mm",
          "wind_speed_kmh",
          "source",
          "collected_at");
  private static final List<String> NUMBERS =
      List.of("temperature_c", "relative_humidity_pct", "precipitation_mm", "wind_speed_kmh");
  private static final List<String> TIMES = List.of("observed_at", "collected_at");
  private static final int FUTURE_YEAR = 2100;

  /** Characters of a name. */
  private static final int LONGEST = 200;

  private InvalidWeather() {}

  /** The value of an invalid record; null for one without a value. */
  static byte @Nullable [] value(
      WeatherFault fault, WeatherDraft weather, SplittableRandom random) {
    JsonFields fields = weather.fields();
    switch (fault) {
      case MALFORMED_JSON -> {
        return BrokenJson.malformed(fields, "weather", random);
      }
      case DUPLICATE_KEY -> {
        return BrokenJson.withKeyTwice(fields, any(REQUIRED, random));
      }
      case DEEPLY_NESTED -> fields.put("station", BrokenJson.DEEPLY_NESTED);
      case INVALID_UTF8 -> {
        return BrokenJson.undecodable(fields, "place", random);
      }
      case EMPTY -> {
        return new byte[0];
      }
      case NULL_VALUE -> {
        return null;
      }
      case MISSING_FIELD -> fields.remove(any(REQUIRED, random));
      case NULL_FIELD -> fields.put(any(REQUIRED, random), "null");
      case WRONG_TYPE ->
          fields.put(any(NUMBERS, random), any(List.of("\"7.5\"", "[]", "true"), random));
      case BROKEN_SENSOR ->
          fields.put(any(NUMBERS, random), any(List.of("-999.9", "9999", "-32768"), random));
      case WRONG_UNIT -> fields.put("temperature_c", any(List.of("71.6", "2150", "294.3"), random));
      case NO_SUCH_PLACE ->
          fields.put("latitude", any(List.of("139.6503", "-122.4", "90.01"), random));
      case UNKNOWN_WEATHER_CODE ->
          fields.put("weather_code", any(List.of("100", "-1", "61.5", "\"rain\""), random));
      case UNKNOWN_SOURCE ->
          fields.text("source", any(List.of("station", "FORECAST", "radar", ""), random));
      case BAD_TIME ->
          fields.text(
              any(TIMES, random),
              any(
                  List.of("yesterday", "2026-02-30T12:00:00Z", "2026-01-01", "1767225600"),
                  random));
      case NO_ZONE -> fields.text(any(TIMES, random), "2026-01-01T12:00");
      case TOO_LONG -> fields.text("place", weather.place().name().repeat(1 + LONGEST));
      case COLLECTED_IN_THE_FUTURE ->
          fields.text("collected_at", (FUTURE_YEAR + random.nextInt(800)) + "-01-01T00:00:00Z");
    }
    return fields.bytes();
  }
}
