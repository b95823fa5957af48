package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Server-sent events, over real connections. */
@Timeout(120)
class LiveTest {
  @TempDir Path folder;
  private LakeOnDisk lake;
  private AnalyticsServer server;

  @BeforeEach
  void start() throws Exception {
    lake = new LakeOnDisk(folder.resolve("lake"));
    tickets("2026-11-21T10:00:00Z", 3);
    server =
        AnalyticsServer.start(
            Options.of(lake.root().toString())
                .at("127.0.0.1", 0)
                .refreshedEvery(Duration.ofMillis(50)));
    assertThat(server.awaitLake(Duration.ofSeconds(30))).isTrue();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void tickets(String window, int count) {
    lake.windows(
        "2026-11-21",
        "metrics",
        "v AS scope, n::BIGINT AS total_tickets, 1::BIGINT AS billing_count, 1::BIGINT AS"
            + " technical_count, 1::BIGINT AS account_count, 1::BIGINT AS general_count, 0::BIGINT"
            + " AS critical_priority_count, d::BIGINT AS unique_clients",
        "('" + window + "', 'window', " + count + ", 2)");
  }

  private static long delivered(String data) {
    JsonNode event = Caller.parse(data);
    assertThat(event.path("feeds").get(0).path("feed").asText()).isEqualTo("tickets");
    assertThat(event.path("feeds").get(0).path("source").asText()).isEqualTo("lake");
    return event.path("feeds").get(0).path("delivered").asLong();
  }

  @Test
  void sendsTheStateAtOnceAndThenEachChange() throws Exception {
    try (LiveListener listener = LiveListener.of(server, "")) {
      assertThat(listener.await("HTTP/1.1 ")).isEqualTo("200 OK");
      assertThat(listener.await("Content-Type: ")).startsWith("text/event-stream");
      listener.await("id: ");
      assertThat(listener.await("event: ")).isEqualTo("live");
      assertThat(delivered(listener.await("data: "))).isEqualTo(3);
      tickets("2026-11-21T10:01:00Z", 4);
      String data = listener.await("data: ");
      assertThat(delivered(data)).isEqualTo(7);
      assertThat(Caller.parse(data).path("feeds").get(0).path("per_minute").asDouble())
          .isGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void countsDaysAndWindowsOfAllFeeds() throws Exception {
    lake.weather("2026-11-21", "place", "('Tunis', 24, 15.5, 11, 20, 0.4, 12, 31, 1)");
    lake.weather("2026-11-28", "place", "('Tunis', 6, 15.5, 11, 20, 0.4, 12, 31, 1)");
    lake.windows(
        "2026-11-21",
        "tweets_by_sentiment",
        "v AS sentiment, n::BIGINT AS tweets",
        "('2026-11-21T10:00:00Z', 'neutral', 5, 0), ('2026-11-21T10:00:00Z', 'positive', 4, 0)");
    try (LiveListener listener = LiveListener.of(server, "")) {
      JsonNode feeds;
      do {
        feeds = Caller.parse(listener.await("data: ")).path("feeds");
      } while (feeds.size() < 3 || feeds.path(1).path("delivered").asLong() < 30);
      assertThat(feeds.findValuesAsText("feed")).containsExactly("tickets", "weather", "tweets");
      assertThat(feeds.path(2).path("delivered").asLong()).isEqualTo(9);
    }
  }

  @Test
  void sendsNothingAgainToWhoHasTheNewestEvent() throws Exception {
    String id;
    try (LiveListener listener = LiveListener.of(server, "")) {
      id = listener.await("id: ");
      assertThat(delivered(listener.await("data: "))).isEqualTo(3);
    }
    try (LiveListener again = LiveListener.of(server, id)) {
      assertThat(again.await("retry: ")).isEqualTo("2000");
      tickets("2026-11-21T10:01:00Z", 4);
      assertThat(Long.parseLong(again.await("id: "))).isGreaterThan(Long.parseLong(id));
      assertThat(delivered(again.await("data: "))).isEqualTo(7);
    }
  }

  @Test
  void refusesMoreListenersThanThereIsRoomForAndTakesOthersWhenSomeAreGone() throws Exception {
    List<LiveListener> all = new ArrayList<>();
    try {
      for (int i = 0; i < Live.LISTENERS; i++) {
        LiveListener each = LiveListener.of(server, "");
        all.add(each);
        each.await("data: ");
      }
      try (LiveListener oneMore = LiveListener.of(server, "")) {
        assertThat(oneMore.await("HTTP/1.1 ")).startsWith("503");
        assertThat(oneMore.await("Retry-After: ")).isEqualTo("1");
      }
      assertThat(new Caller(server).get("/analytics/overview").statusCode())
          .as("questions have threads of their own")
          .isEqualTo(200);
      for (LiveListener each : all) {
        each.close();
      }
      Caller.await(
          () -> {
            tickets("2026-11-21T10:02:00Z", 1);
            try (LiveListener next = LiveListener.of(server, "")) {
              return next.await("HTTP/1.1 ").startsWith("200");
            }
          });
    } finally {
      for (LiveListener each : all) {
        each.close();
      }
    }
  }

  @Test
  void hangsUpWhenTheServerStops() throws Exception {
    try (LiveListener listener = LiveListener.of(server, "")) {
      listener.await("data: ");
      server.close();
      while (listener.lines().readLine() != null) {
        // What was under way.
      }
    }
  }
}
