package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server says of a lake of known content. */
class AnalyticsServerTest {
  @TempDir Path folder;
  private LakeOnDisk lake;
  private AnalyticsServer server;
  private Caller caller;

  @BeforeEach
  void start() {
    lake = new LakeOnDisk(folder.resolve("lake"));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private void serve() throws InterruptedException {
    serve(Options.of(lake.root().toString()));
  }

  private void serve(Options options) throws InterruptedException {
    server =
        AnalyticsServer.start(options.at("127.0.0.1", 0).refreshedEvery(Duration.ofMillis(50)));
    caller = new Caller(server);
    assertThat(server.awaitLake(Duration.ofSeconds(30))).isTrue();
  }

  private void someInvoices() {
    lake.invoices(
        "2026-11-20",
        "summary",
        "('', 'EUR', 2, 0.0001, 0.0000, 0.0001, 1), ('', 'USD', 1, 9.99, 9.99, 9.99, 1)");
    lake.invoices("2026-11-21", "summary", "('', 'EUR', 1, 100, 100, 100, 1)");
    lake.invoices(
        "2026-11-20",
        "by_country",
        "('FR', 'EUR', 1, 0.0001, 0.0001, 0.0001, 1), ('DE', 'EUR', 1, 0, 0, 0, 1), ('US', 'USD',"
            + " 1, 9.99, 9.99, 9.99, 1)");
    lake.invoices("2026-11-21", "by_country", "('FR', 'EUR', 1, 100, 100, 100, 1)");
  }

  @Test
  void sumsInvoicesOfARangeByCurrency() throws Exception {
    someInvoices();
    serve();
    JsonNode all = caller.json("/analytics/summary?from=2026-11-01&to=2026-11-30");
    assertThat(all.path("invoices").asLong()).isEqualTo(4);
    // 100.0001 / 3 = 33.33336…
    assertThat(all.path("amounts").toString())
        .isEqualTo(
            "[{\"currency\":\"EUR\",\"invoices\":3,\"sum\":\"100.0001\",\"mean\":\"33.3334\",\"min\":\"0.0000\",\"max\":\"100.0000\"},"
                + "{\"currency\":\"USD\",\"invoices\":1,\"sum\":\"9.9900\",\"mean\":\"9.9900\",\"min\":\"9.9900\",\"max\":\"9.9900\"}]");
    assertThat(all.path("from").asText()).isEqualTo("2026-11-01");
    assertThat(all.path("updated_at").asText()).isNotEmpty();

    assertThat(
            caller
                .json("/analytics/summary?from=2026-11-21&to=2026-11-21")
                .path("invoices")
                .asLong())
        .isEqualTo(1);
    assertThat(caller.json("/analytics/summary?currency=USD").path("invoices").asLong())
        .isEqualTo(1);
    assertThat(caller.json("/api/analytics/summary")).isEqualTo(caller.json("/analytics/summary"));
    assertThat(caller.json("/analytics/summary").path("from").asText()).isEqualTo("2026-11-20");
  }

  @Test
  void keepsAmountsExactThatNoFloatingPointNumberHolds() throws Exception {
    lake.invoices(
        "2026-11-20",
        "summary",
        "('', 'EUR', 3, 100000000000000000000000.0001, -12345678901234.5678, 99999999999999.9999,"
            + " 1)");
    serve();
    assertThat(caller.json("/analytics/summary").path("amounts").get(0).toString())
        .isEqualTo(
            "{\"currency\":\"EUR\",\"invoices\":3,\"sum\":\"100000000000000000000000.0001\","
                + "\"mean\":\"33333333333333333333333.3334\",\"min\":\"-12345678901234.5678\","
                + "\"max\":\"99999999999999.9999\"}");
  }

  @Test
  void roundsAMeanHalfUpAwayFromZero() throws Exception {
    lake.invoices(
        "2026-11-20",
        "summary",
        "('', 'EUR', 2, 0.0001, 0, 0.0001, 1), ('', 'USD', 2, -0.0001, -0.0001, 0, 1)");
    serve();
    JsonNode amounts = caller.json("/analytics/summary").path("amounts");
    assertThat(amounts.get(0).path("mean").asText()).isEqualTo("0.0001");
    assertThat(amounts.get(1).path("mean").asText()).isEqualTo("-0.0001");
  }

  @Test
  void takesTheHighestRevisionOnlyWhateverTheOrderOfFiles() throws Exception {
    lake.invoices("2026-11-20", "summary", "('', 'EUR', 5, 50, 10, 10, 2)");
    lake.invoices("2026-11-20", "summary", "('', 'EUR', 1, 10, 10, 10, 1)");
    lake.invoices(
        "2026-11-20",
        "by_country",
        "('FR', 'EUR', 2, 20, 10, 10, 1), ('DE', 'EUR', 1, 1, 1, 1, 1)");
    lake.invoices("2026-11-20", "by_country", "('FR', 'EUR', 0, 0, NULL, NULL, 2)");
    serve();
    assertThat(caller.json("/analytics/summary").path("invoices").asLong()).isEqualTo(5);
    assertThat(caller.json("/analytics/by_country").path("items").findValuesAsText("country"))
        .as("a country whose invoices have all been corrected away is none")
        .containsExactly("DE");

    lake.invoices("2026-11-20", "summary", "('', 'EUR', 6, 60, 10, 10, 3)");
    Caller.await(() -> caller.json("/analytics/summary").path("invoices").asLong() == 6);
  }

  @Test
  void pagesThroughAllValuesOnce() throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 25; i++) {
      rows.append(i == 0 ? "" : ", ").append("('C%02d', 'EUR', 1, 1, 1, 1, 1)".formatted(i));
      rows.append(", ('C%02d', 'USD', 1, 1, 1, 1, 1)".formatted(i));
    }
    lake.invoices("2026-11-20", "by_country", rows.toString());
    lake.invoices("2026-11-20", "summary", "('', 'EUR', 25, 25, 1, 1, 1)");
    serve();
    List<String> seen = new ArrayList<>();
    String next = "";
    int pages = 0;
    do {
      JsonNode page = caller.json("/analytics/by_country?limit=10" + next);
      page.path("items")
          .forEach(
              item -> {
                seen.add(item.path("country").asText());
                assertThat(item.path("amounts")).hasSize(2);
              });
      next = page.path("next").isNull() ? "" : "&cursor=" + page.path("next").asText();
      pages++;
    } while (!next.isEmpty());
    assertThat(seen).hasSize(25).doesNotHaveDuplicates().isSorted();
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void listsDaysWithInvoices() throws Exception {
    someInvoices();
    lake.invoices("2026-11-22", "summary", "('', 'EUR', 0, 0, NULL, NULL, 1)");
    serve();
    assertThat(caller.json("/analytics/dates").toString())
        .isEqualTo("{\"items\":[\"2026-11-20\",\"2026-11-21\"],\"next\":null}");
    JsonNode first = caller.json("/analytics/dates?limit=1");
    assertThat(first.path("items")).hasSize(1);
    assertThat(
            caller
                .json("/analytics/dates?limit=1&cursor=" + first.path("next").asText())
                .path("items")
                .get(0)
                .asText())
        .isEqualTo("2026-11-21");
  }

