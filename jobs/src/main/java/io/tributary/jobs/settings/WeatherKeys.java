package io.tributary.jobs.settings;

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

  public static final Setting<Optional<String>> DATABASE_URL =
      of(
          "weather.database.url",
          Form.optionalText(
              "jdbc:postgresql:[^@\\s]+",
              "an address that begins with jdbc:postgresql: and holds no password",
              "write it like jdbc:postgresql://db:5432/weatherdb, and the user in"
                  + " weather.database.user"),
          "",
          "The database whose table `weather_data` the observations are written to; nothing writes"
              + " none.");

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
      List.of(KAFKA, DATABASE_URL, DATABASE_USER, DATABASE_PASSWORD_FILE);

  private WeatherKeys() {}

  private static <T> Setting<T> of(
      String key, Form<T> form, String defaultText, String description) {
    return Setting.of(key, form, defaultText, description).onlyFor("weather");
  }
}
