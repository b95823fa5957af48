package io.tributary.jobs.weather;

import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Text;
import io.tributary.pipeline.revise.Versioned;
import java.util.OptionalInt;

/**
 * An observation, and where its place lies.
 *
 * @param countryCode ISO 3166 alpha-2; {@link #UNKNOWN_CODE} when the country isn't known
 * @param region UN M49's, such as {@code Europe}; {@link #UNKNOWN} when the country isn't known
 */
record LocatedObservation(Observation observation, String countryCode, String region) {

  /** What ISO 3166 leaves free and CLDR uses for a country that isn't known. */
  static final String UNKNOWN_CODE = "ZZ";

  static final String UNKNOWN = "unknown";

  /** As whoever wants the weather is shown it. */
  static final Columns<Versioned<LocatedObservation>> COLUMNS =
      Columns.<Versioned<LocatedObservation>>of()
          .text("place", row -> observation(row).place())
          .text("country", row -> observation(row).country())
          .nullWhere(row -> observation(row).country().length() == 0)
          .real("latitude", row -> degrees(observation(row).latitude()))
          .real("longitude", row -> degrees(observation(row).longitude()))
          .timestampMicros("observed_at", row -> observation(row).observedAt())
          .real("temperature_c", row -> measured(observation(row).temperature()))
          .real("apparent_temperature_c", row -> measured(observation(row).apparentTemperature()))
          .nullWhere(row -> observation(row).apparentTemperature().isEmpty())
          .real("relative_humidity_pct", row -> measured(observation(row).humidity()))
          .nullWhere(row -> observation(row).humidity().isEmpty())
          .real("precipitation_mm", row -> measured(observation(row).precipitation()))
          .real("wind_speed_kmh", row -> measured(observation(row).windSpeed()))
          .real("wind_direction_deg", row -> measured(observation(row).windDirection()))
          .nullWhere(row -> observation(row).windDirection().isEmpty())
          .int32("weather_code", row -> observation(row).weatherCode().getAsInt())
          .nullWhere(row -> observation(row).weatherCode().isEmpty())
          .label("source", row -> observation(row).source().code())
          .timestampMicros("collected_at", row -> observation(row).collectedAt())
          .label("country_code", row -> row.value().countryCode())
          .label("region", row -> row.value().region())
          .int32("revision", Versioned::version);

  /** As topic and lake show it: where each version was read besides, for the audit. */
  static final Columns<Versioned<LocatedObservation>> DELIVERED =
      COLUMNS
          .timestampMillis("received_at", row -> row.raw().timestamp())
          .text("origin", row -> row.raw().origin());

  private static Observation observation(Versioned<LocatedObservation> row) {
    return row.value().observation();
  }

  private static double degrees(int millionths) {
    return millionths / 1e6;
  }

  /** From thousandths. */
  static double measured(int thousandths) {
    return thousandths / 1e3;
  }

  private static double measured(OptionalInt thousandths) {
    return measured(thousandths.getAsInt());
  }

  /** Its key in topics. */
  static Text key(Versioned<LocatedObservation> row) {
    return observation(row).place();
  }
}