  @Test
  void readsJsonExactlyWhenTheLakeIsJsonAndParquetOnlyWhenItIsNot() throws Exception {
    LakeOnDisk json = new LakeOnDisk(lake.root(), LakeFormat.JSON);
    Path written =
        json.invoices("2026-11-20", "by_source", "('a \"amount_sum\":7,', 'EUR', 1, 1, 1, 1, 1)");
    Files.writeString(
        written,
        "{\"date\":\"2026-11-20\",\"source\":\"a,\\\"amount_sum\\\":7\",\"currency\":\"EUR\",\"invoices\":2,\"amount_sum\":100000000000000000000000.0001,\"amount_mean\":1.0,\"amount_min\":\"-1.5000\",\"amount_max\":2,\"revision\":1}\n");
    json.invoices("2026-11-20", "summary", "('', 'EUR', 2, 1, 1, 1, 1)");
    lake.invoices("2026-11-20", "summary", "('', 'EUR', 77, 1, 1, 1, 1)");
    serve(Options.of(lake.root().toString()).in(LakeFormat.JSON));
    assertThat(caller.json("/analytics/summary").path("invoices").asLong()).isEqualTo(2);
    JsonNode item = caller.json("/analytics/by_source").path("items").get(0);
    assertThat(item.path("source").asText()).isEqualTo("a,\"amount_sum\":7");
    assertThat(item.path("amounts").get(0).path("sum").asText())
        .isEqualTo("100000000000000000000000.0001");
    assertThat(item.path("amounts").get(0).path("min").asText()).isEqualTo("-1.5000");
  }

