package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tributary.pipeline.FeedMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Flink's counters, from answers as Flink 2.2 gives them. */
class FlinkWatchTest {
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private HttpServer flink;
  private FlinkWatch watch;

  @BeforeEach
  void start() throws IOException {
    flink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    flink.createContext(
        "/",
        exchange -> {
          String answer = answers.get(exchange.getRequestURI().toString());
          byte[] bytes = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    flink.start();
    watch = new FlinkWatch(URI.create("http://127.0.0.1:" + flink.getAddress().getPort() + "/"));
  }

  @AfterEach
  void stop() throws InterruptedException {
    watch.close();
    flink.stop(0);
  }

  @Test
  void sumsCountersOfAllVerticesOfRunningJobs() {
    answers.put(
        "/jobs/overview",
        "{\"jobs\":[{\"jid\":\"a1\",\"name\":\"tickets\",\"state\":\"RUNNING\"},"
            + "{\"jid\":\"b2\",\"name\":\"tickets\",\"state\":\"FAILED\"},{\"jid\":\"c3\",\"name\":\"other\",\"state\":\"RUNNING\"}]}");
    answers.put("/jobs/a1", "{\"vertices\":[{\"id\":\"v1\"},{\"id\":\"v2\"}]}");
    answers.put(
        "/jobs/a1/vertices/v1/subtasks/metrics",
        "[{\"id\":\"tickets_route.records_in\"},{\"id\":\"tickets.clients_route.records_in\"},{\"id\":\"numRecordsIn\"}]");
    answers.put(
        "/jobs/a1/vertices/v1/subtasks/metrics?agg=sum&get=tickets_route.records_in",
        "[{\"id\":\"tickets_route.records_in\",\"sum\":100.0}]");
    answers.put(
        "/jobs/a1/vertices/v2/subtasks/metrics",
        "[{\"id\":\"dedup.records_duplicate\"},{\"id\":\"enrich.records_rejected\"},{\"id\":\"route.records_rejected\"}]");
    answers.put(
        "/jobs/a1/vertices/v2/subtasks/metrics?agg=sum&get=dedup.records_duplicate%2Cenrich.records_rejected%2Croute.records_rejected",
        "[{\"id\":\"dedup.records_duplicate\",\"sum\":3.0},{\"id\":\"enrich.records_rejected\",\"sum\":1.0},{\"id\":\"route.records_rejected\",\"sum\":2.0}]");
    watch.start();
    Caller.await(watch::answers);
    FlinkWatch.Operators operators = watch.operators("tickets").orElseThrow();
    assertThat(operators.counters())
        .isEqualTo(Map.of("records_in", 100L, "records_duplicate", 3L, "records_rejected", 3L));
    assertThat(operators.jobs())
        .containsExactly(new FlinkWatch.Job("a1", "RUNNING"), new FlinkWatch.Job("b2", "FAILED"));
    assertThat(operators.budgets()).isEmpty();
    assertThat(watch.operators("texts")).isEmpty();
  }

  @Test
  void takesNoAnswerThatIsTooLarge() {
    answers.put(
        "/jobs/overview", "{\"jobs\":[]}" + " ".repeat(BoundedJson.DOCUMENT)); // good JSON, and more
    watch.start();
    Caller.await(() -> watch.part().detail().contains("(IOException)"));
    assertThat(watch.answers()).isFalse();
  }

  @Test
  void saysHowMuchOfBudgetsIsUsedUp() {
    answers.put(
        "/jobs/overview",
        "{\"jobs\":[{\"jid\":\"a1\",\"name\":\"tickets\",\"state\":\"RUNNING\"}]}");
    answers.put("/jobs/a1", "{\"vertices\":[{\"id\":\"v1\"}]}");
    String used = "tickets_budgets.budget.rejected.quality_budget_used";
    String over = "tickets_budgets.budget.rejected.quality_windows_over";
    answers.put(
        "/jobs/a1/vertices/v1/subtasks/metrics",
        "[{\"id\":\"%s\"},{\"id\":\"%s\"}]".formatted(over, used));
    answers.put(
        "/jobs/a1/vertices/v1/subtasks/metrics?agg=sum&get=" + over + "%2C" + used,
        "[{\"id\":\"%s\",\"sum\":2.0},{\"id\":\"%s\",\"sum\":1.25}]".formatted(over, used));
    watch.start();
    Caller.await(watch::answers);
    assertThat(watch.operators("tickets").orElseThrow().budgets())
        .isEqualTo(Map.of("rejected", new FlinkWatch.Budget(1.25, 2)));
  }

  @Test
  void saysThatFlinkDoesNotAnswer() {
    flink.stop(0);
    watch.start();
    Caller.await(() -> watch.part().detail().startsWith("it doesn't answer"));
    assertThat(watch.answers()).isFalse();
  }

  @Test
  void namesCountersAsTheOperatorsDo() {
    assertThat(FlinkWatch.COUNTERS)
        .isEqualTo(
            List.of(
                FeedMetrics.IN.name(),
                FeedMetrics.DELIVERED.name(),
                FeedMetrics.REJECTED.name(),
                FeedMetrics.DUPLICATES.name(),
                FeedMetrics.LATE.name(),
                FeedMetrics.WINDOWED.name()));
  }
}
