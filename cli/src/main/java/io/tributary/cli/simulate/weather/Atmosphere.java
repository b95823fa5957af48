package io.tributary.cli.simulate.weather;

import static java.lang.StrictMath.PI;
import static java.lang.StrictMath.atan2;
import static java.lang.StrictMath.cos;
import static java.lang.StrictMath.exp;
import static java.lang.StrictMath.floorMod;
import static java.lang.StrictMath.hypot;
import static java.lang.StrictMath.max;
import static java.lang.StrictMath.min;
import static java.lang.StrictMath.pow;
import static java.lang.StrictMath.sqrt;
import static java.lang.StrictMath.toDegrees;
import static java.lang.StrictMath.toRadians;

import java.time.LocalDate;

/**
 * The weather everywhere and at any time, a pure function of the seed: highs and lows as large as
 * real ones go round the earth, and each place has its seasons by its latitude, and its days by the
 * sun. {@code StrictMath}, so that every machine makes the same numbers.
 */
final class Atmosphere {
  private static final double HOURS_OF_YEAR = 8_766;
  private static final double SECONDS_OF_HOUR = 3_600;

  /** How large highs and lows are, in degrees, and how long they last, in hours. */
  private static final double ACROSS = 17;

  private static final double LASTING = 60;

  /** How fast they travel east, in degrees an hour. */
  private static final double TRAVELLING = 0.45;

  /** The warmest and coldest days come so long after the solstices. */
  private static final double SEASONS_LAG_DAYS = 28;

  private static final double JUNE_SOLSTICE = 172;

  /** A forecast for so many hours ahead is no better than the climate. */
  private static final double LAST_FORESEEABLE = 240;

  /** Makes a year's rain come to what it is at the place: measured over all of them. */
  private static final double RAIN_SCALE = 25;

  private static final double DESERT_RAIN_SCALE = 120;

  private static final double LEAST_RAIN = 0.05;

  private final Noise pressure;
  private final Noise warmth;
  private final Noise error;

  /**
   * The weather at a place in an hour, in the units of the feed.
   *
   * @param code WMO's table 4677
   */
  record Weather(
      double temperature,
      double apparentTemperature,
      double humidity,
      double precipitation,
      double windSpeed,
      double windDirection,
      int code) {}

  Atmosphere(long seed) {
    pressure = new Noise(seed);
    warmth = new Noise(seed ^ 0x5DEECE66DL);
    error = new Noise(seed ^ 0x2545F4914F6CDD1DL);
  }

  /** What comes to pass. */
  Weather at(Place place, long epochSecond) {
    return weather(place, epochSecond, 0, 0);
  }

  /** What was foreseen some time before, the less right the longer. */
  Weather foreseen(Place place, long epochSecond, long madeAtSecond) {
    double ahead = max(0, (epochSecond - madeAtSecond) / SECONDS_OF_HOUR);
    double share = sqrt(min(1, (1 + ahead) / LAST_FORESEEABLE));
    double made = madeAtSecond / SECONDS_OF_HOUR / 3;
    double hour = epochSecond / SECONDS_OF_HOUR / 12;
    double where = place.latitude() + 7 * place.longitude();
    return weather(
        place,
        epochSecond,
        share * error.at(where, hour, made),
        share * error.at(-where, hour, made));
  }

  /**
   * The weather.
   *
   * @param pressureError what is added to the pressure, about -1 to 1
   * @param warmthError what is added to the temperature's departure from the climate
   */
  private Weather weather(Place place, long epochSecond, double pressureError, double warmthError) {
    double hour = epochSecond / SECONDS_OF_HOUR;
    double high = pressure(place.latitude(), place.longitude(), hour) + pressureError;
    double yearDay = dayOfYear(epochSecond);
    double cloud = max(0, min(1, 0.5 - 0.75 * high + (place.humidity() - 65) / 150));
    double sun = sun(place, hour, yearDay);
    double temperature =
        place.mean()
            + season(place, yearDay)
            + place.day() * sun * (1 - 0.65 * cloud)
            + departure(place, hour, warmthError);
    double rain = rain(place, high, yearDay);
    double humidity =
        place.humidity() + 26 * (cloud - 0.5) - 2.4 * place.day() * sun * (1 - 0.5 * cloud);
    humidity = max(7, min(100, rain > 0 ? max(humidity, 84 + 12 * cloud) : humidity));
    double[] wind = wind(place, hour, high, sun);
    return new Weather(
        temperature,
        apparent(temperature, humidity, wind[0]),
        humidity,
        rain,
        wind[0],
        wind[1],
        code(temperature, humidity, rain, wind[0], cloud));
  }