  @Test
  void addsWindowsUpToTheGranularity() throws Exception {
    lake.windows(
        "2026-11-21",
        "tickets_by_type",
        LakeOnDisk.tickets("request_type"),
        "('2026-11-21T10:00:00Z', 'billing', 3, 2), ('2026-11-21T10:01:00Z', 'billing', 4, 3),"
            + " ('2026-11-21T10:01:00Z', 'technical', 1, 1), ('2026-11-21T11:00:00Z', 'billing', 5,"
            + " 5)");
    serve();
    JsonNode hours =
        caller.json(
            "/analytics/tickets/metrics?dimension=request_type&granularity=hour&from=2026-11-21&to=2026-11-21");
    assertThat(hours.path("items").toString())
        .isEqualTo(
            "[{\"start\":\"2026-11-21T10:00:00Z\",\"end\":\"2026-11-21T11:00:00Z\",\"value\":\"billing\",\"count\":7},"
                + "{\"start\":\"2026-11-21T10:00:00Z\",\"end\":\"2026-11-21T11:00:00Z\",\"value\":\"technical\",\"count\":1},"
                + "{\"start\":\"2026-11-21T11:00:00Z\",\"end\":\"2026-11-21T12:00:00Z\",\"value\":\"billing\",\"count\":5}]");
    JsonNode minutes =
        caller.json(
            "/analytics/tickets/metrics?dimension=request_type&granularity=minute&from=2026-11-21T10:01:00Z&to=2026-11-21T10:02:00Z");
    assertThat(minutes.path("items").get(0).path("unique_clients").asLong()).isEqualTo(3);
    assertThat(minutes.path("items")).hasSize(2);
    JsonNode day =
        caller.json("/analytics/tickets/metrics?dimension=request_type&granularity=day&limit=1");
    assertThat(day.path("items").get(0).path("count").asLong()).isEqualTo(12);
    assertThat(
            caller
                .json(
                    "/analytics/tickets/metrics?dimension=request_type&granularity=day&cursor="
                        + day.path("next").asText())
                .path("items")
                .findValuesAsText("value"))
        .containsExactly("technical");
  }

  @Test
  void countsAWindowOnceThatCompactionShowsInTwoFilesForAWhile() throws Exception {
    String row = "('2026-11-21T10:00:00Z', 'billing', 3, 2)";
    String more = row + ", ('2026-11-21T10:01:00Z', 'billing', 4, 2)";
    Path old =
        lake.windows("2026-11-21", "tickets_by_type", LakeOnDisk.tickets("request_type"), row);
    serve();
    String question = "/analytics/tickets/metrics?dimension=request_type&granularity=day";
    assertThat(caller.json(question).path("items").get(0).path("count").asLong()).isEqualTo(3);
    lake.windows("2026-11-21", "tickets_by_type", LakeOnDisk.tickets("request_type"), more);
    Caller.await(() -> caller.json(question).path("items").get(0).path("count").asLong() == 7);
    Files.delete(old);
    // Long enough for the server to notice: it has then read a third file.
    lake.windows(
        "2026-11-20",
        "tickets_by_type",
        LakeOnDisk.tickets("request_type"),
        "('2026-11-20T10:00:00Z', 'x', 1, 1)");
    Caller.await(
        () -> caller.json(question).path("items").get(0).path("value").asText().equals("x"));
    assertThat(caller.json(question).path("items").get(1).path("count").asLong()).isEqualTo(7);
  }

  @Test
  void forgetsWhatIsGoneFromTheLake() throws Exception {
    Path gone =
        lake.windows(
            "2026-11-21",
            "tickets_by_type",
            LakeOnDisk.tickets("request_type"),
            "('2026-11-21T10:00:00Z', 'billing', 3, 2)");
    lake.windows(
        "2026-11-21",
        "tickets_by_type",
        LakeOnDisk.tickets("request_type"),
        "('2026-11-21T10:01:00Z', 'billing', 4, 2)");
    serve();
    String question = "/analytics/tickets/metrics?dimension=request_type&granularity=day";
    assertThat(caller.json(question).path("items").get(0).path("count").asLong()).isEqualTo(7);
    Files.delete(gone);
    Caller.await(() -> caller.json(question).path("items").get(0).path("count").asLong() == 4);
  }

