package io.tributary.connectors.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Turns an item into an invoice. What an invoice may hold is for the feed to say. */
final class ItemInvoice {
  private static final JsonMapper JSON =
      BoundedJson.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  /** Beyond, a number is milliseconds: seconds would be after the year 5138. */
  private static final long MOST_SECONDS = 100_000_000_000L;

  private final ItemMapping mapping;
  private final String source;

  ItemInvoice(ItemMapping mapping, String source) {
    this.mapping = mapping;
    this.source = source;
  }

  /** An item's tree. */
  static JsonNode read(byte[] item) throws Rejection {
    JsonNode tree;
    try {
      tree = JSON.readTree(item);
    } catch (JsonProcessingException e) {
      throw new Rejection(RejectReason.MALFORMED_JSON, "", e.getOriginalMessage());
    } catch (IOException e) {
      throw new Rejection(RejectReason.MALFORMED_JSON, "", String.valueOf(e.getMessage()));
    }
    if (!tree.isObject()) {
      throw new Rejection(
          RejectReason.MALFORMED_JSON,
          "",
          "an item of the list is no object, but " + tree.getNodeType());
    }
    return tree;
  }

  /** What tells it from other items; empty when it has none. */
  Optional<String> identity(JsonNode item) {
    JsonNode identity = item.at(mapping.invoiceId());
    return identity.isValueNode() && !identity.isNull()
        ? Optional.of(identity.asText())
        : Optional.empty();
  }

  byte[] invoice(JsonNode item, Instant received) {
    ObjectNode invoice = JSON.createObjectNode();
    identity(item).ifPresent(identity -> invoice.put("invoice_id", identity));
    invoice.set("issued_at", issuedAt(item, received));
    new TreeMap<>(mapping.fields()).forEach((field, at) -> copy(item, at, invoice, field));
    addConstants(invoice, mapping.constants());
    invoice.put("source", source);
    ObjectNode line = JSON.createObjectNode();
    new TreeMap<>(mapping.line()).forEach((field, at) -> copy(item, at, line, field));
    addConstants(line, mapping.lineConstants());
    if (line.has("description") && line.has("quantity") && line.has("unit_price")) {
      invoice.putArray("lines").add(line);
    }
    try {
      return JSON.writeValueAsBytes(invoice);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of ours can't be written", e);
    }
  }

  private static void copy(JsonNode item, String at, ObjectNode to, String field) {
    JsonNode value = item.at(at);
    if (!value.isMissingNode() && !value.isNull()) {
      to.set(field, value);
    }
  }

  private static void addConstants(ObjectNode to, Map<String, String> constants) {
    new TreeMap<>(constants)
        .forEach(
            (field, value) -> {
              if (!to.has(field)) {
                to.put(field, value);
              }
            });
  }

  private JsonNode issuedAt(JsonNode item, Instant received) {
    for (String at : mapping.issuedAt()) {
      JsonNode value = item.at(at);
      if (value.isIntegralNumber() && value.canConvertToLong()) {
        long number = value.longValue();
        Instant moment =
            -MOST_SECONDS < number && number < MOST_SECONDS
                ? Instant.ofEpochSecond(number)
                : Instant.ofEpochMilli(number);
        return JSON.getNodeFactory().textNode(moment.toString());
      }
      if (!value.isMissingNode() && !value.isNull()) {
        return value;
      }
    }
    return JSON.getNodeFactory().textNode(LocalDate.ofInstant(received, ZoneOffset.UTC).toString());
  }
}
