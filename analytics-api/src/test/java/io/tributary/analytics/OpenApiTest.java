package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description is of this server: every path of it, every answer as it says. */
class OpenApiTest {
  @TempDir static Path folder;
  private static final FlinkAnswers flink = new FlinkAnswers();
  private static AnalyticsServer server;
  private static Caller caller;
  private static JsonNode description;

  @BeforeAll
  static void start() throws Exception {
    LakeOnDisk lake = LakeOnDisk.withAnswers(folder.resolve("lake"));
    lake.windows(
        "2026-11-21",
        "texts_by_label",
        "v AS label, n::BIGINT AS texts, 10::BIGINT AS characters, d::BIGINT AS tokens",
        "('2026-11-21T10:00:00Z', 'sports', 3, 2)");
    lake.windows(
        "2026-11-21",
        "tweets_by_sentiment",
        "v AS sentiment, n::BIGINT AS tweets",
        "('2026-11-21T10:00:00Z', 'neutral', 3, 2)");
    lake.write(
        "tickets_with_assignment/date=2026-11-21",
        "SELECT 'x' AS ticket_id, TIMESTAMPTZ '2026-11-21T10:00:59Z' AS created_at FROM range(5)");
    flink.runs("tickets", "a1", 100);
    server =
        AnalyticsServer.start(
            Options.of(lake.root().toString())
                .at("127.0.0.1", 0)
                .withFlink(URI.create(flink.url())));
    assertThat(server.awaitLake(Duration.ofSeconds(30))).isTrue();
    caller = new Caller(server);
    description = caller.json("/openapi.json");
  }

  @AfterAll
  static void stop() {
    server.close();
    flink.close();
  }

  @Test
  void describesEveryPathThatIsAnsweredAndNoOther() {
    List<String> described = new ArrayList<>();
    description.path("paths").fieldNames().forEachRemaining(described::add);
    assertThat(described).containsExactlyInAnyOrderElementsOf(server.paths());
    assertThat(caller.get("/openapi").body()).isEqualTo(caller.get("/openapi.json").body());
  }

  @Test
  void describesEveryAnswer() {
    for (String path : server.paths()) {
      if (path.endsWith("/live")) {
        continue;
      }
      for (String feed : path.contains("{feed}") ? AnalyticsServer.FEEDS : List.of("")) {
        isAsDescribed(path, path.replace("{feed}", feed), 200);
      }
    }
    for (String dimension : List.of("country", "total", "source")) {
      isAsDescribed(
          "/analytics/{feed}/metrics", "/analytics/invoices/metrics?dimension=" + dimension, 200);
    }
    isAsDescribed(
        "/analytics/{feed}/metrics",
        "/analytics/tickets/metrics?dimension=request_type&granularity=minute",
        200);
    isAsDescribed(
        "/analytics/{feed}/metrics",
        "/analytics/texts/metrics?dimension=label&granularity=day",
        200);
    for (String question :
        List.of(
            "weather/metrics?dimension=place",
            "weather/metrics?dimension=region",
            "tweets/metrics?dimension=sentiment&granularity=day",
            "tweets/metrics?dimension=keyword&language=fr&top=5")) {
      isAsDescribed("/analytics/{feed}/metrics", "/analytics/" + question, 200);
    }
    isAsDescribed("/analytics/by_country", "/analytics/by_country?limit=1", 200);
  }

  @Test
  void describesTheJobsOfAFeed() {
    String asked = "/analytics/tickets/quality";
    Caller.await(() -> caller.json(asked).at("/operators/jobs").size() == 1);

    isAsDescribed("/analytics/{feed}/quality", asked, 200);
  }

  @Test
  void describesEveryRefusal() {
    isAsDescribed("/analytics/summary", "/analytics/summary?from=x", 400);
    isAsDescribed("/analytics/{feed}/quality", "/analytics/x/quality", 404);
    isAsDescribed("/analytics/dates", "/analytics/dates?limit=1000000000000", 400);
  }

  @Test
  void wouldNoticeAnAnswerThatIsNotAsDescribed() {
    ObjectNode answer = (ObjectNode) caller.json("/analytics/summary");
    assertThat(complaints("Summary", answer)).isEmpty();
    answer.put("total", 1);
    assertThat(complaints("Summary", answer)).isNotEmpty();
    answer.remove(List.of("total", "amounts"));
    assertThat(complaints("Summary", answer)).isNotEmpty();
  }

  private static List<String> complaints(String schema, JsonNode answer) {
    return validate("/components/schemas/" + schema, answer);
  }

  private static void isAsDescribed(String path, String asked, int status) {
    HttpResponse<String> answer = caller.get(asked);
    assertThat(answer.statusCode()).as(asked + " " + answer.body()).isEqualTo(status);
    String type = answer.headers().firstValue("Content-Type").orElseThrow().split(";", 2)[0];
    String responses = "/paths/" + path.replace("/", "~1") + "/get/responses/";
    JsonNode described = description.at(responses + status);
    String which = described.isMissingNode() ? "default" : String.valueOf(status);
    String content = responses + which + "/content/" + type.replace("/", "~1") + "/schema";
    assertThat(description.at(content).isMissingNode()).as(asked + " answers " + type).isFalse();
    if (type.endsWith("json")) {
      assertThat(validate(content, Caller.parse(answer.body())))
          .as(asked + " " + answer.body())
          .isEmpty();
    }
  }

  private static List<String> validate(String pointer, JsonNode answer) {
    ObjectNode root = description.deepCopy();
    root.put("$ref", "#" + pointer);
    JsonSchema schema =
        JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(
                root, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    return schema.validate(answer, OutputFormat.DEFAULT).stream().map(Object::toString).toList();
  }
}