  @Test
  void leavesOutAFileThatCantBeReadAndSaysSo() throws Exception {
    someInvoices();
    Path broken = lake.root().resolve("curated/analytics/2026-11-21/summary/part-broken.parquet");
    Files.writeString(broken, "PAR1 and nothing more");
    serve();
    assertThat(caller.json("/analytics/summary").path("invoices").asLong()).isEqualTo(4);
    JsonNode health = caller.json("/health");
    assertThat(health.path("status").asText()).isEqualTo("stale");
    assertThat(health.path("parts").get(0).path("detail").asText())
        .contains("1 more can't be read");
    Files.delete(broken);
    Caller.await(() -> caller.json("/health").path("status").asText().equals("ok"));
  }

  @Test
  void answersWithTheTotalsOfEveryFeedThatThereIs() throws Exception {
    someInvoices();
    lake.write(
        "tickets_with_assignment/date=2026-11-21",
        "SELECT 'x' AS ticket_id, TIMESTAMPTZ '2026-11-21T10:00:59Z' AS created_at FROM range(5)");
    lake.windows(
        "2026-11-21",
        "metrics",
        "v AS scope, n::BIGINT AS total_tickets, 1::BIGINT AS billing_count, 1::BIGINT AS"
            + " technical_count, 1::BIGINT AS account_count, 1::BIGINT AS general_count, 0::BIGINT"
            + " AS critical_priority_count, d::BIGINT AS unique_clients",
        "('2026-11-21T10:00:00Z', 'window', 4, 2), ('2026-11-21T10:00:00Z', 'cumulative', 400, 2)");
    lake.windows(
        "2026-11-21",
        "texts_by_language",
        "v AS language, n::BIGINT AS texts, 10::BIGINT AS characters, 2::BIGINT AS tokens",
        "('2026-11-21T10:00:00Z', 'fr', 3, 0), ('2026-11-21T10:00:00Z', 'ar', 1, 0)");
    serve();
    JsonNode overview = caller.json("/analytics/overview");
    assertThat(overview.path("feeds").findValuesAsText("feed"))
        .containsExactly("tickets", "texts", "invoices");
    JsonNode tickets = overview.path("feeds").get(0);
    assertThat(tickets.path("delivered").asLong()).isEqualTo(5);
    assertThat(tickets.path("windowed").asLong()).isEqualTo(4);
    assertThat(tickets.path("last_window").toString())
        .isEqualTo(
            "{\"start\":\"2026-11-21T10:00:00Z\",\"end\":\"2026-11-21T10:01:00Z\",\"count\":4}");
    assertThat(tickets.path("newest_record").asText()).isEqualTo("2026-11-21T10:00:59Z");
    assertThat(overview.path("feeds").get(1).path("windowed").asLong()).isEqualTo(4);
    assertThat(overview.path("feeds").get(2).path("windowed").asLong()).isEqualTo(4);

    JsonNode total = caller.json("/analytics/tickets/metrics?granularity=minute").path("items");
    assertThat(total).hasSize(1);
    assertThat(total.get(0).path("unique_clients").asLong()).isEqualTo(2);
    assertThat(total.get(0).path("value").asText()).isEqualTo("all");
    JsonNode texts = caller.json("/analytics/texts/metrics?granularity=minute").path("items");
    assertThat(texts).hasSize(1);
    assertThat(texts.get(0).path("count").asLong()).isEqualTo(4);
    assertThat(texts.get(0).path("characters").asLong()).isEqualTo(20);
  }

  @Test
  void saysOfEachPartOfTheQualityWhyItIsNotThere() throws Exception {
    serve();
    JsonNode quality = caller.json("/analytics/tickets/quality");
    assertThat(quality.path("rejected").path("available").asBoolean()).isFalse();
    assertThat(quality.path("rejected").path("why").asText())
        .isEqualTo("kafka.bootstrap.servers is not set");
    assertThat(quality.path("operators").path("why").asText()).isEqualTo("flink.url is not set");
    assertThat(quality.path("freshness").path("newest_window").isNull()).isTrue();
  }

