package io.tributary.cli.simulate.invoices;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tributary.cli.simulate.SimulatedRecord;
import io.tributary.connectors.json.BoundedJson;
import java.io.IOException;
import java.util.Optional;

/** Reads simulated records again, digit by digit, for sources that don't keep JSON. */
final class InvoiceJson {
  private static final JsonMapper JSON =
      BoundedJson.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  private InvoiceJson() {}

  /** A record's fields; nothing when it is one of those that are no JSON. */
  static Optional<JsonNode> read(byte[] value) {
    try {
      return Optional.of(JSON.readTree(value)).filter(JsonNode::isObject);
    } catch (IOException broken) {
      return Optional.empty();
    }
  }

  /** The fields of a record that only has faults in its values. */
  static JsonNode fields(SimulatedRecord record) {
    return read(bytes(record))
        .orElseThrow(
            () -> new IllegalStateException("no invoice of " + record.topic() + " is broken JSON"));
  }

  /** The bytes of a record that has some: all but some of Kafka's. */
  static byte[] bytes(SimulatedRecord record) {
    byte[] value = record.value();
    if (value == null) {
      throw new IllegalStateException("no invoice of " + record.topic() + " is without a value");
    }
    return value;
  }

  /** A field as text; empty where there is none. */
  static String text(JsonNode fields, String name) {
    JsonNode field = fields.path(name);
    return field.isValueNode() && !field.isNull()
        ? field.asText()
        : field.isContainerNode() ? field.toString() : "";
  }
}