  private static double dayOfYear(long epochSecond) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(epochSecond, 86_400L));
    return date.getDayOfYear() + floorMod(epochSecond, 86_400L) / 86_400.0;
  }

  /** How far the season is above the year's mean; January and July change places at the equator. */
  private static double season(Place place, double yearDay) {
    double phase = 2 * PI * (yearDay - JUNE_SOLSTICE - SEASONS_LAG_DAYS) / 365.25;
    return (place.latitude() < 0 ? -1 : 1) * place.season() * cos(phase);
  }

  /**
   * How much warmer the hour is than its day, from -1 to 1: it follows the sun's course by two and
   * a half hours, and hardly changes where the sun stays up or down.
   */
  private static double sun(Place place, double hour, double yearDay) {
    double declination = toRadians(-23.44) * cos(2 * PI * (yearDay + 10) / 365.25);
    double latitude = toRadians(place.latitude());
    double turn = 2 * PI * (hour + place.longitude() / 15 - 12 - 2.5) / 24;
    double swing = min(1, 1.25 * cos(latitude) * cos(declination));
    return swing * cos(turn);
  }

  /** Highs above 0, lows below. */
  private double pressure(double latitude, double longitude, double hour) {
    return pressure.at((longitude - TRAVELLING * hour) / ACROSS, latitude / ACROSS, hour / LASTING);
  }

  /** How far air from elsewhere makes it warmer or colder than usual. */
  private double departure(Place place, double hour, double warmthError) {
    double most = 3 + 9 * min(1, Math.abs(place.latitude()) / 55);
    double warm =
        warmth.at(
            (place.longitude() - TRAVELLING * hour) / ACROSS / 2,
            place.latitude() / ACROSS / 2,
            hour / LASTING / 2);
    return most * (warm + 0.6 * warmthError);
  }

  private static double rain(Place place, double high, double yearDay) {
    // Where it rains all through the year the rainy season hardly stands out.
    double stand = place.rain() > 1_200 && Math.abs(place.latitude()) > 30 ? 0.2 : 0.6;
    double season = 1 + stand * cos(2 * PI * (yearDay - place.rainiest()) / 365.25);
    // In a desert it takes a deep low, which then brings more.
    double desert = exp(-place.rain() / 250);
    double low = max(0, -high - 0.1 - 0.3 * desert);
    double rain =
        (RAIN_SCALE + DESERT_RAIN_SCALE * desert)
            * (place.rain() / HOURS_OF_YEAR)
            * season
            * pow(low, 1.6);
    return rain < LEAST_RAIN ? 0 : rain;
  }

  /**
   * Speed and direction. The wind blows along the isobars, with the low to its left in the north
   * and to its right in the south, and a little towards it; by day more than by night.
   */
  private double[] wind(Place place, double hour, double high, double sun) {
    double step = 1;
    double east =
        pressure(place.latitude(), place.longitude() + step, hour)
            - pressure(place.latitude(), place.longitude() - step, hour);
    double north =
        pressure(place.latitude() + step, place.longitude(), hour)
            - pressure(place.latitude() - step, place.longitude(), hour);
    double steepness = hypot(east, north);
    double hemisphere = place.latitude() < 0 ? -1 : 1;
    double toEast = -hemisphere * north - 0.3 * east;
    double toNorth = hemisphere * east - 0.3 * north;
    double from = toDegrees(atan2(-toEast, -toNorth));
    double speed = place.wind() * (0.5 + 4.5 * steepness + 0.5 * max(0, -high)) * (1 + 0.18 * sun);
    return new double[] {speed, from < 0 ? from + 360 : from};
  }

  /** The Australian Bureau of Meteorology's apparent temperature, in the shade. */
  private static double apparent(double temperature, double humidity, double windKmh) {
    double vapour = humidity / 100 * 6.105 * exp(17.27 * temperature / (237.7 + temperature));
    return temperature + 0.33 * vapour - 0.70 * windKmh / 3.6 - 4;
  }

  private static int code(
      double temperature, double humidity, double rain, double wind, double cloud) {
    if (rain == 0) {
      if (humidity > 95 && wind < 8) {
        return temperature < 0 ? 48 : 45; // fog
      }
      return cloud < 0.15 ? 0 : cloud < 0.4 ? 1 : cloud < 0.75 ? 2 : 3;
    }
    if (temperature < 0.5) {
      return rain < 0.5 ? 71 : rain < 2 ? 73 : 75; // snow
    }
    if (rain > 4 && temperature > 18) {
      return 95; // thunderstorm
    }
    return rain < 0.2 ? 51 : rain < 2.5 ? 61 : rain < 7.6 ? 63 : 65; // drizzle and rain
  }
}