  @Test
  void saysWhichDashboardShowsAJob() throws Exception {
    try (FlinkAnswers first = new FlinkAnswers();
        FlinkAnswers second = new FlinkAnswers()) {
      first.runs("tickets", "a1", 100);
      second.runs("texts", "b2", 7);
      serve(
          Options.of(lake.root().toString())
              .withFlink(URI.create(first.url()), URI.create(second.url())));

      for (String feed : List.of("tickets", "texts")) {
        Caller.await(() -> operators(feed).path("available").asBoolean());
      }
      assertThat(operators("tickets").path("jobs").toString())
          .isEqualTo("[{\"id\":\"a1\",\"state\":\"RUNNING\",\"url\":\"" + first.url() + "\"}]");
      assertThat(operators("texts").at("/jobs/0/url").asText()).isEqualTo(second.url());
      assertThat(caller.json("/analytics/overview").path("flink").isNull()).isTrue();

      second.close();

      Caller.await(() -> !operators("texts").path("available").asBoolean());
      assertThat(operators("texts").path("why").asText())
          .startsWith("Flink: " + second.url() + " doesn't answer since ");
      assertThat(operators("tickets").at("/counters/records_in").asInt()).isEqualTo(100);
    }
  }

  private JsonNode operators(String feed) {
    return caller.json("/analytics/" + feed + "/quality").path("operators");
  }

  @Test
  void namesTheDashboardWhereThereIsOne() throws Exception {
    serve(Options.of(lake.root().toString()).withFlink(URI.create("http://127.0.0.1:1/")));
    assertThat(caller.json("/analytics/overview").path("flink").asText())
        .isEqualTo("http://127.0.0.1:1");
  }

  @Test
  void addsWeatherUpByWhatEachRowHasCountedAndTakesTheHighestRevision() throws Exception {
    lake.weather(
        "2026-11-21",
        "place",
        "('Oslo', 24, -5.5, -9, 1, 0, 10, 30, 1), ('Tunis', 12, 15.125, 11, 20, 0.4, 12, 31, 2)");
    lake.weather("2026-11-21", "place", "('Tunis', 6, 1, 1, 1, 1, 1, 1, 1)");
    lake.weather(
        "2026-11-21",
        "region",
        "('Northern Europe', 24, -5.5, -9, 1, 0.1, 10, 30, 1),"
            + " ('Eastern Europe', 0, NULL, NULL, NULL, NULL, NULL, NULL, 2)");
    lake.write(
        "weather_observations/date=2026-11-21",
        "SELECT 'Oslo' AS place, TIMESTAMPTZ '2026-11-20T08:00:00Z' AS collected_at,"
            + " TIMESTAMPTZ '2026-11-21T10:00:00Z' AS observed_at FROM range(40)");
    serve();

    JsonNode places = caller.json("/analytics/weather/metrics?dimension=place").path("items");
    assertThat(places.toString())
        .isEqualTo(
            "[{\"start\":\"2026-11-21T00:00:00Z\",\"end\":\"2026-11-22T00:00:00Z\",\"value\":\"Oslo\",\"count\":24,"
                + "\"temperature_mean\":-5.5,\"temperature_min\":-9.0,\"temperature_max\":1.0,\"precipitation_sum\":0.0,"
                + "\"wind_mean\":10.0,\"wind_max\":30.0},"
                + "{\"start\":\"2026-11-21T00:00:00Z\",\"end\":\"2026-11-22T00:00:00Z\",\"value\":\"Tunis\",\"count\":12,"
                + "\"temperature_mean\":15.13,\"temperature_min\":11.0,\"temperature_max\":20.0,\"precipitation_sum\":0.4,"
                + "\"wind_mean\":12.0,\"wind_max\":31.0}]");
    // (24 × -5.5 + 12 × 15.125) / 36
    JsonNode total = caller.json("/analytics/weather/metrics").path("items").path(0);
    assertThat(total.path("temperature_mean").asDouble()).isEqualTo(1.38);
    assertThat(total.path("wind_mean").asDouble()).isEqualTo(10.67);
    assertThat(total.path("temperature_min").asDouble()).isEqualTo(-9);
    assertThat(total.path("precipitation_sum").asDouble()).isEqualTo(0.4);
    assertThat(
            caller
                .json("/analytics/weather/metrics?dimension=region&from=2026-11-21&to=2026-11-21")
                .path("items")
                .findValuesAsText("value"))
        .as("a region whose observations have all been taken back is none")
        .containsExactly("Northern Europe");

    JsonNode feed = caller.json("/analytics/overview").path("feeds").path(0);
    assertThat(feed.path("delivered").asLong()).isEqualTo(40);
    assertThat(feed.path("windowed").asLong()).isEqualTo(36);
    assertThat(feed.path("newest_record").asText())
        .as("a forecast is as new as its collection")
        .isEqualTo("2026-11-20T08:00:00Z");
    assertThat(feed.path("granularities").toString()).isEqualTo("[\"day\"]");
    refused("/analytics/weather/metrics?granularity=hour", 400, "'hour' is none");
  }

