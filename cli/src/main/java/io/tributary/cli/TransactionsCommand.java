package io.tributary.cli;

import io.tributary.connectors.kafka.admin.Transaction;
import io.tributary.connectors.kafka.admin.Transaction.Stage;
import io.tributary.connectors.kafka.admin.Transactions;
import io.tributary.connectors.kafka.admin.Transactions.Trace;
import io.tributary.jobs.launch.DeploymentTransactions;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.Unmatched;

/** The transactions of a deployment, and whatever else is open on its Kafka. */
@Command(
    name = "transactions",
    description = {
      "Prints the Kafka transactions of a feed's deployment, and all others that are open: since when, what they hold back from read_committed readers, and what will become of them.",
      "Exits 1 when one hangs: open for longer than its time-out, or unknown to every coordinator.",
      "",
      "--abort ends the open transactions of a deployment that is dead for good. It loses data: a transaction may belong to a complete checkpoint, which the job commits at its next start. So start the job instead, if you can. A job that finds such a transaction aborted halts and says so.",
      "It needs --force-prefix with the deployment's prefix, and refuses when the deployment shows a sign of life within a checkpoint interval. It also ends what no coordinator knows in the topics that the feed writes."
    },
    customSynopsis =
        "tributary transactions [FEED] [--json] [--abort --force-prefix PREFIX] [--config FILE] [--KEY VALUE…]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary transactions",
      "  tributary transactions tickets --json",
      "  tributary transactions tickets --abort --force-prefix tickets",
    })
final class TransactionsCommand implements Callable<Integer> {
  /** What a checkpoint itself may take. */
  private static final Duration CHECKPOINT = Duration.ofSeconds(2);

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object, for programs.")
  private boolean json;

  @Option(
      names = "--abort",
      description = "End the open transactions of a dead deployment; what they hold is lost.")
  private boolean abort;

  @Option(
      names = "--force-prefix",
      paramLabel = "PREFIX",
      description = "With --abort: the kafka.transaction.prefix of the deployment that is dead.")
  private @Nullable String forcePrefix;

  // The feed too: were it a parameter, a key's value would be taken for it.
  @Unmatched private final List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    boolean named = !arguments.isEmpty() && !arguments.get(0).startsWith("-");
    FeedJob feed = named ? feed(arguments.get(0)) : Feeds.all().get(0);
    String[] keys = arguments.stream().skip(named ? 1 : 0).toArray(String[]::new);
    Settings settings = Settings.resolve(feed.name(), keys);
    String prefix = settings.get(SettingKeys.KAFKA_TRANSACTION_PREFIX);
    checkCall(named, prefix);
    Duration interval = settings.get(SettingKeys.CHECKPOINT_INTERVAL);
    Set<String> outputs = outputs(feed);
    try (Admin admin = FeedKafka.admin(settings)) {
      Transactions transactions = new Transactions(admin, new DeploymentTransactions(prefix));
      if (abort) {
        refuseAlive(transactions, outputs, prefix, interval);
        abort(transactions, outputs);
      }
      List<Transaction> found = transactions.find(outputs);
      TransactionReport report = new TransactionReport(prefix, found, interval, Instant.now());
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        report.printJson(out);
      } else {
        report.print(out, spec.commandLine().getColorScheme().ansi());
      }
      return report.hanging() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private FeedJob feed(String name) {
    try {
      return new Feeds().convert(name);
    } catch (TypeConversionException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void checkCall(boolean named, String prefix) {
    if (!abort) {
      if (forcePrefix != null) {
        throw new ParameterException(spec.commandLine(), "--force-prefix goes with --abort");
      }
      return;
    }
    if (!named || !prefix.equals(forcePrefix)) {
      throw new ParameterException(
          spec.commandLine(),
          "--abort loses what a complete checkpoint counts on: start the job instead, or name what"
              + " is dead for good: transactions FEED --abort --force-prefix "
              + prefix);
    }
  }

  private static Set<String> outputs(FeedJob feed) {
    Set<String> topics =
        feed.topics(1).stream().map(topic -> topic.name()).collect(Collectors.toSet());
    feed.inputs().forEach(topics::remove);
    return topics;
  }

  private void refuseAlive(
      Transactions transactions, Set<String> outputs, String prefix, Duration interval)
      throws InterruptedException {
    Duration watched = DeploymentTransactions.watch(interval);
    Map<String, Trace> before = transactions.signsOfLife();
    // One that commits more seldom than is watched shows by its transactions' age that it is alive.
    Instant recent = Instant.now().minus(interval.plus(CHECKPOINT));
    boolean young =
        transactions.find(outputs).stream()
            .filter(each -> each.ours() && each.stage() == Stage.OPEN)
            .anyMatch(each -> each.openSince().map(recent::isBefore).orElse(true));
    if (!young) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("watching " + prefix + " for " + watched.toSeconds() + " s");
      err.flush();
      Thread.sleep(watched.toMillis());
    }
    if (young || !before.equals(transactions.signsOfLife())) {
      throw new CommandFailure(
          "kafka.transaction.prefix: the deployment "
              + prefix
              + " is alive, its transactions "
              + (young ? "are younger than a checkpoint interval" : "change"),
          "stop the job, which commits or aborts them, and call this again if any stay open");
    }
  }

  private void abort(Transactions transactions, Set<String> outputs) {
    PrintWriter err = spec.commandLine().getErr();
    for (Transaction each : transactions.find(outputs)) {
      boolean orphaned =
          each.stage() == Stage.ORPHANED && outputs.contains(each.behind().firstKey().topic());
      if (orphaned || (each.ours() && each.stage() == Stage.OPEN)) {
        transactions.abort(each);
        String name = orphaned ? "what hung in " + each.behind().firstKey() : each.name();
        err.println("aborted " + name);
        err.flush();
      }
    }
  }
}
