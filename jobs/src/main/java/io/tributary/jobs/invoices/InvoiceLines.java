package io.tributary.jobs.invoices;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Text;
import java.io.IOException;
import java.util.Optional;

/** Checks an invoice's lines; they are kept as they were written. */
final class InvoiceLines {
  /** In bytes: with the rest of an invoice they fit into a record of an output topic. */
  static final int LONGEST = 500_000;

  private static final Text NONE = Text.of("[]");
  private static final ObjectMapper JSON =
      BoundedJson.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  Text of(Optional<Text> lines) throws Rejection {
    if (lines.isEmpty()) {
      return NONE;
    }
    Text array = lines.get();
    if (array.length() > LONGEST) {
      throw new Rejection(
          RejectReason.TOO_LONG,
          "lines",
          "lines have %d bytes, %d are allowed".formatted(array.length(), LONGEST));
    }
    JsonNode all;
    try {
      all = JSON.readTree(array.array(), array.offset(), array.length());
    } catch (JsonProcessingException e) {
      throw new Rejection(
          RejectReason.INVALID_VALUE, "lines", "lines can't be read: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
    int number = 0;
    for (JsonNode line : all) {
      number++;
      if (!line.isObject() || !line.path("description").isTextual()) {
        throw wrong(number, "is no object with a description");
      }
      check(number, "quantity", line.path("quantity"));
      check(number, "unit_price", line.path("unit_price"));
    }
    return array;
  }

  private static void check(int number, String field, JsonNode value) throws Rejection {
    boolean decimal =
        value.isNumber() && Amounts.ofNumber(value.asText()).isPresent()
            || value.isTextual() && Amounts.ofText(value.asText()).isPresent();
    if (!decimal) {
      throw wrong(number, "has no decimal number in " + field);
    }
  }

  private static Rejection wrong(int number, String complaint) {
    return new Rejection(
        RejectReason.INVALID_VALUE, "lines", "line " + number + " of lines " + complaint);
  }
}
