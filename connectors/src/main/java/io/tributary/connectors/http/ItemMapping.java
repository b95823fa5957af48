package io.tributary.connectors.http;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Which part of an item becomes which field of an invoice. Parts are JSON pointers (RFC 6901).
 *
 * @param items where in an answer the array of items is; empty when it is the answer itself
 * @param invoiceId where in an item its identity is
 * @param issuedAt where its moment may be: the first one that is there; a number is seconds, or
 *     from 100 thousand millions on milliseconds, since the epoch. If none is there, the day it was
 *     received, in UTC
 * @param fields where the invoice's other fields are, by their names
 * @param constants what fields hold for which nothing is there
 * @param line where the fields of the invoice's only line are: {@code description}, {@code
 *     quantity}, {@code unit_price}; without one of these there is no line
 * @param lineConstants what the line's fields hold for which nothing is there
 */
public record ItemMapping(
    String items,
    String invoiceId,
    List<String> issuedAt,
    Map<String, String> fields,
    Map<String, String> constants,
    Map<String, String> line,
    Map<String, String> lineConstants)
    implements Serializable {

  /** Checks that pointers are such. */
  public ItemMapping {
    issuedAt = List.copyOf(issuedAt);
    fields = Map.copyOf(fields);
    constants = Map.copyOf(constants);
    line = Map.copyOf(line);
    lineConstants = Map.copyOf(lineConstants);
    check(items, true);
    check(invoiceId, false);
    issuedAt.forEach(pointer -> check(pointer, false));
    fields.values().forEach(pointer -> check(pointer, false));
    line.values().forEach(pointer -> check(pointer, false));
  }

  private static void check(String pointer, boolean mayBeEmpty) {
    if (pointer.isEmpty() ? !mayBeEmpty : pointer.charAt(0) != '/') {
      throw new IllegalArgumentException(
          "the API's mapping: \"%s\" is no JSON pointer: write /%s".formatted(pointer, pointer));
    }
  }

  /**
   * For {@code {"id":1,"title":"…","price":109.95,"category":"…","updatedAt":"…"}}: one of it for
   * its price, by a customer and in a country that nobody has named.
   */
  public static ItemMapping ofProducts() {
    return new ItemMapping(
        "",
        "/id",
        List.of("/updatedAt", "/updated_at", "/date", "/createdAt", "/created_at"),
        Map.of(
            "amount", "/price",
            "customer_id", "/customerId",
            "country", "/country",
            "currency", "/currency",
            "payment_mode", "/paymentMode"),
        Map.of("customer_id", "unknown", "country", "Unspecified"),
        Map.of("description", "/title", "quantity", "/quantity", "unit_price", "/price"),
        Map.of("quantity", "1"));
  }
}
