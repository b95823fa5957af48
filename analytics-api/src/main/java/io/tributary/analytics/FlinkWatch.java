package io.tributary.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Flink's REST interface which jobs there are and what they have counted, now and then. */
final class FlinkWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FlinkWatch.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final String RUNNING = "RUNNING";

  /** Operators' counters; what each means says pipeline-core's FeedMetrics. */
  static final List<String> COUNTERS =
      List.of(
          "records_in",
          "records_delivered",
          "records_rejected",
          "records_duplicate",
          "records_late",
          "records_windowed");

  /** What steps say of quality budgets, by budget; what each means says QualityMetrics. */
  static final String BUDGET_USED = "quality_budget_used";

  static final String WINDOWS_OVER = "quality_windows_over";
  private static final Pattern OF_BUDGET =
      Pattern.compile("\\.budget\\.(\\w+)\\.(" + BUDGET_USED + "|" + WINDOWS_OVER + ")$");

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final ObjectMapper json = BoundedJson.mapper();
  private final URI url;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread = new Thread(this::watch, "analytics-flink");

  private volatile Map<String, Operators> feeds = Map.of();
  private volatile Optional<Instant> answered = Optional.empty();
  private volatile String failure = "it has not answered yet";

  /** A job of a feed. */
  record Job(String id, String state) {}

  /**
   * What has become of a quality budget.
   *
   * @param used how much of it the newest window has used up; above 1 it is over
   * @param windowsOver how many windows went over it since the job's last start
   */
  record Budget(double used, long windowsOver) {}

  /**
   * What Flink says of a feed.
   *
   * @param budgets by what they are for, such as {@code rejected}; empty without budgets
   */
  record Operators(List<Job> jobs, Map<String, Long> counters, Map<String, Budget> budgets) {}

  FlinkWatch(URI url) {
    this.url = URI.create(url.toString().replaceFirst("/+$", ""));
  }

  void start() {
    thread.start();
  }

  private void watch() {
    try {
      do {
        try {
          feeds = ask();
          answered = Optional.of(Instant.now());
          failure = "";
        } catch (IOException e) {
          if (failure.isEmpty()) {
            LOG.warn("Flink doesn't answer, asked again every {}: {}", EVERY, e.toString());
          }
          failure = "it doesn't answer (" + e.getClass().getSimpleName() + ")";
        }
      } while (!stopped.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<String, Operators> ask() throws IOException, InterruptedException {
    Map<String, List<Job>> jobs = new HashMap<>();
    for (JsonNode each : get("/jobs/overview").path("jobs")) {
      String name = each.path("name").asText();
      if (AnalyticsServer.FEEDS.contains(name)) {
        jobs.computeIfAbsent(name, any -> new ArrayList<>())
            .add(new Job(each.path("jid").asText(), each.path("state").asText()));
      }
    }
    Map<String, Operators> found = new HashMap<>();
    for (Map.Entry<String, List<Job>> each : jobs.entrySet()) {
      Map<String, Long> counters = new TreeMap<>();
      Map<String, Budget> budgets = new TreeMap<>();
      for (Job job : each.getValue()) {
        if (job.state.equals(RUNNING)) {
          count(job.id, counters, budgets);
        }
      }
      found.put(
          each.getKey(),
          new Operators(
              List.copyOf(each.getValue()),
              Map.copyOf(counters),
              Collections.unmodifiableMap(budgets)));
    }
    return Map.copyOf(found);
  }

  private void count(String job, Map<String, Long> counters, Map<String, Budget> budgets)
      throws IOException, InterruptedException {
    for (JsonNode vertex : get("/jobs/" + encoded(job)).path("vertices")) {
      String metrics =
          "/jobs/"
              + encoded(job)
              + "/vertices/"
              + encoded(vertex.path("id").asText())
              + "/subtasks/metrics";
      List<String> names = new ArrayList<>();
      for (JsonNode metric : get(metrics)) {
        String name = metric.path("id").asText();
        // What is read beside the feed's own records, such as who the clients are, is none of them.
        if (isWanted(name) && !name.contains("clients")) {
          names.add(name);
        }
      }
      if (names.isEmpty()) {
        continue;
      }
      for (JsonNode each : get(metrics + "?agg=sum&get=" + encoded(String.join(",", names)))) {
        String name = each.path("id").asText();
        counterOf(name)
            .ifPresent(counter -> counters.merge(counter, each.path("sum").asLong(), Long::sum));
        add(name, each.path("sum").asDouble(), budgets);
      }
    }
  }

  /** Of one step, which runs once. */
  private static void add(String metric, double value, Map<String, Budget> budgets) {
    Matcher matcher = OF_BUDGET.matcher(metric);
    if (matcher.find()) {
      Budget known = budgets.getOrDefault(matcher.group(1), new Budget(0, 0));
      budgets.put(
          matcher.group(1),
          matcher.group(2).equals(BUDGET_USED)
              ? new Budget(value, known.windowsOver)
              : new Budget(known.used, (long) value));
    }
  }

  private static boolean isWanted(String metric) {
    return counterOf(metric).isPresent() || OF_BUDGET.matcher(metric).find();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Optional<String> counterOf(String metric) {
    return COUNTERS.stream().filter(counter -> metric.endsWith("." + counter)).findFirst();
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    BoundedJson.Answer answer =
        BoundedJson.ask(
            http, HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).build());
    if (answer.status() != 200) {
      throw new IOException("Flink answers " + answer.status() + " to " + path);
    }
    return json.readTree(answer.body());
  }

  URI url() {
    return url;
  }

  boolean answers() {
    return failure.isEmpty();
  }

  Optional<Operators> operators(String feed) {
    return Optional.ofNullable(feeds.get(feed));
  }

  Part part() {
    return new Part(
        "flink",
        failure.isEmpty()
            ? Part.Status.OK
            : answered.isEmpty() ? Part.Status.STARTING : Part.Status.STALE,
        answered,
        failure.isEmpty() ? "it answers" : failure);
  }

  @Override
  public void close() throws InterruptedException {
    stopped.countDown();
    thread.interrupt();
    thread.join();
  }
}
