package io.tributary.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ItemInvoiceTest {
  @Test
  void aPartAsDeepAsCanBeReadIsHandedOn() throws Exception {
    String deep = "[".repeat(999) + "]".repeat(999);
    byte[] item =
        "{\"id\":1,\"price\":2,\"title\":%s}".formatted(deep).getBytes(StandardCharsets.UTF_8);
    ItemInvoice invoices = new ItemInvoice(ItemMapping.ofProducts(), "api");
    assertThat(
            new String(
                invoices.invoice(ItemInvoice.read(item), Instant.EPOCH), StandardCharsets.UTF_8))
        .contains("\"description\":" + deep);
  }
}
