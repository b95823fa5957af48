package io.tributary.jobs.settings;

import java.util.List;

/** The keys of the weather feed. */
public final class WeatherKeys {
  public static final Setting<Boolean> KAFKA =
      of(
          "weather.kafka",
          Form.yesOrNo(),
          "true",
          "Whether observations are read from the topic `weather`.");

  static final List<Setting<?>> ALL = List.of(KAFKA);

  private WeatherKeys() {}

  private static <T> Setting<T> of(
      String key, Form<T> form, String defaultText, String description) {
    return Setting.of(key, form, defaultText, description).onlyFor("weather");
  }
}
