package io.tributary.cli.repair;

import io.tributary.cli.CommandFailure;
import io.tributary.cli.Feeds;
import io.tributary.cli.FlinkStorage;
import io.tributary.cli.Progress;
import io.tributary.cli.repair.Survey.Damaged;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.core.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Damaged files of the lake, found and written anew. */
@Command(
    name = "repair",
    description = {
      "Reads a feed's Parquet files in the lake as their checksums say, which query engines mostly don't, and writes the damaged ones anew from what the feed's topics hold.",
      "A file that is rebuilt has the rows and the name of the damaged one, which is kept beside it with .damaged behind its name. One of which not every row is to be had is left as it is, and said so.",
      "Exits 1 when a file is damaged and was not rebuilt. While the job runs, files of days that are over can be rebuilt; for others stop it with a savepoint, which publishes all."
    },
    customSynopsis =
        "tributary repair FEED [--dry-run] [--from LAKE] [--config FILE] [--KEY VALUE…]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary repair tickets --dry-run",
      "  tributary repair tickets --lake.path s3://data/lake",
      "  tributary repair texts --from /scratch/lake",
    })
public final class RepairCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FEED", converter = Feeds.class, description = Feeds.NAMES)
  private FeedJob feed;

  @Option(names = "--dry-run", description = "Only look for damaged files.")
  private boolean dry;

  @Option(
      names = "--from",
      paramLabel = "LAKE",
      description = "Take the rows from another lake that has them, instead of the topics.")
  private Optional<String> from;

  @Unmatched private final List<String> keys = new ArrayList<>();

  RepairCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = Settings.resolve(feed.name(), keys.toArray(String[]::new));
    List<String> folders = new ArrayList<>(feed.folders(settings));
    folders.add(settings.get(SettingKeys.LAKE_PATH));
    from.ifPresent(folders::add);
    FlinkStorage.connectBriefly(folders);
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new Progress(spec.commandLine().getErr());
    Survey survey = Survey.of(feed.folders(settings), progress);
    progress.clear();
    for (Damaged each : survey.damaged()) {
      out.println(name(each.path()) + ": damaged (" + each.reason() + ")");
    }
    out.flush();
    int rebuilt = dry ? 0 : rebuild(survey, settings, progress, out);
    progress.clear();
    int damaged = survey.damaged().size();
    out.printf(
        "%s: %d files, %d damaged, %d rebuilt%n", feed.name(), survey.files(), damaged, rebuilt);
    out.flush();
    return rebuilt == damaged ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** As people write it: a local one without its scheme. */
  private static String name(Path path) {
    return "file".equals(path.toUri().getScheme()) ? path.getPath() : path.toString();
  }

  /** Rebuilds what can be, folder by folder; returns how many files. */
  private int rebuild(Survey survey, Settings settings, Progress progress, PrintWriter out)
      throws IOException, InterruptedException {
    int rebuilt = 0;
    for (Map.Entry<Path, List<Damaged>> folder : survey.byFolder().entrySet()) {
      try {
        Rebuild rebuild = new Rebuild(feed.name(), settings, survey, progress);
        rebuild.run(folder.getKey(), folder.getValue(), from);
        for (Damaged each : folder.getValue()) {
          out.println(name(each.path()) + ": rebuilt");
          rebuilt++;
        }
      } catch (NotRebuilt reason) {
        progress.clear();
        folder
            .getValue()
            .forEach(
                each -> out.println(name(each.path()) + ": not rebuilt: " + reason.getMessage()));
      } catch (SQLException e) {
        throw new CommandFailure(
            folder.getKey() + " can't be read (" + e.getMessage() + ")",
            "call it again; if that doesn't help, report it",
            e);
      }
      out.flush();
    }
    return rebuilt;
  }
}
