package io.tributary.cli.simulate.weather;

import io.tributary.cli.simulate.SimulateOptions;
import io.tributary.jobs.weather.WeatherJob;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Weather at a steady rate, or as fast as the broker takes it. */
@Command(
    name = "weather",
    description = {
      "The weather of cities all over the world as somebody who asks for it is told: the current hour,",
      "forecasts, and what an archive says afterwards. Seasons, days, highs and lows are as they might be.",
      "Creates weather when it is missing.",
      "With --seed and --start the records are the same each time, byte for byte."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary simulate weather --rate 10",
      "  tributary simulate weather --count 100000 --seed 7",
      "  tributary simulate weather --rate 50 --late 0.2 --late-by 2h",
    })
public final class SimulateWeatherCommand implements Callable<Integer> {
  private static final WeatherJob JOB = new WeatherJob();

  @Mixin private SimulateOptions options;

  SimulateWeatherCommand() {}

  @Override
  public Integer call() {
    options.simulate(
        WeatherParameters.LATE_BY,
        common -> new WeatherParameters(common).simulation(),
        common -> options.kafka(JOB));
    return ExitCode.OK;
  }
}
