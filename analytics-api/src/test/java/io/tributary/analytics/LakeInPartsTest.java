package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lake of which a part can't be listed or read: nothing else waits for it. */
class LakeInPartsTest {
  @TempDir Path folder;
  private LakeOnDisk lake;
  private AnalyticsServer server;
  private Caller caller;

  @BeforeEach
  void write() {
    lake = new LakeOnDisk(folder.resolve("lake"));
    lake.invoices("2026-11-20", "summary", "('', 'EUR', 2, 3, 1, 2, 1)");
    lake.weather("2026-11-21", "place", "('Tunis', 24, 15.5, 11, 20, 0.4, 12, 31, 1)");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void serve(Options options) throws InterruptedException {
    server =
        AnalyticsServer.start(options.at("127.0.0.1", 0).refreshedEvery(Duration.ofMillis(50)));
    caller = new Caller(server);
    assertThat(server.awaitLake(Duration.ofSeconds(30))).isTrue();
  }

  private String flaky() {
    return "flaky://" + lake.root();
  }

  private long invoices() {
    return caller.json("/analytics/summary").path("invoices").asLong();
  }

  private JsonNode lakePart() {
    return caller.json("/health").path("parts").get(0);
  }

  @Test
  void servesAllFeedsWhileTheStoreOfProcessedTextsIsAway() throws Exception {
    serve(Options.of(lake.root().toString()).withProcessedTexts("nowhere://texts"));
    assertThat(invoices()).isEqualTo(2);

    lake.invoices("2026-11-21", "summary", "('', 'EUR', 1, 8, 1, 2, 1)");

    Caller.await(() -> invoices() == 3);
    assertThat(lakePart().path("status").asText()).isEqualTo("stale");
    assertThat(lakePart().path("detail").asText())
        .isEqualTo(
            "3 files; language=ar, language=en, language=fr can't be listed; the log says why");
    assertThat(caller.get("/metrics").body())
        .contains("tributary_analytics_part_up{part=\"lake\"} 0.0");
  }

  @Test
  void tellsOfWhatIsNewWhileAnotherFolderCantBeListed() throws Exception {
    serve(Options.of(flaky()));
    assertThat(invoices()).isEqualTo(2);

    Path away = Files.createFile(lake.root().resolve("weather_by_place").resolve(FlakyStore.AWAY));
    lake.invoices("2026-11-21", "summary", "('', 'EUR', 1, 8, 1, 2, 1)");

    Caller.await(() -> invoices() == 3);
    Caller.await(() -> lakePart().path("detail").asText().contains("weather_by_place"));
    assertThat(lakePart().path("status").asText()).isEqualTo("stale");
    assertThat(caller.json("/analytics/weather/metrics").path("items"))
        .as("known from before")
        .hasSize(1);
    Files.delete(away);
    Caller.await(() -> caller.json("/health").path("status").asText().equals("ok"));
  }

  @Test
  void putsOffWhatIsAskedOfAFeedThatCouldNotBeListedSoFar() throws Exception {
    Path away = Files.createFile(lake.root().resolve("weather_by_place").resolve(FlakyStore.AWAY));
    serve(Options.of(flaky()));
    assertThat(invoices()).isEqualTo(2);
    HttpResponse<String> weather = caller.get("/analytics/weather/metrics");
    assertThat(weather.statusCode()).isEqualTo(503);
    assertThat(weather.body()).contains("weather has not been read yet");

    Files.delete(away);

    Caller.await(() -> caller.get("/analytics/weather/metrics").statusCode() == 200);
    assertThat(caller.json("/analytics/weather/metrics").path("items")).hasSize(1);
  }

  @Test
  void isNotReadWhenNothingOfItCanBeListed() throws Exception {
    server = AnalyticsServer.start(Options.of("nowhere://lake").at("127.0.0.1", 0));
    caller = new Caller(server);
    Caller.await(() -> caller.get("/health").body().contains("can't be read"));
    assertThat(caller.get("/health").statusCode()).isEqualTo(503);
    assertThat(caller.get("/analytics/summary").statusCode()).isEqualTo(503);
  }

  @Test
  void forgetsWhatIsGoneThoughItsDayCouldNotBeReadAtFirst() throws Exception {
    Path gone = tickets("10:00", 3);
    Path kept = tickets("10:01", 4);
    serve(Options.of(flaky()));
    assertThat(tickets()).isEqualTo(7);

    Path locked = Files.createFile(kept.resolveSibling(FlakyStore.LOCKED));
    Files.delete(gone);
    Caller.await(() -> lakePart().path("detail").asText().contains("1 more can't be read"));
    Files.delete(locked);

    Caller.await(() -> tickets() == 4);
  }

  private Path tickets(String minute, int count) {
    return lake.windows(
        "2026-11-21",
        "tickets_by_type",
        LakeOnDisk.tickets("request_type"),
        "('2026-11-21T" + minute + ":00Z', 'billing', " + count + ", 2)");
  }

  private long tickets() {
    return caller
        .json("/analytics/tickets/metrics?dimension=request_type&granularity=day")
        .path("items")
        .path(0)
        .path("count")
        .asLong();
  }
}
