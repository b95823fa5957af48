package io.tributary.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InvoiceVersionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "F-1;2026-11-27;C-1;GB;6 702,90;GBP | true",
        "F-1,2026-11-27,C-1,GB,6702.90,GBP | true",
        "F-1,2026-11-27,C-1,GB,\"6702,90\",GBP | true",
        "{\"id\": \"F-1\", \"total\": 6702.9} | true",
        "F-1;2026-11-27;C-1;GB;6 702,91;GBP | false",
        "F-2;2026-11-27;C-1;GB;6 702,90;GBP | false"
      })
  void aCopyHasNumberAndAmountOfAVersionHoweverItIsWritten(String record, boolean isCopy) {
    Version version =
        new Version("F-1", "files|F-1", 1, "files/a.csv-1@2", 0, 0, List.of("0", "6702.9", "GBP"));

    assertThat(
            new InvoiceVersions()
                .isCopy(
                    "files",
                    record.getBytes(StandardCharsets.UTF_8),
                    Map.of("files|F-1", new TreeMap<>(Map.of(1, version)))))
        .isEqualTo(isCopy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"amount\":0.5",
        "\"amount\":5e-1",
        "\"amount\":0.5000000000000000000000000000",
        "\"amount\":\".50\"",
        "\"amount\":\" +0,5 \"",
        "\"amount\":\"0.500000000000000000000000\"",
        "\"amount\":0.5,\"currency\":\" eur \"",
        "\"amount\":0.5,\"currency\":\"\",\"payment_mode\":null,\"source\":\"\"",
        "\"amount\":0.5,\"payment_mode\":\" OTHER\\t\"",
        "\"amount\":0.5,\"payment_mode\":\" \""
      })
  void aCopyInKafkaSaysTheSameInWhateverFormTheSchemaTakes(String fields) {
    Version version =
        new InvoiceVersions()
            .version(
                VersionAudit.tree(
                    bytes(
                        """
                        {"source":"kafka","invoice_id":"F-1","version":1,"origin":"factures-raw-0@0",
                        "received_at":"2026-01-05T10:00:00Z","issued_at":"2026-01-05T00:00:00Z","amount":0.5,"currency":"EUR",
                        "payment_mode":"other","customer_id":"","country":"France"}""")));
    String record =
        "{\"invoice_id\":\"F-1\",\"issued_at\":\"2026-01-05\",\"country\":\"France\",%s}"
            .formatted(fields);

    assertThat(
            new InvoiceVersions()
                .isCopy(
                    "kafka", bytes(record), Map.of("kafka|F-1", new TreeMap<>(Map.of(1, version)))))
        .isTrue();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
