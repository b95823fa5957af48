package io.tributary.connectors.openmeteo;

import java.util.List;
import java.util.Locale;

/** What is asked of each hour: how the API and the topic call it, and in which unit it is. */
enum Variable {
  TEMPERATURE_2M("temperature_c", "°C", true),
  APPARENT_TEMPERATURE("apparent_temperature_c", "°C", false),
  RELATIVE_HUMIDITY_2M("relative_humidity_pct", "%", false),
  PRECIPITATION("precipitation_mm", "mm", true),
  WIND_SPEED_10M("wind_speed_kmh", "km/h", true),
  WIND_DIRECTION_10M("wind_direction_deg", "°", false),
  WEATHER_CODE("weather_code", "wmo code", false);

  static final List<Variable> ALL = List.of(values());

  private final String field;
  private final String unit;
  private final boolean required;

  Variable(String field, String unit, boolean required) {
    this.field = field;
    this.unit = unit;
    this.required = required;
  }

  /** Its name in the API. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its name in the topic. */
  String field() {
    return field;
  }

  /** What the API calls the unit that was asked for. */
  String unit() {
    return unit;
  }

  /** Whether there is no observation without it. */
  boolean required() {
    return required;
  }
}
