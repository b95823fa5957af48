package io.tributary.cli;

import io.tributary.connectors.kafka.admin.Brokers;
import io.tributary.connectors.kafka.admin.TopicFinding;
import io.tributary.connectors.kafka.admin.TopicSpec;
import io.tributary.connectors.kafka.admin.TopicState;
import io.tributary.connectors.kafka.admin.Topics;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.Unmatched;

/** The feeds' topics, as they should be and as they are. */
@Command(
    name = "topics",
    description = {
      "Prints the topics of a feed, or of all feeds, with their settings as they should be and as they are.",
      "Exits 1 when one is missing or different. A topic that is there is never changed."
    },
    customSynopsis = "tributary topics [FEED] [--create] [--config FILE] [--KEY VALUE…]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary topics",
      "  tributary topics tickets --create",
      "  tributary topics tickets --create --topics.replication 3 --kafka.bootstrap.servers kafka:29092",
    })
final class TopicsCommand implements Callable<Integer> {
  private static final String ABSENT = "-";

  @Spec private CommandSpec spec;

  @Option(names = "--create", description = "Create what is missing.")
  private boolean create;

  // The feed too: were it a parameter, a key's value would be taken for it.
  @Unmatched private final List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    boolean named = !arguments.isEmpty() && !arguments.get(0).startsWith("-");
    List<FeedJob> feeds = named ? List.of(feed(arguments.get(0))) : Feeds.all();
    String[] keys = arguments.stream().skip(named ? 1 : 0).toArray(String[]::new);
    boolean wellCreated = true;
    List<TopicFinding> findings = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    for (FeedJob feed : feeds) {
      Settings settings = Settings.resolve(feed.name(), keys);
      List<TopicSpec> specs = feed.topics(settings.get(SettingKeys.TOPICS_REPLICATION));
      try (Admin admin = Brokers.connect(settings.kafkaProperties())) {
        List<TopicFinding> found =
            create ? Topics.ensure(admin, specs) : Topics.check(admin, specs);
        findings.addAll(found);
        wellCreated &= found.stream().noneMatch(each -> each.kind() == TopicFinding.Kind.MISSING);
        Topics.describe(admin, specs).forEach(state -> rows.add(row(state)));
      }
    }
    print(rows, findings);
    boolean well = create ? wellCreated : findings.isEmpty();
    return well ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private FeedJob feed(String name) {
    try {
      return new Feeds().convert(name);
    } catch (TypeConversionException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void print(List<List<Object>> rows, List<TopicFinding> findings) {
    PrintWriter out = spec.commandLine().getOut();
    Ansi ansi = spec.commandLine().getColorScheme().ansi();
    new TextTable(List.of("topic", "should be", "is", ""), rows).printRows(out, true, ansi);
    for (TopicFinding finding : findings) {
      boolean created = finding.kind() == TopicFinding.Kind.CREATED;
      out.println(finding.topic() + ": " + (created ? "created, " : "") + finding.text());
    }
    if (!create && findings.stream().anyMatch(each -> each.kind() == TopicFinding.Kind.MISSING)) {
      out.println("--create creates what is missing");
    }
    out.flush();
  }

  private static List<Object> row(TopicState state) {
    TopicSpec wanted = state.wanted();
    return List.of(
        wanted.name(),
        settings(wanted.partitions(), wanted.replication(), wanted.configs()),
        state
            .actual()
            .map(actual -> settings(actual.partitions(), actual.replication(), actual.configs()))
            .orElse(ABSENT),
        state.findings().isEmpty() ? "ok" : state.actual().isEmpty() ? "missing" : "different");
  }

  private static String settings(int partitions, int replication, Map<String, String> configs) {
    StringBuilder text = new StringBuilder();
    text.append("partitions ").append(partitions).append(", replication ").append(replication);
    new TreeMap<>(configs)
        .forEach((config, value) -> text.append(", ").append(config).append(' ').append(value));
    return text.toString();
  }
}
