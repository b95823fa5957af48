package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A {@code ./tributary cluster}, and what its users do with it. */
final class FlinkCluster implements AutoCloseable {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path JAR = ROOT.resolve("jobs/target/tributary-jobs.jar");
  static final String MAIN = "io.tributary.jobs.tickets.TicketsJob";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int METRICS_PORTS = 20;
  private static final String STARTED_AS = "Starting TaskManager with ResourceID: ";
  private static final Pattern JOB = Pattern.compile("JobID ([0-9a-f]{32})");

  private final Path folder;
  private final Map<String, String> environment;
  private final int metrics = FreePort.any();
  private final Dashboard dashboard = new Dashboard(FreePort.any());
  private final Tributary process;

  /** What a call of the command line said, and how it ended. */
  record Answer(int code, String said) {}

  private FlinkCluster(Path folder, Map<String, String> environment, String... options)
      throws IOException {
    this.folder = folder;
    this.environment = environment;
    List<String> call = new ArrayList<>(List.of("cluster", "--port=" + dashboard.port()));
    call.add("--data=" + folder.resolve("data/cluster"));
    call.add("-Dmetrics.reporter.prometheus.port=" + metrics + "-" + (metrics + METRICS_PORTS));
    call.addAll(List.of(options));
    process = Tributary.start(folder, environment, call.toArray(String[]::new));
  }

  /**
   * Starts one and returns once it takes jobs.
   *
   * @param environment more variables for it, and for the command line
   */
  static FlinkCluster start(Path folder, Map<String, String> environment, String... options)
      throws IOException {
    FlinkCluster cluster = new FlinkCluster(folder, environment, options);
    cluster.awaitSaying("Submit with");
    return cluster;
  }

  Dashboard dashboard() {
    return dashboard;
  }

  /** The ports that it holds open for other machines, but those at which Prometheus asks. */
  Set<Integer> portsOpenToOthers() throws IOException {
    Set<Integer> ports = process.portsOpenToOthers();
    ports.removeIf(port -> port >= metrics && port <= metrics + METRICS_PORTS);
    return ports;
  }

  void awaitSaying(String text) {
    process.awaitSaying(text);
  }

  /** Submits a jar's tickets job and returns its id. */
  String submit(Path jar, List<String> flinkOptions, List<String> settings) throws Exception {
    return submit(MAIN, jar, flinkOptions, settings);
  }

  /** Submits the job of a jar's main class and returns its id. */
  String submit(String main, Path jar, List<String> flinkOptions, List<String> settings)
      throws Exception {
    List<String> call = new ArrayList<>(List.of("run", "-d"));
    call.addAll(flinkOptions);
    call.addAll(List.of("-c", main, jar.toString()));
    call.addAll(settings);
    String said = flink(call.toArray(String[]::new));
    Matcher job = JOB.matcher(said);
    assertThat(job.find()).as(said).isTrue();
    return job.group(1);
  }

  /**
   * Waits until a job has completed a checkpoint that it began from now on. What was begun before
   * may still be committed by a job that has just lost a part.
   */
  void awaitCheckpoint(String job) {
    long now = System.currentTimeMillis();
    Awaitility.await().atMost(PATIENCE).until(() -> dashboard.newestCheckpoint(job) > now);
  }

  /** A call of {@code ./tributary flink} that must succeed; returns what it said. */
  String flink(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("flink"));
    all.addAll(List.of(arguments));
    Answer answer = tributary(all);
    assertThat(answer.code()).as("%s", answer.said()).isZero();
    return answer.said();
  }

  /** A call of {@code ./tributary} in the cluster's folder. */
  Answer tributary(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("tributary").toString()));
    command.addAll(arguments);
    Path out = Files.createTempFile(folder, arguments.get(0) + "-", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().put("TRIBUTARY_BUILD", "off");
    builder.environment().put("TRIBUTARY_LOG", out + ".log");
    Process call = builder.redirectOutput(out.toFile()).start();
    if (!call.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      call.destroyForcibly().waitFor();
    }
    return new Answer(call.exitValue(), Files.readString(out));
  }

  /** The process of a part, such as {@code taskmanager-1}. */
  ProcessHandle part(String name) throws IOException {
    Path pid = folder.resolve("data/cluster").resolve(name + ".pid");
    return ProcessHandle.of(Long.parseLong(Files.readString(pid))).orElseThrow();
  }

  /** Where parts may answer Prometheus; there are more addresses than parts. */
  List<String> prometheusTargets() {
    return IntStream.rangeClosed(metrics, metrics + METRICS_PORTS)
        .mapToObj(port -> "127.0.0.1:" + port)
        .toList();
  }

  /**
   * The task managers that have work for a job, in the order of their names; waits until there are
   * some.
   */
  List<ProcessHandle> taskManagersAtWork(String job) {
    List<ProcessHandle> atWork = new ArrayList<>();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              Set<String> ids = dashboard.taskManagers(job);
              for (String name : List.of("taskmanager-1", "taskmanager-2")) {
                String log = logOf(name);
                // Only its log knows both the name and the id that Flink calls it by.
                if (ids.stream().anyMatch(id -> log.contains(STARTED_AS + id))) {
                  atWork.add(part(name));
                }
              }
              return !atWork.isEmpty();
            });
    return atWork;
  }

  private String logOf(String part) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> logs = Files.list(folder.resolve("data/cluster/log"))) {
      for (Path log : logs.filter(l -> l.getFileName().toString().startsWith(part)).toList()) {
        all.append(Files.readString(log));
      }
    }
    return all.toString();
  }

  /** What all parts tell Prometheus. */
  String prometheus() {
    StringBuilder all = new StringBuilder();
    for (int port = metrics; port <= metrics + METRICS_PORTS; port++) {
      try {
        all.append(new Dashboard(port).get("/metrics"));
      } catch (IOException nobody) {
        // There are more ports than parts: a killed part's may be taken for a while, also by
        // others.
      }
    }
    return all.toString();
  }

  /** As Ctrl-C; it must end well. */
  void stop() throws Exception {
    close();
    assertThat(process.awaitExit()).as(process.said()).isZero();
  }

  @Override
  public void close() throws Exception {
    process.terminate(); // killed, it would leave its parts behind
    process.awaitExit();
  }
}
