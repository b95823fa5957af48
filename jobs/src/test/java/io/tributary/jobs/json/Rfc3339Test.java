package io.tributary.jobs.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.pipeline.record.Text;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

  @ParameterizedTest
  @CsvSource({
    "2025-12-19T14:23:45.123456Z,      2025-12-19T14:23:45.123456Z",
    "2025-12-19T14:23:45.1234569Z,     2025-12-19T14:23:45.123456Z",
    "2025-12-19T14:23:45.123456999999999999999999Z, 2025-12-19T14:23:45.123456Z",
    "2025-12-19T14:23:45.5Z,           2025-12-19T14:23:45.500Z",
    "2025-12-19T14:23:45Z,             2025-12-19T14:23:45Z",
    "2025-12-19T14:23Z,                2025-12-19T14:23:00Z",
    "2025-12-19t14:23:45z,             2025-12-19T14:23:45Z",
    "2025-12-19T14:23:45+01:00,        2025-12-19T13:23:45Z",
    "2025-12-19T14:23:45+0100,         2025-12-19T13:23:45Z",
    "2025-12-19T14:23:45+01,           2025-12-19T13:23:45Z",
    "2025-12-19T14:23:45.25-09:30,     2025-12-19T23:53:45.250Z",
    "2025-12-19T14:23+23:59,           2025-12-18T14:24:00Z",
    "2025-12-19T14:23:45-00:00,        2025-12-19T14:23:45Z",
    "2024-02-29T00:00:00Z,             2024-02-29T00:00:00Z",
    "2000-02-29T00:00:00Z,             2000-02-29T00:00:00Z",
    "1969-12-31T23:59:59.999999Z,      1969-12-31T23:59:59.999999Z",
    "0000-01-01T00:00:00Z,             0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z,      9999-12-31T23:59:59.999999Z",
    "9999-12-31T23:59:59+01:00,        9999-12-31T22:59:59Z",
  })
  void readsMoments(String text, String utc) {
    Instant expected = Instant.parse(utc);
    assertThat(Rfc3339.micros(Text.of(text)))
        .hasValue(expected.getEpochSecond() * 1_000_000 + expected.getNano() / 1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2025-12-19",
        "2025-12-19T14:23:45",
        "2025-12-19T14:23",
        "2025-12-19 14:23:45Z",
        "2025-12-19T14:23:45ZZ",
        "2025-12-19T14:23:45ZZZ",
        "2025-12-19T14:23:45+01:00+0100",
        "2025-12-19T14:23:45+01:00Z",
        "2025-12-19T14:23:45.Z",
        "2025-12-19T14:23:45,5Z",
        "2025-12-19T14:23:45.5 Z",
        "2025-12-19T14:23:45Z ",
        "2025-12-19T14:23:45Z\n",
        " 2025-12-19T14:23:45Z",
        "2025-12-19T14:23:45+1:00",
        "2025-12-19T14:23:45+1",
        "2025-12-19T14:23:45+24:00",
        "2025-12-19T14:23:45+01:60",
        "2025-12-19T14:23:45 01:00",
        "2025-12-19T14:23:45[Europe/Paris]",
        "2025-12-19T14:23:60Z",
        "2016-12-31T23:59:60Z",
        "2025-12-19T14:60:00Z",
        "2025-12-19T24:00:00Z",
        "2025-12-19T14Z",
        "2025-12-19T14:2:45Z",
        "2025-13-01T00:00:00Z",
        "2025-00-01T00:00:00Z",
        "2025-12-00T00:00:00Z",
        "2025-12-32T00:00:00Z",
        "2025-06-31T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "0000-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "２０２５-12-19T14:23:45Z",
        "2025-12-19T14:23:4٥Z",
        "20251219T142345Z",
        "2025-W51-5T14:23:45Z",
        "1766154225"
      })
  void refusesEverythingElse(String text) {
    assertThat(Rfc3339.micros(Text.of(text))).isEmpty();
  }

  @Test
  void readsWhatJavaTimeWrites() {
    DateTimeFormatter format =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSXXX", Locale.ROOT);
    Random random = new Random(8);
    for (int i = 0; i < 100_000; i++) {
      long seconds = random.nextLong(-62_000_000_000L, 253_000_000_000L);
      int micros = random.nextInt(1_000_000);
      ZoneOffset offset = ZoneOffset.ofTotalSeconds(60 * (random.nextInt(36 * 60) - 18 * 60));
      String text =
          OffsetDateTime.ofInstant(Instant.ofEpochSecond(seconds, micros * 1000L), offset)
              .format(format);
      assertThat(Rfc3339.micros(Text.of(text))).as(text).hasValue(seconds * 1_000_000 + micros);
    }
  }
}
