package io.tributary.connectors.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connectors.secrets.Secret;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableCollectionTest {

  /** In Paris, 2026-10-25 has 02:00 to 03:00 twice: from 00:00 and from 01:00 UTC on. */
  @ParameterizedTest
  @CsvSource({
    "2026-10-24T23:59:00Z, 2026-10-25T01:59:00",
    "2026-10-25T00:00:00Z, 2026-10-25T02:00:00",
    "2026-10-25T00:30:00Z, 2026-10-25T02:00:00",
    "2026-10-25T00:59:59Z, 2026-10-25T02:00:00",
    "2026-10-25T01:00:00Z, 2026-10-25T02:00:00",
    "2026-10-25T01:30:00Z, 2026-10-25T02:30:00",
    "2026-03-29T00:59:59Z, 2026-03-29T01:59:59",
    "2026-03-29T01:00:00Z, 2026-03-29T03:00:00"
  })
  void settlesNothingThatTheClocksBringBack(Instant moment, LocalDateTime safe) {
    assertThat(TableCollection.neverAgainBefore(moment, ZoneId.of("Europe/Paris"))).isEqualTo(safe);
  }

  @Test
  void travelsWithTheJob() throws Exception {
    TableCollector collector =
        new TableCollector(
            TableSettings.of("jdbc:x:y", "u", Secret.environment("P"), "t", "c", "k"));
    assertThat(InstantiationUtil.clone(collector)).isEqualTo(collector);
  }

  @Test
  void settlesAsTimeGoesWhereClocksAreNeverPutBack() {
    Instant moment = Instant.parse("2026-10-25T00:30:00Z");
    assertThat(TableCollection.neverAgainBefore(moment, ZoneOffset.UTC))
        .isEqualTo(LocalDateTime.parse("2026-10-25T00:30:00"));
  }
}
