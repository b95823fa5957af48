package io.tributary.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        new Version("files|F-1", 1, "files/a.csv-1@2", 0, List.of("0", "6702.9", "GBP"));

    assertThat(
            new InvoiceVersions()
                .isCopy(
                    "files",
                    record.getBytes(StandardCharsets.UTF_8),
                    Map.of("files|F-1", new TreeMap<>(Map.of(1, version)))))
        .isEqualTo(isCopy);
  }
}
