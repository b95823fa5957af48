package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.pipeline.FeedMetrics;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Flink's counters, from answers as Flink 2.2 gives them. */
class FlinkWatchTest {
  private final FlinkAnswers flink = new FlinkAnswers();
  private final Map<String, String> answers = flink.answers;
  private FlinkWatch watch = new FlinkWatch(List.of(URI.create(flink.url() + "/")));

  @AfterEach
  void stop() throws InterruptedException {
    watch.close();
    flink.close();
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
    Operators operators = watch.operators("tickets").orElseThrow();
    assertThat(operators.counters())
        .isEqualTo(Map.of("records_in", 100L, "records_duplicate", 3L, "records_rejected", 3L));
    assertThat(operators.jobs())
        .containsExactly(
            new Operators.Job("a1", "RUNNING", flink.url()),
            new Operators.Job("b2", "FAILED", flink.url()));
    assertThat(operators.budgets()).isEmpty();
    assertThat(watch.operators("texts")).isEmpty();
  }

  @Test
  void takesNoAnswerThatIsTooLarge() {
    answers.put(
        "/jobs/overview",
        "{\"jobs\":[]}" + " ".repeat(BoundedJson.DOCUMENT)); // good JSON, and more
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
        .isEqualTo(Map.of("rejected", new Operators.Budget(1.25, 2)));
  }

  @Test
  void saysThatFlinkDoesNotAnswer() {
    flink.close();
    watch.start();
    Caller.await(() -> watch.part().detail().contains(" has not answered yet (ConnectException)"));
    assertThat(watch.answers()).isFalse();
    assertThat(watch.part().status()).isEqualTo(Part.Status.STARTING);
  }

  @Test
  void takesEachFeedFromTheFlinkThatHasItsJob() throws Exception {
    try (FlinkAnswers other = new FlinkAnswers()) {
      flink.runs("tickets", "a1", 100);
      other.runs("texts", "b2", 7);
      watchAlso(other);
      Caller.await(watch::answers);
      assertThat(watch.operators("tickets").orElseThrow().counters())
          .isEqualTo(Map.of("records_in", 100L));
      assertThat(watch.operators("texts").orElseThrow().jobs())
          .containsExactly(new Operators.Job("b2", "RUNNING", other.url()));
      assertThat(watch.url()).isEmpty();
      assertThat(watch.part().status()).isEqualTo(Part.Status.OK);
    }
  }

  @Test
  void showsWhatAnswersWhileAnotherIsAway() throws Exception {
    try (FlinkAnswers other = new FlinkAnswers()) {
      flink.runs("tickets", "a1", 100);
      other.runs("texts", "b2", 7);
      watchAlso(other);
      Caller.await(watch::answers);

      other.close();

      Caller.await(() -> !watch.answers());
      assertThat(watch.operators("tickets").orElseThrow().counters())
          .isEqualTo(Map.of("records_in", 100L));
      assertThat(watch.operators("texts")).isEmpty();
      assertThat(watch.part().status()).isEqualTo(Part.Status.STALE);
      assertThat(watch.part().detail())
          .matches(other.url() + " doesn't answer since 20\\S+Z \\(ConnectException\\)");
    }
  }

  @Test
  void addsUpWhatTwoFlinksSayOfAFeed() throws Exception {
    try (FlinkAnswers other = new FlinkAnswers()) {
      flink.runs("tickets", "a1", 100);
      other.runs("tickets", "b2", 7);
      watchAlso(other);
      Caller.await(watch::answers);
      Operators operators = watch.operators("tickets").orElseThrow();
      assertThat(operators.counters()).isEqualTo(Map.of("records_in", 107L));
      assertThat(operators.jobs()).extracting(Operators.Job::id).containsExactly("a1", "b2");
    }
  }

  @Test
  void asksTheSameAddressOnce() throws Exception {
    flink.runs("tickets", "a1", 100);
    watch.close();
    watch = new FlinkWatch(List.of(URI.create(flink.url()), URI.create(flink.url() + "/")));
    watch.start();
    Caller.await(watch::answers);
    assertThat(watch.operators("tickets").orElseThrow().counters())
        .isEqualTo(Map.of("records_in", 100L));
    assertThat(watch.url()).contains(flink.url());
  }

  private void watchAlso(FlinkAnswers other) throws InterruptedException {
    watch.close();
    watch = new FlinkWatch(List.of(URI.create(flink.url()), URI.create(other.url())));
    watch.start();
  }

  @Test
  void namesCountersAsTheOperatorsDo() {
    assertThat(Operators.COUNTERS)
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
