package io.tributary.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.jobs.launch.FeedGraph;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.launch.JobJar;
import io.tributary.jobs.preflight.Finding;
import io.tributary.jobs.preflight.Preflight;
import io.tributary.jobs.preflight.PreflightReport;
import io.tributary.jobs.preflight.Verdict;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Whether a job would restore from a savepoint, before it is stopped for an upgrade. */
@Command(
    name = "preflight",
    description = {
      "Says, state by state, whether a feed's job would restore from a savepoint or checkpoint.",
      "Starts nothing and asks no broker. Exits 1 when state would be lost or can't be read.",
      "Give it the arguments of the `tributary run` that is to go on from there."
    },
    customSynopsis =
        "tributary preflight FEED --savepoint PATH [--jar JAR] [--json] [--config FILE] [--KEY VALUE…]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary preflight tickets --savepoint data/checkpoints/tickets/savepoints/savepoint-1a2b3c",
      "  tributary preflight tickets --savepoint s3://state/tickets/chk-812 --jar jobs/target/tributary-jobs.jar",
      "  tributary preflight tickets --savepoint savepoint-1a2b3c --json --config production.yaml",
    })
final class PreflightCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FEED", converter = Feeds.class, description = Feeds.NAMES)
  private FeedJob job;

  @Option(
      names = "--savepoint",
      paramLabel = "PATH",
      required = true,
      description = "The directory of a savepoint or checkpoint.")
  private String savepoint;

  @Option(
      names = "--jar",
      paramLabel = "JAR",
      description = "Another build of the jobs' jar, instead of this one's jobs.")
  private @Nullable Path jar;

  @Option(names = "--json", description = "Print one JSON object, for programs.")
  private boolean json;

  @Unmatched private final List<String> keys = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    String path = stored();
    FlinkStorage.connectBriefly(List.of(path));
    PreflightReport report = compare(path, keys.toArray(String[]::new));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      printJson(report, out);
    } else {
      print(report, out);
    }
    out.flush();
    return report.restores() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private PreflightReport compare(String path, String... arguments) throws IOException {
    if (jar == null) {
      return Preflight.of(FeedGraph.of(job, arguments), path, getClass().getClassLoader());
    }
    try (JobJar other = JobJar.open(jar)) {
      return Preflight.of(graph(other, arguments), path, other.classes());
    }
  }

  private StreamGraph graph(JobJar other, String... arguments) {
    try {
      return other.graph(job.getClass().getName(), arguments);
    } catch (IllegalArgumentException e) {
      String wrong = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new ParameterException(spec.commandLine(), wrong, e);
    }
  }

  /** The path as a run would understand it. */
  private String stored() {
    Optional<String> path =
        Settings.resolve(job.name(), "--" + SettingKeys.SAVEPOINT.key(), savepoint)
            .get(SettingKeys.SAVEPOINT);
    return path.orElseThrow(
        () -> new ParameterException(spec.commandLine(), "--savepoint: name a directory"));
  }

  private void print(PreflightReport report, PrintWriter out) {
    List<List<Object>> rows = new ArrayList<>();
    for (Finding each : report.findings()) {
      rows.add(List.of(each.operator(), each.name(), each.verdict().word(), each.detail()));
    }
    new TextTable(List.of("operator", "state", "verdict", ""), rows)
        .printRows(out, true, spec.commandLine().getColorScheme().ansi());
    String counts =
        Arrays.stream(Verdict.values())
            .filter(verdict -> report.count(verdict) > 0)
            .map(verdict -> report.count(verdict) + " " + verdict.word())
            .collect(Collectors.joining(", "));
    out.printf(
        "%s %d, %s: %s%n",
        report.isSavepoint() ? "savepoint" : "checkpoint",
        report.checkpoint(),
        counts.isEmpty() ? "holds no state" : counts,
        report.restores() ? "the job restores" : "the job does NOT restore as it is");
  }

  private void printJson(PreflightReport report, PrintWriter out) throws JsonProcessingException {
    ObjectMapper mapper = BoundedJson.mapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode object = mapper.createObjectNode();
    object.put("feed", job.name());
    object.put("path", report.path());
    object.put("checkpoint", report.checkpoint());
    object.put("is_savepoint", report.isSavepoint());
    object.put("restores", report.restores());
    ArrayNode findings = object.putArray("findings");
    for (Finding each : report.findings()) {
      findings
          .addObject()
          .put("operator", each.operator())
          .put("subject", each.subject().word())
          .put("name", each.name())
          .put("verdict", each.verdict().word())
          .put("detail", each.detail());
    }
    out.println(mapper.writeValueAsString(object));
  }
}
