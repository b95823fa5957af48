package io.tributary.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.pipeline.record.Rejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class ItemInvoiceFuzzTest {
  private static final class Subject {
    /** An invoice may be deeper than what the feed's parser takes. */
    static final ObjectMapper DEEP =
        new ObjectMapper(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(5_000).build())
                .build());

    static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            """
            [{"id":1,"title":"Sac","price":109.95,"category":"bags","updatedAt":"2026-01-01"},
             {"id":"2","title":"Vis","price":1e-3,"date":1766154225000,"currency":"TND"},{"id":null},5]""",
            "[{\"id\":3,\"title\":null,\"price\":1e999999999}] {}",
            "[{\"id\":1,\"price\":1,\"title\":" + "[".repeat(998) + "]".repeat(998) + "}]",
            "[{\"id\":\"\\ud800\",\"date\":9223372036854775807}]",
            "[{\"id\":1,\"updatedAt\":-9223372036854775808}]")
        .flatMap(
            text ->
                Stream.of(
                    text.getBytes(StandardCharsets.UTF_8),
                    text.getBytes(StandardCharsets.UTF_16BE)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void anAnswersItemsAreInvoicesOrRejected(byte[] body) throws IOException {
    List<byte[]> items;
    try {
      items = ItemPage.read(body);
    } catch (IOException refused) {
      return;
    }
    for (byte[] item : items) {
      check(item);
    }
  }

  private static void check(byte[] item) throws IOException {
    JsonNode read;
    try {
      read = ItemInvoice.read(item);
    } catch (Rejection rejection) {
      assertThat(rejection.detail()).isNotBlank();
      return;
    }
    JsonNode invoice = Subject.DEEP.readTree(ItemInvoice.invoice(read, Subject.NOW));
    assertThat(invoice.path("source").asText()).isEqualTo("api");
    assertThat(invoice.path("issued_at").isMissingNode()).isFalse();
    assertThat(invoice.path("invoice_id").isTextual())
        .isEqualTo(ItemInvoice.identity(read).isPresent());
  }
}
