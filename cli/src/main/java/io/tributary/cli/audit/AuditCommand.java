package io.tributary.cli.audit;

import io.tributary.cli.FeedKafka;
import io.tributary.cli.Feeds;
import io.tributary.cli.LakeDataset;
import io.tributary.cli.Progress;
import io.tributary.cli.contract.FeedContract;
import io.tributary.cli.lake.Lake;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** The proof that nothing is lost and nothing doubled. */
@Command(
    name = "audit",
    description = {
      "Proves from Kafka and the lake alone that in = delivered + rejected + duplicate and delivered = windowed + late.",
      "Exits 1 on any difference. While the job runs, what is not out yet is a difference too; it is told apart from what is lost."
    },
    customSynopsis = "tributary audit FEED [--json] [--config FILE] [--KEY VALUE…]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary audit tickets",
      "  tributary audit tickets --lake.path /srv/lake --kafka.bootstrap.servers kafka:29092",
      "  tributary audit texts --json",
    })
public final class AuditCommand implements Callable<Integer> {
  /** Checkpoints may take long; what was out in Kafka so long before is in the lake for sure. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Those of which a newer version of a record replaces the older. */
  private static final Map<String, VersionedFeed> VERSIONED =
      Map.of("invoices", new InvoiceVersions(), "weather", new WeatherVersions());

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FEED", converter = Feeds.class, description = Feeds.NAMES)
  private FeedJob job;

  @Option(names = "--json", description = "Print one JSON object, for programs.")
  private boolean json;

  @Unmatched private final List<String> keys = new ArrayList<>();

  AuditCommand() {}

  @Override
  public Integer call() throws InterruptedException, IOException {
    Settings settings = Settings.resolve(job.name(), keys.toArray(String[]::new));
    AuditReport report = new AuditReport(job.name());
    Progress progress = new Progress(spec.commandLine().getErr());
    try (Admin admin = FeedKafka.admin(settings)) {
      VersionedFeed versioned = VERSIONED.get(job.name());
      if (versioned != null) {
        audit(versioned, settings, admin, report, progress);
      } else {
        audit(FeedContract.of(job.name()), settings, admin, report, progress);
      }
    } catch (SQLException e) {
      throw LakeDataset.unreadable("the lake", job.name(), e);
    }
    progress.clear();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      report.printJson(out);
    } else {
      report.print(out, spec.commandLine().getColorScheme().ansi());
    }
    return report.verdict() == AuditReport.Verdict.HOLDS ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static void audit(
      VersionedFeed feed, Settings settings, Admin admin, AuditReport report, Progress progress)
      throws IOException, SQLException, InterruptedException {
    try (Lake lake = Lake.open(settings, feed.datasets())) {
      // As below: whatever is in the lake came out in the topics before, or came in.
      TopicSpans outputs =
          TopicSpans.capture(admin, settings.feed(), List.of(feed.delivered(), feed.deadLetters()));
      TopicSpans inputs = TopicSpans.capture(admin, settings.feed(), List.of(feed.input()));
      new VersionAudit(feed, settings, lake, outputs, report, progress).run(inputs);
    }
  }

  private static void audit(
      FeedContract feed, Settings settings, Admin admin, AuditReport report, Progress progress)
      throws IOException, SQLException, InterruptedException {
    try (Lake lake = Lake.open(settings, feed.datasets())) {
      // What comes out last is looked at first: whatever is there then has come in before.
      TopicSpans outputs = TopicSpans.capture(admin, feed.name(), feed.outputs());
      TopicSpans inputs = TopicSpans.capture(admin, feed.name(), feed.inputTopics());
      long overdue = overdueMillis(lake, settings);
      RecordAudit records =
          new RecordAudit(feed, settings, lake, outputs, report, progress, overdue);
      WindowAudit windows = new WindowAudit(feed, settings, lake, report, progress, overdue);
      records.run(inputs);
      windows.run(outputs, records);
    }
  }

  private static long overdueMillis(Lake lake, Settings settings) {
    if (lake.newestMillis() == Long.MIN_VALUE) {
      return Long.MIN_VALUE;
    }
    return lake.newestMillis()
        - settings.get(SettingKeys.LAKE_ROLL_INTERVAL).toMillis()
        - PATIENCE.toMillis();
  }
}
