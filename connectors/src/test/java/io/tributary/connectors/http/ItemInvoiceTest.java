package io.tributary.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ItemInvoiceTest {
  @Test
  void aPartAsDeepAsCanBeReadIsHandedOn() throws Exception {
    String deep = "[".repeat(999) + "]".repeat(999);
    byte[] item =
        "{\"id\":1,\"price\":2,\"title\":%s}".formatted(deep).getBytes(StandardCharsets.UTF_8);
    assertThat(
            new String(
                ItemInvoice.invoice(ItemInvoice.read(item), Instant.EPOCH), StandardCharsets.UTF_8))
        .contains("\"description\":" + deep);
  }

  @ParameterizedTest
  @CsvSource({
    "1766154225, 2025-12-19T14:23:45Z",
    "1766154225000, 2025-12-19T14:23:45Z",
    "-1, 1969-12-31T23:59:59Z",
    "-100000000000, 1966-10-31T14:13:20Z",
    "9223372036854775807, +292278994-08-17T07:12:55.807Z",
    "-9223372036854775808, -292275055-05-16T16:47:04.192Z"
  })
  void aNumberIsAMomentHoweverLargeItIs(long number, String moment) throws Exception {
    byte[] item = "{\"id\":1,\"updatedAt\":%d}".formatted(number).getBytes(StandardCharsets.UTF_8);
    assertThat(
            new String(
                ItemInvoice.invoice(ItemInvoice.read(item), Instant.EPOCH), StandardCharsets.UTF_8))
        .contains("\"issued_at\":\"" + moment + "\"");
  }
}
