package io.tributary.cli.simulate.weather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.cli.simulate.weather.Atmosphere.Weather;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether the weather could be that of the earth. */
final class AtmosphereTest {
  private static final long START = Instant.parse("2025-01-01T00:00:00Z").getEpochSecond();
  private static final int HOURS = 2 * 365 * 24;

  private final Atmosphere atmosphere = new Atmosphere(5);

  private static Place place(String name) {
    return Place.ALL.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private static long second(int hour) {
    return START + hour * 3_600L;
  }

  private List<Weather> weather(Place place) {
    return IntStream.range(0, HOURS).mapToObj(hour -> atmosphere.at(place, second(hour))).toList();
  }

  private double mean(Place place, ToDoubleFunction<Weather> of, IntPredicate hours) {
    return IntStream.range(0, HOURS)
        .filter(hours)
        .mapToDouble(hour -> of.applyAsDouble(atmosphere.at(place, second(hour))))
        .average()
        .orElseThrow();
  }

  private static IntPredicate days(int from, int to) {
    return hour -> hour / 24 % 365 >= from && hour / 24 % 365 < to;
  }

  @ParameterizedTest
  @CsvSource({"Paris,5,20", "Montréal,-8,22", "Yakutsk,-36,20", "Tunis,10,27"})
  void januaryIsColdAndJulyWarmInTheNorth(String name, double january, double july) {
    assertThat(mean(place(name), Weather::temperature, days(0, 31)))
        .isCloseTo(january, within(3.0));
    assertThat(mean(place(name), Weather::temperature, days(181, 212)))
        .isCloseTo(july, within(3.0));
  }

  @ParameterizedTest
  @CsvSource({"Sydney,9", "Buenos Aires,13", "Auckland,8"})
  void seasonsAreTheOtherWayRoundInTheSouth(String name, double difference) {
    assertThat(
            mean(place(name), Weather::temperature, days(0, 31))
                - mean(place(name), Weather::temperature, days(181, 212)))
        .isCloseTo(difference, within(3.0));
  }

  @ParameterizedTest
  @CsvSource({"Paris,0", "Tokyo,9", "Phoenix,-7", "الرياض,3"})
  void theAfternoonBySunTimeIsWarmestAndDriest(String name, int sunAheadOfUtc) {
    IntPredicate afternoon = hour -> Math.floorMod(hour + sunAheadOfUtc, 24) == 15;
    IntPredicate night = hour -> Math.floorMod(hour + sunAheadOfUtc, 24) == 3;
    assertThat(mean(place(name), Weather::temperature, afternoon))
        .isGreaterThan(mean(place(name), Weather::temperature, night) + 2);
    assertThat(mean(place(name), Weather::humidity, afternoon))
        .isLessThan(mean(place(name), Weather::humidity, night) - 5);
  }

  @Test
  void anHourIsLikeTheOneBeforeAndWeeksAfterAreNot() {
    // The wind, which has neither seasons nor much of a day.
    double[] speeds = weather(place("Paris")).stream().mapToDouble(Weather::windSpeed).toArray();
    assertThat(correlation(speeds, 1)).isGreaterThan(0.95);
    assertThat(correlation(speeds, 400)).isCloseTo(0, within(0.2));
  }

  private static double correlation(double[] series, int lag) {
    double mean = IntStream.range(0, series.length).mapToDouble(i -> series[i]).average().orElse(0);
    double together = 0;
    double alone = 0;
    for (int i = lag; i < series.length; i++) {
      together += (series[i] - mean) * (series[i - lag] - mean);
      alone += (series[i] - mean) * (series[i] - mean);
    }
    return together / alone;
  }

  @Test
  void neighboursHaveTheSameWeatherAndTheOtherSideOfTheEarthHasNot() {
    double[] near = new double[2];
    double[][] rain = new double[3][HOURS];
    List<String> names = List.of("Paris", "Bruxelles", "Tokyo");
    for (int i = 0; i < 3; i++) {
      Place place = place(names.get(i));
      for (int hour = 0; hour < HOURS; hour++) {
        rain[i][hour] = atmosphere.at(place, second(hour)).precipitation() > 0 ? 1 : 0;
      }
    }
    for (int hour = 0; hour < HOURS; hour++) {
      near[0] += rain[0][hour] == rain[1][hour] ? 1.0 / HOURS : 0;
      near[1] += rain[0][hour] == rain[2][hour] ? 1.0 / HOURS : 0;
    }
    assertThat(near[0]).isGreaterThan(0.85);
    assertThat(near[1]).isLessThan(near[0] - 0.1);
  }

  @Test
  void rainAndSnowGoWithTheirCodesWithMoistAirAndWithTheTemperature() {
    for (Place place : Place.ALL) {
      for (int hour = 0; hour < HOURS; hour += 17) {
        Weather weather = atmosphere.at(place, second(hour));
        boolean wet = weather.precipitation() > 0;
        assertThat(weather.code() >= 51).as("%s", weather).isEqualTo(wet);
        if (wet) {
          assertThat(weather.humidity()).isGreaterThanOrEqualTo(80);
          boolean snow = weather.code() >= 71 && weather.code() <= 75;
          assertThat(snow).as("%s", weather).isEqualTo(weather.temperature() < 0.5);
        }
        assertThat(weather.temperature()).isBetween(-95.0, 55.0);
        assertThat(weather.humidity()).isBetween(0.0, 100.0);
        assertThat(weather.windSpeed()).isBetween(0.0, 150.0);
        assertThat(weather.windDirection()).isBetween(0.0, 360.0);
      }
    }
  }

  @Test
  void aYearsRainIsRoughlyWhatItIsThere() {
    List<Double> ratios = new ArrayList<>();
    for (Place place : Place.ALL) {
      double year = mean(place, Weather::precipitation, hour -> hour % 5 == 0) * 8_766;
      if (place.rain() >= 200) {
        assertThat(year / place.rain()).as(place.name()).isBetween(0.4, 2.5);
        ratios.add(year / place.rain());
      } else {
        assertThat(year).as(place.name()).isLessThan(400);
      }
    }
    assertThat(ratios.stream().mapToDouble(r -> r).average().orElseThrow())
        .isCloseTo(1, within(0.2));
  }

  @Test
  void aForecastIsTheLessRightTheLongerItIsMadeAhead() {
    Place place = place("Paris");
    double before = 0;
    for (int ahead : new int[] {1, 24, 72, 168}) {
      double squares = 0;
      for (int i = 0; i < 1_000; i++) {
        long at = second(7 * i);
        double error =
            atmosphere.foreseen(place, at, at - ahead * 3_600L).temperature()
                - atmosphere.at(place, at).temperature();
        squares += error * error;
      }
      double error = Math.sqrt(squares / 1_000);
      assertThat(error).isGreaterThan(before).isLessThan(4);
      before = error;
    }
    assertThat(before).isGreaterThan(1);
  }
}
