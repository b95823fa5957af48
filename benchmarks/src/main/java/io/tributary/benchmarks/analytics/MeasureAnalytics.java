package io.tributary.benchmarks.analytics;

import io.tributary.benchmarks.process.Program;
import io.tributary.benchmarks.process.Workspace;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The analytics API under load, while the lake it answers from changes. */
@Command(
    name = "benchmarks/analytics",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Has wrk ask the analytics API for a year of invoices, 200 times a second, while revisions of",
      "random days come into the lake. docs/analytics-api.md says how."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:measured", "1:the server failed, or answered wrongly", "2:called wrongly"})
final class MeasureAnalytics implements Callable<Integer> {
  private static final int CONNECTIONS = 20;
  private static final Duration START = Duration.ofMinutes(2);

  /** Each connection waits as long between two requests as makes the rate. */
  private static final String SCRIPT =
      """
      local paths = { %s }
      local asked = 0
      function delay() return %d end
      function request()
        asked = asked + 1
        return wrk.format("GET", paths[asked %% #paths + 1])
      end
      function done(summary, latency, requests)
        local errors = summary.errors
        io.write(string.format("RESULT %%.1f/s p50 %%.1f ms p99 %%.1f ms p99.9 %%.1f ms errors %%d\\n",
          summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3,
          latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3,
          errors.status + errors.connect + errors.read + errors.write + errors.timeout))
      end
      """;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "200",
      description = "Requests a second, when answers take no time (${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "How long each question is asked (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results and logs go (benchmarks/target/results/analytics).")
  private Optional<Path> out;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MeasureAnalytics()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    try (Workspace workspace = Workspace.in(out.orElseGet(() -> Workspace.usual("analytics")));
        YearOfInvoices year = YearOfInvoices.in(workspace.scratch("lake"))) {
      System.out.printf("a year of invoices in %d files%n", YearOfInvoices.files());
      int port = freePort();
      Process server =
          Program.tributary(
                  workspace.result("server.log"),
                  List.of(
                      "analytics",
                      "--analytics.port",
                      Integer.toString(port),
                      "--lake.path",
                      workspace.scratch("lake").toString()))
              .start();
      ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
      try {
        awaitAnswer(port, server);
        revise(year, writer);
        ask(workspace, port, "warm-up", 10, List.of("summary", "by_country", "by_region"));
        ask(workspace, port, "summary", seconds, List.of("summary"));
        ask(workspace, port, "all", seconds, List.of("summary", "by_country", "by_region"));
      } finally {
        writer.shutdownNow();
        writer.awaitTermination(1, TimeUnit.MINUTES);
        Program.stop(server);
      }
    }
    return CommandLine.ExitCode.OK;
  }

  /** One random day every second, all of its five files. */
  private static void revise(YearOfInvoices year, ScheduledExecutorService writer) {
    SplittableRandom random = new SplittableRandom(7);
    int[] revision = {10};
    writer.scheduleAtFixedRate(
        () -> {
          try {
            year.revise(random.nextInt(YearOfInvoices.days()), revision[0]++);
          } catch (Exception e) {
            throw new IllegalStateException("the lake can't be written", e);
          }
        },
        0,
        1,
        TimeUnit.SECONDS);
  }

  private void ask(Workspace workspace, int port, String name, int time, List<String> questions)
      throws IOException, InterruptedException {
    String paths =
        String.join(
            ", ",
            questions.stream()
                .map(each -> "\"/analytics/" + each + "?" + YearOfInvoices.query() + "\"")
                .toList());
    Path script = workspace.result(name + ".lua");
    Files.writeString(script, SCRIPT.formatted(paths, CONNECTIONS * 1000 / rate));
    String output =
        new Program(
                List.of(
                    "wrk",
                    "-t1",
                    "-c" + CONNECTIONS,
                    "-d" + time + "s",
                    "-s",
                    script.toString(),
                    "http://127.0.0.1:" + port),
                workspace.result(name + ".log"))
            .runForOutput();
    String result =
        output
            .lines()
            .filter(line -> line.startsWith("RESULT "))
            .findFirst()
            .orElseThrow(() -> new IOException("wrk told no result:\n" + output));
    System.out.printf("%-8s %s%n", name, result.substring("RESULT ".length()));
  }

  private static void awaitAnswer(int port, Process server)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/analytics/summary?%s"
                        .formatted(port, YearOfInvoices.query())))
            .build();
    long end = System.nanoTime() + START.toNanos();
    HttpClient client = HttpClient.newHttpClient();
    while (System.nanoTime() < end && server.isAlive()) {
      try {
        if (client.send(request, BodyHandlers.ofString()).body().contains("\"EUR\"")) {
          return;
        }
      } catch (ConnectException e) {
        // Not listening yet.
      }
      Thread.sleep(200);
    }
    throw new IOException("the server doesn't answer: see server.log");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