  @Test
  void readsWeatherAndWindowsOfALakeInJson() throws Exception {
    LakeOnDisk json = new LakeOnDisk(lake.root(), LakeFormat.JSON);
    json.weather("2026-11-21", "place", "('Sfax', 24, 15.125, 11, 20, 0.4, 12, 31, 1)");
    json.keywords("2026-11-21", "('2026-11-21T10:00:00Z', 'fr', 3, 'pain')");
    json.windows(
        "2026-11-21",
        "metrics",
        "v AS scope, n::BIGINT AS total_tickets, 1::BIGINT AS billing_count, 2::BIGINT AS"
            + " technical_count, 3::BIGINT AS account_count, 4::BIGINT AS general_count, 0::BIGINT"
            + " AS critical_priority_count, d::BIGINT AS unique_clients",
        "('2026-11-21T10:00:00Z', 'window', 10, 2), ('2026-11-21T10:00:00Z', 'cumulative', 400,"
            + " 2)");
    serve(Options.of(lake.root().toString()).in(LakeFormat.JSON));

    JsonNode place =
        caller.json("/analytics/weather/metrics?dimension=place").path("items").path(0);
    assertThat(place.path("value").asText()).isEqualTo("Sfax");
    assertThat(place.path("temperature_mean").asDouble()).isEqualTo(15.13);
    JsonNode keyword =
        caller.json("/analytics/tweets/metrics?dimension=keyword").path("items").path(0);
    assertThat(keyword.path("start").asText()).isEqualTo("2026-11-21T10:00:00Z");
    assertThat(keyword.path("value").asText()).isEqualTo("pain");
    JsonNode tickets = caller.json("/analytics/tickets/metrics?granularity=minute");
    assertThat(tickets.path("items")).hasSize(1);
    assertThat(tickets.path("items").path(0).path("count").asLong()).isEqualTo(10);
    assertThat(tickets.path("items").path(0).path("unique_clients").asLong()).isEqualTo(2);
  }

  @Test
  void asksForTheLargestValuesOfTheWholeRangeOnly() throws Exception {
    lake.windows(
        "2026-11-21",
        "tweets_by_hashtag",
        "v AS hashtag, n::BIGINT AS tweets",
        "('2026-11-21T10:00:00Z', 'a', 5, 0), ('2026-11-21T10:00:00Z', 'b', 4, 0),"
            + " ('2026-11-21T11:00:00Z', 'b', 4, 0), ('2026-11-21T11:00:00Z', 'c', 6, 0),"
            + " ('2026-11-22T11:00:00Z', 'a', 9, 0)");
    serve();
    String question =
        "/analytics/tweets/metrics?dimension=hashtag&granularity=hour&from=2026-11-21&to=2026-11-21";

    assertThat(caller.json(question + "&top=1").path("items").findValuesAsText("value"))
        .containsExactly("b", "b");
    JsonNode first = caller.json(question + "&top=2&limit=2");
    assertThat(first.path("items").findValuesAsText("value")).containsExactly("b", "b");
    assertThat(
            caller
                .json(question + "&top=2&limit=2&cursor=" + first.path("next").asText())
                .path("items")
                .findValuesAsText("value"))
        .containsExactly("c");
    assertThat(caller.json(question).path("items")).hasSize(4);
    refused(question + "&top=0", 400, "top: '0' is out of range: 1 to 100");
  }

