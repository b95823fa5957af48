package io.tributary.jobs.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.tributary.connectors.json.JsonRows;
import io.tributary.connectors.kafka.MetricRecords;
import io.tributary.jobs.regions.Regions;
import io.tributary.pipeline.measure.Measures;
import io.tributary.pipeline.measure.MetricPoint;
import io.tributary.pipeline.measure.MetricPoint.Scope;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the schemas take, the parser takes, and the other way round; and so for what is written. */
class TicketSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> FIELDS =
      List.of("ticket_id", "client_id", "created_at", "request", "request_type", "priority");

  /** Values that a field might have, good and bad, as JSON. */
  private static final Map<String, List<String>> VALUES =
      Map.of(
          "ticket_id",
          texts(
              "550e8400-e29b-41d4-a716-446655440000",
              "550E8400-E29B-41D4-A716-446655440000",
              "1-2-3-4-5",
              "550e8400e29b41d4a716446655440000",
              "550e8400-e29b-41d4-a716-44665544000g",
              "550e8400-e29b-41d4-a716-446655440000\\n",
              " 550e8400-e29b-41d4-a716-446655440000",
              "550e8400-e29b-41d4-a716-44665544000٣",
              ""),
          "client_id",
          texts(
              "CLIENT_0",
              "CLIENT_5234",
              "CLIENT_" + "1".repeat(93),
              "CLIENT_" + "1".repeat(94),
              "CLIENT_",
              "CLIENT_٣",
              "CLIENT_1\\n",
              "client_1",
              "xCLIENT_1",
              ""),
          "created_at",
          times(),
          "request",
          texts(
              "",
              "help",
              "x".repeat(500),
              "x".repeat(501),
              "😀".repeat(500),
              "😀".repeat(501),
              "\\ud83d\\ude00".repeat(500),
              "é\\u0000\\n"),
          "request_type",
          texts("billing", "technical", "account", "general", "Billing", "billing ", ""),
          "priority",
          texts("low", "medium", "high", "critical", "urgent", "LOW", ""));

  private static List<String> texts(String... values) {
    List<String> json = new ArrayList<>(List.of("null", "5", "true", "[]", "{}"));
    for (String value : values) {
      json.add('"' + value + '"');
    }
    return json;
  }

  private static List<String> times() {
    List<String> times = new ArrayList<>();
    String[] dates = {
      "2025-12-19",
      "2024-02-29",
      "2023-02-29",
      "1900-02-29",
      "2000-02-29",
      "2025-04-31",
      "2025-13-01",
      "2025-00-10",
      "2025-01-00",
      "2025-1-1",
      "10000-01-01",
      "0004-02-29"
    };
    String[] clocks = {
      "T14:23:45",
      "t00:00:00",
      "T14:23",
      "T14",
      "T23:59:60",
      "T24:00:00",
      "T23:60:00",
      " 14:23:45",
      "T14:23:45.1",
      "T14:23:45.123456",
      "T14:23:45.123456789012",
      "T14:23:45.",
      "T14:23:45,5",
      "",
      "T14:23:45.1.2"
    };
    String[] zones = {
      "Z",
      "z",
      "+01:00",
      "-09:30",
      "+0100",
      "+01",
      "+23:59",
      "+24:00",
      "+01:60",
      "+1:00",
      "",
      "ZZ",
      "Z\\n",
      " Z",
      "[UTC]",
      "+01:00:00",
      "-00:00"
    };
    for (String date : dates) {
      for (String clock : clocks) {
        for (String zone : zones) {
          times.add(date + clock + zone);
        }
      }
    }
    return texts(times.toArray(String[]::new));
  }

  private static JsonSchema schema(String name) throws IOException {
    try (InputStream file = Files.newInputStream(Path.of("../schemas/" + name + ".schema.json"))) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(file);
    }
  }

  private static String ticket(Map<String, String> values) {
    StringBuilder json = new StringBuilder("{\"extra\":{\"ticket_id\":1}");
    values.forEach((field, value) -> json.append(",\"").append(field).append("\":").append(value));
    return json.append('}').toString();
  }

  private static Map<String, String> valid() {
    Map<String, String> valid = new java.util.LinkedHashMap<>();
    FIELDS.forEach(field -> valid.put(field, VALUES.get(field).get(5)));
    return valid;
  }

  @Test
  void theSchemaAndTheParserTakeTheSameTickets() throws IOException {
    List<String> corpus = new ArrayList<>();
    for (String field : FIELDS) {
      Map<String, String> without = valid();
      without.remove(field);
      corpus.add(ticket(without));
      for (String value : VALUES.get(field)) {
        Map<String, String> values = valid();
        values.put(field, value);
        corpus.add(ticket(values));
      }
    }
    Random random = new Random(11);
    for (int i = 0; i < 2_000; i++) {
      Map<String, String> values = valid();
      for (String field : FIELDS) {
        List<String> some = VALUES.get(field);
        values.put(field, some.get(random.nextInt(some.size())));
      }
      corpus.add(ticket(values));
    }
    corpus.addAll(List.of("[]", "null", "5", "\"x\"", "{}"));

    JsonSchema schema = schema("client_tickets");
    TicketParser parser = new TicketParser();
    List<String> differing = new ArrayList<>();
    int taken = 0;
    for (String json : corpus) {
      boolean takenBySchema = schema.validate(JSON.readTree(json)).isEmpty();
      boolean takenByParser;
      try {
        parser.parse(Tickets.raw(json));
        takenByParser = true;
        taken++;
      } catch (Rejection rejection) {
        takenByParser = false;
      }
      if (takenBySchema != takenByParser) {
        differing.add((takenBySchema ? "only the schema: " : "only the parser: ") + json);
      }
    }
    assertThat(differing).isEmpty();
    assertThat(taken).isBetween(100, corpus.size() - 1000);
  }

  @Test
  void whatIsWrittenToTheTopicIsTrueToItsSchema() throws Exception {
    JsonSchema schema = schema("tickets-enriched");
    JsonRows<AssignedTicket> rows = new JsonRows<>(AssignedTicket.COLUMNS);
    for (String country : new String[] {"FR", "AUS", "BRA", "US", "CN", "AQ", "TW", "XK"}) {
      for (RequestType type : RequestType.ALL) {
        for (Priority priority : Priority.ALL) {
          for (long createdAt : new long[] {-1, 0, 1_766_154_225_123_456L}) {
            Ticket ticket =
                new Ticket(
                    UUID.fromString("550E8400-e29b-41d4-a716-446655440000"),
                    Text.of("CLIENT_1"),
                    createdAt,
                    Text.of("😀\"\\\n\0".repeat(100)),
                    type,
                    priority);
            byte[] json =
                rows.bytes(
                    new AssignedTicket(
                        ticket,
                        "Billing",
                        Regions.region(country).orElse(AssignedTicket.UNKNOWN_REGION)));
            JsonNode node = JSON.readTree(json);
            assertThat(schema.validate(node)).as(node.toString()).isEmpty();
            assertThat(names(node))
                .as("nothing that the schema does not name")
                .isSubsetOf(propertiesOf(schema));
          }
        }
      }
    }
  }

  @Test
  void resultsAreTrueToTheirSchema() throws Exception {
    JsonSchema schema = schema("tickets-metrics");
    Measures<AssignedTicket> measures =
        TicketsFeed.feed(
                Map.of("billing", "b", "technical", "t", "account", "a", "general", "g"),
                new KnownRegions(Map.of()))
            .measures();
    MetricRecords records = new MetricRecords("tickets", "tickets-metrics", measures);
    List<MetricPoint> points = new ArrayList<>();
    for (String[] each :
        new String[][] {
          {"total", "all"},
          {"request_type", "billing"},
          {"priority", "critical"},
          {"region", "Western Europe"},
          {"region", "unknown"}
        }) {
      long[] tallies = each[0].equals("total") ? new long[] {1, 2, 3, 4, 5} : new long[0];
      for (long start : new long[] {-60_000, 0, 1_766_154_180_000L, 1_766_154_180_500L}) {
        points.add(
            new MetricPoint(
                each[0], each[1], start, start + 500, Scope.WINDOW, 7, 3, tallies, start > 0, 1));
      }
    }
    for (MetricPoint point : points) {
      JsonNode node = JSON.readTree(records.serialize(point, null, null).value());
      assertThat(schema.validate(node)).as(node.toString()).isEmpty();
      assertThat(node.path("unique_clients").asLong()).isEqualTo(3);
      assertThat(names(node))
          .as("nothing that the schema does not name")
          .isSubsetOf(propertiesOf(schema));
    }
  }

  private static List<String> propertiesOf(JsonSchema schema) {
    return names(schema.getSchemaNode().path("properties"));
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void theSchemasAreWrittenInUtf8WithoutAByteOrderMark() throws IOException {
    for (String name :
        List.of("client_tickets", "clients", "tickets-enriched", "tickets-metrics")) {
      byte[] bytes = Files.readAllBytes(Path.of("../schemas/" + name + ".schema.json"));
      assertThat(new String(bytes, StandardCharsets.UTF_8)).startsWith("{").endsWith("}\n");
    }
  }
}
