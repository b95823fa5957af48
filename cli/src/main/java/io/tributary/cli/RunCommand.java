package io.tributary.cli;

import io.tributary.jobs.launch.Launcher;
import io.tributary.jobs.launch.RunningJob;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** One feed's job on an embedded Flink. */
@Command(
    name = "run",
    description = {
      "One feed's job on a Flink inside this process, against the configured Kafka.",
      "Ctrl-C stops it with a savepoint; the next run goes on from there.",
      "Any key of the configuration is an option: `tributary config FEED` lists them."
    },
    customSynopsis = "tributary run FEED [--config FILE] [--KEY VALUE...] [--bounded]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary run tickets",
      "  tributary run tickets --bounded --lake.path /var/lake",
      "  tributary run tickets --config tickets.yaml --window.size 5min",
    })
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FEED", description = Feeds.NAMES)
  private String feed;

  @Unmatched private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    var job = Feeds.job(feed);
    Settings resolved = Settings.resolve(feed, settings.toArray(String[]::new));
    FlinkStorage.connect(resolved.paths().values());
    Configuration flink = EmbeddedFlink.configuration(resolved);
    try (StopSignal stop = StopSignal.listen()) {
      RunningJob running = new Launcher(job, resolved, line -> say(out, line)).launch(flink);
      say(out, "Flink's dashboard: http://localhost:" + flink.get(RestOptions.PORT));
      boolean bounded = resolved.get(SettingKeys.BOUNDED);
      if (bounded) {
        say(out, "reading to the newest records");
        say(out, "done; the next run goes on from " + running.awaitEndAndStop(stop::isAsked));
      } else {
        say(out, "running; Ctrl-C stops it with a savepoint");
        while (!stop.await(200, TimeUnit.MILLISECONDS)) {
          running.failIfEnded();
        }
        say(out, StopSignal.STOPPING);
        say(out, "stopped; the next run goes on from " + running.stopWithSavepoint());
      }
    }
    return ExitCode.OK;
  }

  private static void say(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }
}
