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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Flink's REST interface: which jobs there are, and what they have counted. */
final class FlinkRest {
  private static final Logger LOG = LoggerFactory.getLogger(FlinkRest.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String RUNNING = "RUNNING";
  private static final String NOT_ASKED = "it was not asked yet";

  /** What steps say of quality budgets, by budget; what each means says QualityMetrics. */
  static final String BUDGET_USED = "quality_budget_used";

  static final String WINDOWS_OVER = "quality_windows_over";
  private static final Pattern OF_BUDGET =
      Pattern.compile("\\.budget\\.(\\w+)\\.(" + BUDGET_USED + "|" + WINDOWS_OVER + ")$");

  private final HttpClient http;
  private final ObjectMapper json = BoundedJson.mapper();
  private final String url;

  private volatile Map<String, Operators> feeds = Map.of();
  private volatile Optional<Instant> answered = Optional.empty();
  private volatile String failure = NOT_ASKED;

  FlinkRest(String url) {
    this.url = url;
    http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  }

  /** Asks it once more; that it doesn't answer is remembered, no error. */
  void look() {
    try {
      feeds = ask();
      answered = Optional.of(Instant.now());
      failure = "";
    } catch (IOException | RuntimeException e) {
      // Whatever it answers, it is asked again: an exception would end that.
      if (failure.isEmpty() || failure.equals(NOT_ASKED)) {
        LOG.warn("{} doesn't answer, it is asked again: {}", url, e.toString());
      }
      failure = e.getClass().getSimpleName();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<String, Operators> ask() throws IOException, InterruptedException {
    Map<String, List<Operators.Job>> jobs = new HashMap<>();
    for (JsonNode each : get("/jobs/overview").path("jobs")) {
      String name = each.path("name").asText();
      if (AnalyticsServer.FEEDS.contains(name)) {
        jobs.computeIfAbsent(name, any -> new ArrayList<>())
            .add(new Operators.Job(each.path("jid").asText(), each.path("state").asText(), url));
      }
    }
    Map<String, Operators> found = new HashMap<>();
    for (Map.Entry<String, List<Operators.Job>> each : jobs.entrySet()) {
      Map<String, Long> counters = new TreeMap<>();
      Map<String, Operators.Budget> budgets = new TreeMap<>();
      for (Operators.Job job : each.getValue()) {
        if (job.state().equals(RUNNING)) {
          count(job.id(), counters, budgets);
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

  private void count(String job, Map<String, Long> counters, Map<String, Operators.Budget> budgets)
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
  private static void add(String metric, double value, Map<String, Operators.Budget> budgets) {
    Matcher matcher = OF_BUDGET.matcher(metric);
    if (matcher.find()) {
      Operators.Budget known = budgets.getOrDefault(matcher.group(1), new Operators.Budget(0, 0));
      budgets.put(
          matcher.group(1),
          matcher.group(2).equals(BUDGET_USED)
              ? new Operators.Budget(value, known.windowsOver())
              : new Operators.Budget(known.used(), (long) value));
    }
  }

  private static boolean isWanted(String metric) {
    return counterOf(metric).isPresent() || OF_BUDGET.matcher(metric).find();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Optional<String> counterOf(String metric) {
    return Operators.COUNTERS.stream()
        .filter(counter -> metric.endsWith("." + counter))
        .findFirst();
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

  boolean answers() {
    return failure.isEmpty();
  }

  /** When it last answered. */
  Optional<Instant> answered() {
    return answered;
  }

  /** Which one doesn't answer, and since when. */
  String failure() {
    return url
        + answered
            .map(last -> " doesn't answer since " + last.truncatedTo(ChronoUnit.SECONDS))
            .orElse(" has not answered yet")
        + " ("
        + failure
        + ")";
  }

  /** Of a feed; empty where it has no such job, and while it doesn't answer. */
  Optional<Operators> operators(String feed) {
    return answers() ? Optional.ofNullable(feeds.get(feed)) : Optional.empty();
  }
}