  @Test
  void tellsKeywordsOfOneLanguageFromThoseOfOthers() throws Exception {
    lake.keywords(
        "2026-11-21",
        "('2026-11-21T10:00:00Z', 'fr', 3, 'pain'), ('2026-11-21T10:00:00Z', 'en', 4, 'pain'),"
            + " ('2026-11-21T10:00:00Z', 'en', 2, 'bread'), ('2026-11-21T10:00:00Z', 'ar', 1,"
            + " 'خبز')");
    serve();
    String question = "/analytics/tweets/metrics?dimension=keyword";

    JsonNode english = caller.json(question + "&language=en&top=1").path("items");
    assertThat(english).hasSize(1);
    assertThat(english.path(0).path("value").asText()).isEqualTo("pain");
    assertThat(english.path(0).path("count").asLong()).isEqualTo(4);
    assertThat(caller.json(question + "&language=ar").path("items").findValuesAsText("value"))
        .containsExactly("خبز");
    JsonNode all = caller.json(question + "&top=1").path("items");
    assertThat(all.path(0).path("count").asLong()).as("without a language, of all").isEqualTo(7);
    assertThat(caller.json(question + "&language=%27").path("items")).isEmpty();
    refused(
        "/analytics/tweets/metrics?dimension=hashtag&language=en",
        400,
        "language: only the dimension keyword has languages");
  }

  @Test
  void answersAnEmptyLakeWithNothing() throws Exception {
    serve();
    assertThat(caller.json("/analytics/summary").toString())
        .isEqualTo("{\"from\":null,\"to\":null,\"invoices\":0,\"amounts\":[],\"updated_at\":null}");
    assertThat(caller.json("/analytics/overview").path("feeds")).isEmpty();
    assertThat(caller.json("/analytics/by_region").path("items")).isEmpty();
    assertThat(caller.json("/analytics/weather/metrics").path("items")).isEmpty();
    assertThat(caller.json("/analytics/invoices/metrics").path("items")).isEmpty();
  }

  @Test
  void saysNotModifiedUntilTheLakeChanges() throws Exception {
    someInvoices();
    serve();
    HttpResponse<String> first = caller.get("/analytics/summary");
    String tag = first.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> second = caller.get("/analytics/summary", "If-None-Match", tag);
    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
    lake.invoices("2026-11-23", "summary", "('', 'EUR', 1, 1, 1, 1, 1)");
    Caller.await(() -> caller.get("/analytics/summary", "If-None-Match", tag).statusCode() == 200);
  }

  @Test
  void explainsWhatIsWrongWithARequest() throws Exception {
    serve();
    refused("/analytics/summary?from=2026-13-01", 400, "from: '2026-13-01' is no day");
    refused("/analytics/summary?from=2026-11-02&to=2026-11-01", 400, "from is after to");
    refused("/analytics/summary?from=2020-01-01&to=2026-11-01", 400, "at most 3 years");
    refused(
        "/analytics/summary?form=2026-11-01",
        400,
        "'form' is no parameter here: currency, from, to");
    refused("/analytics/summary?from=2026-11-01&from=2026-11-02", 400, "from: it is given 2 times");
    refused("/analytics/summary?currency=euro", 400, "three capital letters");
    refused("/analytics/by_country?limit=0", 400, "1 to 1000");
    refused("/analytics/by_country?cursor=%C3%BC", 400, "none of ours");
    refused("/analytics/tickets/metrics?dimension=country", 400, "request_type, priority, region");
    refused("/analytics/tickets/metrics?granularity=second", 400, "hour, minute, day");
    refused(
        "/analytics/tickets/metrics?granularity=minute&from=2026-01-01&to=2026-11-01",
        400,
        "at most 31 days");
    refused("/analytics/nothing/metrics", 404, "'nothing' is no feed");
    refused("/analytics/nothing", 404, "/openapi.json");
    assertThat(caller.send("POST", "/analytics/summary").statusCode()).isEqualTo(405);
  }

  private void refused(String path, int status, String because) {
    HttpResponse<String> answer = caller.get(path);
    assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .isEqualTo("application/problem+json");
    JsonNode problem = Caller.parse(answer.body());
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("detail").asText()).contains(because);
  }

  @Test
  void allowsNoOtherSiteAnything() throws Exception {
    serve();
    HttpResponse<String> answer = caller.get("/analytics/summary", "Origin", "http://example.org");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("Server")).isEmpty();
  }

  @Test
  void tellsPrometheusAboutItself() throws Exception {
    serve();
    caller.json("/analytics/summary");
    assertThat(caller.get("/metrics").body())
        .contains(
            "tributary_analytics_requests_total{route=\"/analytics/summary\",status=\"200\"} 1.0")
        .contains("tributary_analytics_part_up{part=\"lake\"} 1.0");
  }
}
