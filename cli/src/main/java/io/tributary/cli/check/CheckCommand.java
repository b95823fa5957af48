package io.tributary.cli.check;

import io.tributary.cli.CommandFailure;
import io.tributary.cli.Feeds;
import io.tributary.cli.LakeDataset;
import io.tributary.cli.lake.DatasetPlace;
import io.tributary.cli.lake.Lake;
import io.tributary.jobs.invoices.InvoicesJob;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** The proof that the lake's aggregates are what its records come to. */
@Command(
    name = "check",
    description = {
      "Adds up the newest versions of the lake's clean zone and compares that with its curated"
          + " zone, to the last digit.",
      "Exits 1 on any difference. Needs no Kafka. Meant for after a bounded run: while a job runs,"
          + " the zones come out one after the other."
    },
    customSynopsis =
        "tributary check invoices [--date DATE] [--json] [--config FILE] [--KEY VALUE…]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary check invoices",
      "  tributary check invoices --date 2026-11-25 --lake.path hdfs://namenode:8020/datalake",
      "  tributary check invoices --json",
    })
public final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FEED",
      converter = Feeds.class,
      description = "The feed: invoices.")
  private FeedJob job;

  @Option(
      names = "--date",
      paramLabel = "DATE",
      description = "One day of issue, in UTC, such as 2026-11-25; every day otherwise.")
  private Optional<LocalDate> date = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object on one line, for programs.")
  private boolean json;

  @Unmatched private final List<String> keys = new ArrayList<>();

  CheckCommand() {}

  @Override
  public Integer call() throws IOException {
    if (!(job instanceof InvoicesJob)) {
      throw new CommandFailure(
          "the feed " + job.name() + " has no curated zone to be checked",
          "take invoices, or prove it by tributary audit " + job.name());
    }
    CheckReport report =
        check(
            Settings.resolve(job.name(), keys.toArray(String[]::new)),
            date.map(LocalDate::toString));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      report.printJson(out);
    } else {
      report.print(out, spec.commandLine().getColorScheme().ansi());
    }
    return report.holds() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static CheckReport check(Settings settings, Optional<String> date) throws IOException {
    List<CuratedZone> curated = curated(date);
    List<DatasetPlace> datasets = new ArrayList<>(List.of(CleanZone.PLACE));
    curated.forEach(zone -> datasets.addAll(zone.datasets()));
    CheckReport report = new CheckReport(date);
    try (Lake lake = Lake.open(settings, datasets)) {
      CleanZone clean = new CleanZone(lake);
      clean.load();
      if (clean.invoices() == 0) {
        throw new CommandFailure(
            "lake.path: there are no invoices in "
                + settings.get(SettingKeys.LAKE_PATH)
                + "/"
                + CleanZone.PLACE,
            "run the feed first, or give --lake.path");
      }
      clean.judge(report);
      Map<Group, Amounts> daily = clean.add(date);
      report.totals(daily);
      Map<Group, Amounts> ofEveryDay = new HashMap<>();
      daily.forEach(
          (group, amounts) -> ofEveryDay.merge(group.ofEveryDay(), amounts, Amounts::and));
      for (CuratedZone zone : curated) {
        zone.load(lake);
        zone.judge(zone.isCumulative() ? ofEveryDay : daily, report);
      }
    } catch (SQLException e) {
      throw LakeDataset.unreadable("the lake", "invoices", e);
    }
    return report;
  }

  /** What is over all days can't be compared with one. */
  private static List<CuratedZone> curated(Optional<String> date) {
    List<CuratedZone> zones = new ArrayList<>();
    for (CuratedZone.Format format : CuratedZone.Format.values()) {
      zones.add(CuratedZone.daily(date, format));
      if (date.isEmpty()) {
        zones.add(CuratedZone.cumulative(format));
      }
    }
    return zones;
  }
}
