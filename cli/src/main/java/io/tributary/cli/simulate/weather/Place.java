package io.tributary.cli.simulate.weather;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A place and its climate, roughly as it is.
 *
 * @param country as somebody there may write it
 * @param latitude in degrees
 * @param longitude in degrees
 * @param mean the year's mean temperature in degrees Celsius
 * @param season how far the warmest month's mean lies above the year's, in degrees
 * @param day how far a clear afternoon lies above its day's mean, in degrees
 * @param humidity the mean relative humidity in per cent
 * @param wind the mean speed in kilometres an hour
 * @param rain the year's precipitation in millimetres
 * @param rainiest the middle of the rainy season, as a day of the year
 */
record Place(
    String name,
    String country,
    double latitude,
    double longitude,
    double mean,
    double season,
    double day,
    double humidity,
    double wind,
    double rain,
    double rainiest) {

  /** All that are simulated. */
  static final List<Place> ALL = read("places.csv");

  private static List<Place> read(String file) {
    try (InputStream in = Objects.requireNonNull(Place.class.getResourceAsStream(file));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).map(Place::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Place of(String line) {
    String[] parts = line.split(",", -1);
    double[] numbers = new double[parts.length];
    for (int i = 2; i < parts.length; i++) {
      numbers[i] = Double.parseDouble(parts[i]);
    }
    return new Place(
        parts[0],
        parts[1],
        numbers[2],
        numbers[3],
        numbers[4],
        numbers[5],
        numbers[6],
        numbers[7],
        numbers[8],
        numbers[9],
        numbers[10]);
  }
}
