package io.tributary.jobs.weather;

import io.tributary.connectors.lake.Dataset;
import io.tributary.connectors.openmeteo.OpenMeteoCollector;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.ReceivedColumns;
import io.tributary.pipeline.revise.Aggregate;
import io.tributary.pipeline.revise.Aggregates;
import io.tributary.pipeline.revise.RevisedFeed;
import io.tributary.pipeline.revise.Versioned;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The weather at places: the newest version of each observation, with its region; added up by place
 * and region for each day.
 */
final class WeatherFeed {
  static final String NAME = "weather";
  static final String INPUT = "weather";
  static final String OUTPUT = "weather-observations";

  /** What the raw zone, and steps, call the topic. */
  static final String KAFKA = "kafka";

  /** What they call whatever Open-Meteo answered. */
  static final String OPEN_METEO = OpenMeteoCollector.NAME;

  /** The raw zone's folder in the lake. */
  static final String RAW = "raw/weather";

  /** The folder of Open-Meteo's answers as they came. */
  static final String RESPONSES = RAW + "/responses";

  private static final Duration DAY = Duration.ofDays(1);
  private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);
  private static final String PLACE = "place";
  private static final String REGION = "region";

  /** The numbers' places in an aggregate. */
  private static final int TEMPERATURE = 0;

  private static final int PRECIPITATION = 1;
  private static final int WIND = 2;

  private WeatherFeed() {}

  static RevisedFeed<Observation, LocatedObservation> feed() {
    return new RevisedFeed<>(
        NAME,
        Observation.Wire.INSTANCE,
        Observation::identity,
        new LocatePlace(),
        LocatedObservation::observation,
        Observation::content,
        Observation::rank,
        Aggregates.<LocatedObservation>over(
                DAY, row -> row.observation().observedAtMillis(), row -> "")
            .per(PLACE, row -> row.observation().place().toString())
            .per(REGION, LocatedObservation::region)
            .number(row -> row.observation().temperature())
            .number(row -> precipitation(row.observation()))
            .number(row -> row.observation().windSpeed()));
  }

  /** What it adds to a day's: hours overlap that don't begin at full ones. */
  private static int precipitation(Observation observation) {
    return Math.floorMod(observation.observedAt(), HOUR_MICROS) == 0
        ? observation.precipitation()
        : 0;
  }

  /**
   * The raw zone: what was received, by day of receipt.
   *
   * @param sources those that are read; a record's place begins with its source's name and a slash,
   *     unless it was read from the topic
   */
  static List<Dataset<RawRecord>> received(Collection<String> sources) {
    return sources.stream()
        .map(
            source ->
                new Dataset<RawRecord>(
                    RAW + "/" + source + "/" + Dataset.DATE,
                    ReceivedColumns.ALL,
                    raw -> sourceOf(raw).equals(source),
                    RawRecord::timestamp))
        .toList();
  }

  private static String sourceOf(RawRecord raw) {
    int slash = raw.topic().indexOf('/');
    return slash < 0 ? KAFKA : raw.topic().substring(0, slash);
  }

  /** Every version of every observation, by the day for which it holds. */
  static List<Dataset<Versioned<LocatedObservation>>> observations() {
    return List.of(
        new Dataset<>(
            "weather_observations",
            LocatedObservation.DELIVERED,
            row -> true,
            row -> row.value().observation().observedAtMillis()));
  }

  /** Each day's weather by place and by region. */
  static List<Dataset<Aggregate>> daily() {
    return List.of(daily(PLACE), daily(REGION));
  }

  private static Dataset<Aggregate> daily(String dimension) {
    return new Dataset<>(
        "weather_by_" + dimension,
        numbers(
                Columns.<Aggregate>of()
                    .date("date", row -> Math.floorDiv(row.group().periodStart(), DAY.toMillis()))
                    .label(dimension, row -> row.group().value())
                    .int64("observations", Aggregate::count))
            .int32("revision", Aggregate::revision),
        row -> row.group().dimension().equals(dimension),
        row -> row.group().periodStart());
  }

  private static Columns<Aggregate> numbers(Columns<Aggregate> columns) {
    return columns
        .real("temperature_mean", row -> mean(row, TEMPERATURE))
        .nullWhere(WeatherFeed::isEmpty)
        .real("temperature_min", row -> measured(row.least()[TEMPERATURE]))
        .nullWhere(WeatherFeed::isEmpty)
        .real("temperature_max", row -> measured(row.greatest()[TEMPERATURE]))
        .nullWhere(WeatherFeed::isEmpty)
        .real("precipitation_sum", row -> sum(row, PRECIPITATION).doubleValue())
        .real("wind_mean", row -> mean(row, WIND))
        .nullWhere(WeatherFeed::isEmpty)
        .real("wind_max", row -> measured(row.greatest()[WIND]))
        .nullWhere(WeatherFeed::isEmpty);
  }

  /** All that a group had has gone to others, as to another region when a country is corrected. */
  private static boolean isEmpty(Aggregate row) {
    return row.count() == 0;
  }

  private static BigDecimal sum(Aggregate row, int number) {
    return new BigDecimal(row.sum(number), Observation.SCALE);
  }

  private static double mean(Aggregate row, int number) {
    return sum(row, number)
        .divide(BigDecimal.valueOf(row.count()), MathContext.DECIMAL128)
        .doubleValue();
  }

  private static double measured(long thousandths) {
    return LocatedObservation.measured(Math.toIntExact(thousandths));
  }

  /** A day's aggregate as a message of the metrics' topic; it is never final. */
  static final Columns<Aggregate> MESSAGE =
      numbers(
              Columns.<Aggregate>of()
                  .label("feed", row -> NAME)
                  .label("dimension", row -> row.group().dimension())
                  .label("value", row -> row.group().value())
                  .timestampMillis("window_start", row -> row.group().periodStart())
                  .timestampMillis("window_end", row -> row.group().periodStart() + DAY.toMillis())
                  .int64("count", Aggregate::count))
          .yesOrNo("final", row -> false)
          .int32("revision", Aggregate::revision);
}
