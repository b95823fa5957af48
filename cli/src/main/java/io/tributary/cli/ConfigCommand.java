package io.tributary.cli;

import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.settings.Settings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** A feed's configuration, as a run with the same arguments would have it. */
@Command(
    name = "config",
    description = {
      "Prints every key of a feed's configuration, its value, and where the value came from. Secrets are masked.",
      "Give it the arguments of `tributary run` to see what they amount to."
    },
    customSynopsis = "tributary config FEED [--config FILE] [--KEY VALUE…]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary config tickets",
      "  tributary config tickets --config production.yaml --window.size 10s",
    })
final class ConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FEED", converter = Feeds.class, description = Feeds.NAMES)
  private FeedJob feed;

  @Unmatched private final List<String> settings = new ArrayList<>();

  @Override
  public Integer call() {
    Settings resolved = Settings.resolve(feed.name(), settings.toArray(String[]::new));
    List<List<Object>> rows = new ArrayList<>();
    for (Settings.Row row : resolved.rows()) {
      rows.add(List.of(row.key(), row.value(), row.source()));
    }
    PrintWriter out = spec.commandLine().getOut();
    new TextTable(List.of("key", "value", "from"), rows)
        .printRows(out, true, spec.commandLine().getColorScheme().ansi());
    out.flush();
    return ExitCode.OK;
  }
}
