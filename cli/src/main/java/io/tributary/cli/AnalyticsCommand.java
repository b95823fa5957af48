package io.tributary.cli;

import io.tributary.analytics.AnalyticsServer;
import io.tributary.analytics.Options;
import io.tributary.analytics.ServerFlags;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The analytics API and its page, in the foreground. */
@Command(
    name = "analytics",
    description = "Answers over HTTP from the lake's committed files, and shows them on a page.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary analytics",
      "  tributary analytics --kafka.bootstrap.servers localhost:9092 --flink.url http://localhost:8081",
      "  tributary analytics --lake.path s3://bucket/lake --analytics.port 9000",
    })
final class AnalyticsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerFlags flags;

  @Override
  public Integer call() {
    Options options = flags.options();
    FlinkStorage.connect(List.of(options.lake()));
    try (StopSignal stop = StopSignal.listen();
        AnalyticsServer server = AnalyticsServer.start(options)) {
      spec.commandLine().getOut().println(server.url());
      spec.commandLine().getOut().flush();
      stop.await();
    }
    return ExitCode.OK;
  }
}
