package io.tributary.cli.simulate.weather;

import io.tributary.cli.simulate.Choice;
import io.tributary.cli.simulate.JsonFields;
import io.tributary.cli.simulate.weather.Atmosphere.Weather;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An observation before it is written as JSON.
 *
 * @param source {@code forecast} or {@code archive}
 */
record WeatherDraft(
    Place place, String observedAt, Weather weather, String source, String collectedAt) {
  /** Of a hundred stations so many leave out what they need not say. */
  private static final int TERSE_OF_100 = 8;

  private static final List<String> OPTIONAL =
      List.of(
          "country",
          "apparent_temperature_c",
          "relative_humidity_pct",
          "wind_direction_deg",
          "weather_code");

  byte[] key() {
    return place.name().getBytes(StandardCharsets.UTF_8);
  }

  byte[] json(SplittableRandom random) {
    JsonFields fields = fields();
    if (random.nextInt(100) < TERSE_OF_100) {
      String field = Choice.any(OPTIONAL, random);
      if (random.nextBoolean()) {
        fields.remove(field);
      } else {
        fields.put(field, "null");
      }
    }
    return fields.bytes();
  }

  JsonFields fields() {
    return new JsonFields()
        .text("place", place.name())
        .text("country", place.country())
        .put("latitude", rounded(place.latitude(), 4))
        .put("longitude", rounded(place.longitude(), 4))
        .text("observed_at", observedAt)
        .put("temperature_c", rounded(weather.temperature(), 1))
        .put("apparent_temperature_c", rounded(weather.apparentTemperature(), 1))
        .put("relative_humidity_pct", rounded(weather.humidity(), 0))
        .put("precipitation_mm", rounded(weather.precipitation(), 1))
        .put("wind_speed_kmh", rounded(weather.windSpeed(), 1))
        .put("wind_direction_deg", rounded(weather.windDirection(), 0))
        .put("weather_code", Integer.toString(weather.code()))
        .text("source", source)
        .text("collected_at", collectedAt);
  }

  private static String rounded(double number, int digits) {
    return BigDecimal.valueOf(number).setScale(digits, RoundingMode.HALF_UP).toPlainString();
  }
}
