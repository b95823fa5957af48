package io.tributary.cli.simulate.weather;

import static io.tributary.cli.simulate.Choice.any;

import io.tributary.cli.simulate.Author;
import io.tributary.cli.simulate.EventTime;
import io.tributary.cli.simulate.SimulationParameters;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Writes what somebody who asks for the weather is told: for the current hour, for hours to come,
 * and for hours that have passed, which an archive corrects. A record's time is when it was asked
 * for.
 */
final class WeatherAuthor implements Author {
  private static final String TOPIC = "weather";
  private static final long HOUR_MICROS = 3_600_000_000L;
  private static final long MICROS = 1_000_000L;

  /** Of a hundred questions, so many are about hours to come, and about those that have passed. */
  private static final int AHEAD_OF_100 = 45;

  private static final int PAST_OF_100 = 30;

  /** Hours of a forecast: a week. */
  private static final int AHEAD = 168;

  /** Hours for which an archive is asked: 30 days, of which it has not the last. */
  private static final int PAST = 720;

  private static final int NOT_YET_PAST = 24;

  private final Atmosphere atmosphere;

  WeatherAuthor(SimulationParameters parameters) {
    atmosphere = new Atmosphere(parameters.seed());
  }

  @Override
  public Written valid(long epochMicros, SplittableRandom random) {
    WeatherDraft draft = draft(epochMicros, random);
    return new Written(Optional.empty(), TOPIC, draft.key(), draft.json(random));
  }

  @Override
  public Written invalid(long epochMicros, SplittableRandom random) {
    WeatherFault fault = any(WeatherFault.ALL, random);
    WeatherDraft draft = draft(epochMicros, random);
    return new Written(
        Optional.of(fault), TOPIC, draft.key(), InvalidWeather.value(fault, draft, random));
  }

  private WeatherDraft draft(long askedMicros, SplittableRandom random) {
    Place place = any(Place.ALL, random);
    long hour = Math.floorDiv(askedMicros, HOUR_MICROS);
    int about = random.nextInt(100);
    boolean past = about >= 100 - PAST_OF_100;
    if (past) {
      hour -= random.nextInt(NOT_YET_PAST, PAST);
    } else if (about < AHEAD_OF_100) {
      hour += 1 + random.nextInt(AHEAD);
    }
    long observed = hour * (HOUR_MICROS / MICROS);
    return new WeatherDraft(
        place,
        EventTime.written(observed * MICROS, 0, random),
        past
            ? atmosphere.at(place, observed)
            : atmosphere.foreseen(place, observed, Math.floorDiv(askedMicros, MICROS)),
        past ? "archive" : "forecast",
        EventTime.written(askedMicros, 3, random));
  }
}
