package io.tributary.cli.simulate.texts;

import io.tributary.cli.simulate.SimulateOptions;
import io.tributary.jobs.texts.TextsJob;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Texts at a steady rate, or as fast as the broker takes them. */
@Command(
    name = "texts",
    description = {
      "News, posts and comments in French, English and Arabic, some with mark-up, addresses, emoji and what can't be seen.",
      "Creates raw-text-fr, raw-text-en and raw-text-ar when they are missing.",
      "With --seed and --start the records are the same each time, byte for byte."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary simulate texts --rate 10",
      "  tributary simulate texts --count 1000000 --seed 7",
      "  tributary simulate texts --rate 50 --late 0.2 --late-by 2min --mismatches 0.1",
    })
public final class SimulateTextsCommand implements Callable<Integer> {
  @Mixin private SimulateOptions options;

  @Option(
      names = "--mismatches",
      paramLabel = "SHARE",
      defaultValue = "" + TextParameters.MISMATCHES,
      description =
          "The share of valid texts in another language than the declared one (${DEFAULT-VALUE}).")
  private double mismatches;

  SimulateTextsCommand() {}

  @Override
  public Integer call() {
    options.simulate(new TextsJob(), common -> new TextParameters(common, mismatches).simulation());
    return ExitCode.OK;
  }
}
