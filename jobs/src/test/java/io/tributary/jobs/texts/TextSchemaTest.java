package io.tributary.jobs.texts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.tributary.connectors.json.JsonRows;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the schema takes, the parser takes, and the other way round; and so for what is written. */
final class TextSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, List<String>> VALUES =
      new TreeMap<>(
          Map.of(
              "text",
              List.of("\"\"", "\"été \\u0000 \\ud83d\\ude00\"", "\"كِتاب\"", "null", "7", "[]"),
              "language",
              List.of("\"fr\"", "\"en\"", "\"ar\"", "\"de\"", "\"FR\"", "\"fr \"", "null", "{}"),
              "metadata",
              List.of(
                  "{}", "{\"id\":\"x\"}", "{\"id\":7,\"a\":{\"b\":[1e400]}}", "null", "[]", "\"\""),
              "timestamp",
              List.of(
                  "\"2025-01-18T20:00:00Z\"",
                  "\"2025-01-18t20:00:00.1234567+01:00\"",
                  "\"2025-01-18T20:00:00\"",
                  "\"2025-02-29T20:00:00Z\"",
                  "\"yesterday\"",
                  "7"),
              "other",
              List.of("1", "{}")));

  private final ProcessTexts process = new ProcessTexts(new EmbeddedClassifier(), 1 << 20);
  private final TextParser parser = new TextParser();

  @BeforeEach
  void open() {
    process.open(new UnregisteredMetricsGroup(), Runnable::run);
  }

  @AfterEach
  void close() {
    process.close();
  }

  @Test
  void parserAndSchemasAgree() throws IOException {
    JsonSchema in = schema("raw-text");
    JsonSchema out = schema("processed-text");
    JsonRows<ProcessedText> rows = new JsonRows<>(ProcessedText.TOPIC);
    Random random = new Random(3);
    int taken = 0;
    for (int i = 0; i < 3_000; i++) {
      StringBuilder record = new StringBuilder();
      VALUES.forEach(
          (field, values) -> {
            if (random.nextInt(12) > 0) {
              int good = random.nextInt(4) == 0 ? values.size() : Math.min(2, values.size());
              record.append(record.isEmpty() ? "{" : ",");
              record.append('"').append(field).append("\":");
              record.append(values.get(random.nextInt(good)));
            }
          });
      String json = record.append(record.isEmpty() ? "{}" : "}").toString();
      RawText text = parsed(json);
      assertThat(in.validate(JSON.readTree(json)).isEmpty()).as(json).isEqualTo(text != null);
      if (text != null) {
        taken++;
        byte[] written = rows.bytes(processed(text));
        assertThat(out.validate(JSON.readTree(written)))
            .as(new String(written, StandardCharsets.UTF_8))
            .isEmpty();
      }
    }
    assertThat(taken).isBetween(500, 2_500);
  }

  private ProcessedText processed(RawText text) {
    return process.enrich(text).toCompletableFuture().join();
  }

  private RawText parsed(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    try {
      return parser.parse(new RawRecord("raw-text-fr", 0, 0, 0, null, bytes, false, 0));
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
