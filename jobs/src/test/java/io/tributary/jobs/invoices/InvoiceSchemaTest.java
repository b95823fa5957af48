package io.tributary.jobs.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.tributary.connectors.json.JsonRows;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.revise.Aggregate;
import io.tributary.pipeline.revise.Change.Group;
import io.tributary.pipeline.revise.Versioned;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the schema takes, the parser takes, and the other way round; and so for what is written. */
final class InvoiceSchemaTest {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));
  private static final Map<String, List<String>> VALUES =
      new TreeMap<>(
          Map.of(
              "invoice_id",
              List.of("\"F-1\"", "\"\\u0645 é\"", "\" \"", "\"\"", "7", "null"),
              "issued_at",
              List.of(
                  "\"2026-01-31\"",
                  "\"2025-01-18T20:00:00.5+01:00\"",
                  "\"2025-02-29\"",
                  "\"31/01/2026\"",
                  "\"2025-01-18T20:00:00\"",
                  "20260131"),
              "customer_id",
              List.of("\"\"", "\"C 7\"", "null", "17850.0", "{}"),
              "country",
              List.of("\"FR\"", "\"Royaume-Uni\"", "\"\"", "\"\\u00a0\"", "null", "33"),
              "amount",
              List.of(
                  "12.5",
                  "\"-1 234,56\"",
                  "1e3",
                  "0.00001",
                  "100000000000000",
                  "-99999999999999.9999",
                  "\"1,234\"",
                  "\"twelve\"",
                  "true",
                  "null"),
              "currency",
              List.of("\"EUR\"", "null", "\"\"", "\"usd\"", "\"EURO\"", "978"),
              "payment_mode",
              List.of("\"card\"", "null", "\"\"", "\"Direct_Debit\"", "\"virement\"", "1"),
              "source",
              List.of("\"ocr\"", "null", "\"\"", "\"OCR\"", "\"fax\"", "1"),
              "lines",
              List.of(
                  "[]",
                  "[{\"description\":\"a\",\"quantity\":2,\"unit_price\":\"1,50\",\"more\":[]}]",
                  "null",
                  "{}",
                  "[{\"description\":\"a\",\"quantity\":\"two\",\"unit_price\":1}]",
                  "[{\"quantity\":2,\"unit_price\":1}]",
                  "[1]"),
              "other",
              List.of("1", "{}")));

  private final InvoiceParser parser = new InvoiceParser();

  @Test
  void parserAndSchemasAgree() throws IOException {
    JsonSchema in = schema("factures-raw");
    JsonSchema out = schema("factures-enriched");
    JsonRows<Versioned<EnrichedInvoice>> rows = new JsonRows<>(EnrichedInvoice.COLUMNS);
    Random random = new Random(3);
    int taken = 0;
    for (int i = 0; i < 6_000; i++) {
      StringBuilder record = new StringBuilder();
      VALUES.forEach(
          (field, values) -> {
            if (random.nextInt(20) > 0) {
              int good = random.nextInt(6) == 0 ? values.size() : Math.min(2, values.size());
              record.append(record.isEmpty() ? "{" : ",");
              record.append('"').append(field).append("\":");
              record.append(values.get(random.nextInt(good)));
            }
          });
      String json = record.append(record.isEmpty() ? "{}" : "}").toString();
      Invoice invoice = parsed(json);
      assertThat(in.validate(JSON.readTree(json)).isEmpty()).as(json).isEqualTo(invoice != null);
      if (invoice != null) {
        taken++;
        byte[] written =
            rows.bytes(
                new Versioned<>(
                    raw(json),
                    new EnrichedInvoice(
                        invoice, "FR", "France", "Europe", "Western Europe", "Europe", "embedded"),
                    1));
        assertThat(out.validate(JSON.readTree(written)))
            .as(new String(written, StandardCharsets.UTF_8))
            .isEmpty();
      }
    }
    assertThat(taken).isBetween(500, 4_500);
  }

  @Test
  void aggregatesAreAsTheSchemaSays() throws IOException {
    JsonSchema schema = schema("invoices-metrics");
    JsonRows<Aggregate> rows = new JsonRows<>(InvoicesFeed.MESSAGE);
    Group group = new Group("country", "FR", "EUR", 1_766_102_400_000L);
    for (Aggregate each :
        List.of(
            new Aggregate(
                group, 3, new long[] {0, 10_001}, new long[] {-5}, new long[] {20_000}, 1),
            new Aggregate(group, 0, new long[2], new long[1], new long[1], 2))) {
      byte[] written = rows.bytes(each);
      assertThat(schema.validate(JSON.readTree(written)))
          .as(new String(written, StandardCharsets.UTF_8))
          .isEmpty();
    }
    assertThat(
            new String(
                rows.bytes(
                    new Aggregate(
                        group, 3, new long[] {0, 10_001}, new long[] {-5}, new long[] {20_000}, 1)),
                StandardCharsets.UTF_8))
        .contains(
            "\"amount_sum\":1.0001,\"amount_mean\":0.3334,\"amount_min\":-0.0005,\"amount_max\":2.0000");
  }

  private static RawRecord raw(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new RawRecord("factures-raw", 0, 0, 0, null, bytes, false, 0);
  }

  private Invoice parsed(String json) {
    try {
      return parser.parse(raw(json));
    } catch (Rejection e) {
      return null;
    }
  }

  private static JsonSchema schema(String name) throws IOException {
    try (InputStream in = Files.newInputStream(Path.of("../schemas/" + name + ".schema.json"))) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
    }
  }
}
