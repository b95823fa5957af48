package io.tributary.benchmarks.latency;

import io.tributary.benchmarks.process.Await;
import io.tributary.benchmarks.process.FeedRun;
import io.tributary.benchmarks.process.FlinkRest;
import io.tributary.benchmarks.process.JobTopics;
import io.tributary.benchmarks.process.MeasuredBroker;
import io.tributary.benchmarks.process.Program;
import io.tributary.benchmarks.process.Workspace;
import io.tributary.benchmarks.report.Percentiles;
import io.tributary.benchmarks.report.Table;
import io.tributary.testkit.ElasticsearchServer;
import io.tributary.testkit.FreePort;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long a record takes from when it is due until a reader of the enriched topic sees it. */
@Command(
    name = "benchmarks/latency",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Measures how long a record takes from when it is due to be sent until a reader of the",
      "enriched topic sees it, at a steady rate. docs/benchmarks.md says how."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:measured", "1:failed, or a record never came out", "2:called wrongly"})
final class MeasureLatency implements Callable<Integer> {
  private static final List<String> ISOLATIONS = List.of("read_uncommitted", "read_committed");
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);
  private static final Duration SEEN_WITHIN = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final double NANOS_PER_MILLI = 1e6;

  @Spec private CommandSpec spec;

  @Option(
      names = "--feed",
      paramLabel = "FEED",
      defaultValue = "tickets",
      description = "One of ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private MeasuredFeed feed;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Records a second (${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "How long it is measured (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "Seconds before that, from the first committed one on, that do not count"
              + " (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--interval",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "The job's checkpoint.interval, which commits (${DEFAULT-VALUE}).")
  private String interval;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "2",
      description = "The job's (${DEFAULT-VALUE}).")
  private int parallelism;

  @Option(
      names = "--search",
      description = "Measure until a search in Elasticsearch finds it, too; for tweets.")
  private boolean search;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results and logs go (benchmarks/target/results/latency).")
  private Optional<Path> out;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MeasureLatency()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (!(rate > 0) || seconds < 1 || warmUp < 0 || parallelism < 1) {
      throw new ParameterException(
          spec.commandLine(), "--rate, --seconds, --parallelism: more than 0; --warm-up: not less");
    }
    if (search && feed != MeasuredFeed.tweets) {
      throw new ParameterException(spec.commandLine(), "--search: only for --feed tweets");
    }
    try (Workspace workspace = Workspace.in(out.orElseGet(() -> Workspace.usual("latency")));
        MeasuredBroker broker = MeasuredBroker.start(workspace.scratch("kafka"));
        ElasticsearchServer index =
            ElasticsearchServer.stopped(workspace.scratch("elasticsearch"))) {
      new JobTopics(feed.job(), broker.bootstrap()).create();
      Map<String, Reader> readers = new LinkedHashMap<>();
      ISOLATIONS.forEach(
          each -> readers.put(each, new EnrichedReader(feed, broker.bootstrap(), each)));
      List<String> settings = new ArrayList<>(List.of("--checkpoint.interval", interval));
      if (search) {
        index.startAgain();
        settings.addAll(List.of("--tweets.elasticsearch.url", index.url()));
        readers.put("search", new SearchReader(index));
      }
      int port = FreePort.any();
      Process job =
          FeedRun.in(workspace, feed.name(), "latency", broker.bootstrap(), parallelism, port)
              .program(workspace.result("job.log"), settings.toArray(String[]::new))
              .start();
      Thread killer = new Thread(job::destroyForcibly, "end-job");
      Runtime.getRuntime().addShutdownHook(killer);
      try {
        FlinkRest flink = new FlinkRest(port);
        Await.answer("a running job", READY_WITHIN, LOOK, job, () -> flink.runningJob());
        return measure(workspace, broker.bootstrap(), job, readers);
      } finally {
        Program.stop(job);
        Runtime.getRuntime().removeShutdownHook(killer);
      }
    }
  }

  private int measure(
      Workspace workspace, String bootstrap, Process job, Map<String, Reader> readers)
      throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    RecordProducer producer = new RecordProducer(feed, bootstrap, rate, 7);
    try {
      List<Future<?>> running = new ArrayList<>();
      readers.values().forEach(reader -> running.add(threads.submit(reader)));
      Future<Sent> sending = threads.submit(producer);
      for (Reader reader : readers.values()) {
        Await.answer(
            "the first record in the enriched topic",
            SEEN_WITHIN,
            LOOK,
            job,
            () -> {
              failIfDone(running);
              return reader.seen().size() > 0 ? Optional.of(true) : Optional.empty();
            });
      }
      long from = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUp);
      say("measuring " + seconds + " s after " + warmUp + " s of warm-up");
      long until = from + TimeUnit.SECONDS.toNanos(seconds);
      Await.answer(
          "the end",
          Duration.ofSeconds(warmUp + seconds + 60L),
          LOOK,
          job,
          () -> System.nanoTime() - until >= 0 ? Optional.of(true) : Optional.empty());
      producer.close();
      Sent sent = sending.get();
      boolean complete = awaitAll(readers, sent, job, running);
      readers.values().forEach(Reader::close);
      for (Future<?> reader : running) {
        reader.get();
      }
      report(workspace, readers, sent, from);
      return complete ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    } finally {
      producer.close();
      readers.values().forEach(Reader::close);
      threads.shutdown();
    }
  }

  private boolean awaitAll(
      Map<String, Reader> readers, Sent sent, Process job, List<Future<?>> running)
      throws Exception {
    try {
      Await.answer(
          "every record in the enriched topic",
          SEEN_WITHIN,
          LOOK,
          job,
          () -> {
            failIfDone(running);
            return readers.values().stream().allMatch(each -> each.seen().size() == sent.size())
                ? Optional.of(true)
                : Optional.empty();
          });
      return true;
    } catch (IllegalStateException missing) {
      say(missing.getMessage());
      return false;
    }
  }

  private static void failIfDone(List<Future<?>> running) throws Exception {
    for (Future<?> reader : running) {
      if (reader.isDone()) {
        reader.get();
      }
    }
  }

  private void report(Workspace workspace, Map<String, Reader> readers, Sent sent, long from)
      throws Exception {
    List<List<String>> rows = new ArrayList<>();
    readers.forEach(
        (isolation, reader) -> {
          Percentiles latencies = reader.seen().latencies(sent, from);
          rows.add(
              List.of(
                  isolation,
                  Integer.toString(latencies.size()),
                  Table.figure(latencies.at(0.5) / NANOS_PER_MILLI, 0),
                  Table.figure(latencies.at(0.9) / NANOS_PER_MILLI, 0),
                  Table.figure(latencies.at(0.99) / NANOS_PER_MILLI, 0),
                  Table.figure(latencies.at(1) / NANOS_PER_MILLI, 0),
                  Integer.toString(sent.size() - reader.seen().size())));
        });
    Table table =
        new Table(
            List.of("reader", "records", "p50 ms", "p90 ms", "p99 ms", "max ms", "never seen"),
            rows);
    table.writeTsv(workspace.result("latency.tsv"));
    Files.writeString(workspace.result("latency.txt"), table.aligned());
    PrintWriter printed = spec.commandLine().getOut();
    printed.print(table.aligned());
    printed.println(
        "at " + rate + " records a second, checkpoint.interval " + interval + ", from when due");
    printed.flush();
  }

  private void say(@Nullable String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
