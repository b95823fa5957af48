package io.tributary.connectors.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Turns {@code {"id":1,"title":"…","price":109.95,"category":"…","updatedAt":"…"}} into an invoice
 * of one of it for its price, by a customer and in a country that nobody has named. What an invoice
 * may hold is for the feed to say.
 */
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

  /** Where an item's moment may be: the first one that is there. */
  private static final List<String> MOMENTS =
      List.of("updatedAt", "updated_at", "date", "createdAt", "created_at");

  private ItemInvoice() {}

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
  static Optional<String> identity(JsonNode item) {
    JsonNode identity = item.path("id");
    return identity.isValueNode() && !identity.isNull()
        ? Optional.of(identity.asText())
        : Optional.empty();
  }

  static byte[] invoice(JsonNode item, Instant received) {
    ObjectNode invoice = JSON.createObjectNode();
    identity(item).ifPresent(identity -> invoice.put("invoice_id", identity));
    invoice.set("issued_at", issuedAt(item, received));
    copy(item, "price", invoice, "amount");
    copy(item, "country", invoice, "country");
    copy(item, "currency", invoice, "currency");
    copy(item, "customerId", invoice, "customer_id");
    copy(item, "paymentMode", invoice, "payment_mode");
    invoice.putIfAbsent("country", TextNode.valueOf("Unspecified"));
    invoice.putIfAbsent("customer_id", TextNode.valueOf("unknown"));
    invoice.put("source", ApiCollector.NAME);
    ObjectNode line = JSON.createObjectNode();
    copy(item, "title", line, "description");
    copy(item, "quantity", line, "quantity");
    copy(item, "price", line, "unit_price");
    line.putIfAbsent("quantity", TextNode.valueOf("1"));
    if (line.has("description") && line.has("unit_price")) {
      invoice.putArray("lines").add(line);
    }
    try {
      return JSON.writeValueAsBytes(invoice);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of ours can't be written", e);
    }
  }

  private static void copy(JsonNode item, String part, ObjectNode to, String field) {
    JsonNode value = item.path(part);
    if (!value.isMissingNode() && !value.isNull()) {
      to.set(field, value);
    }
  }

  /** A number is seconds, or milliseconds; without a moment it is the day it was received. */
  private static JsonNode issuedAt(JsonNode item, Instant received) {
    for (String part : MOMENTS) {
      JsonNode value = item.path(part);
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
