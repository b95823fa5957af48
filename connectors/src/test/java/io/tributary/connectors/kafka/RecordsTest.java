package io.tributary.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.pipeline.measure.Measures;
import io.tributary.pipeline.measure.MetricPoint;
import io.tributary.pipeline.measure.MetricPoint.Scope;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.LateRecord;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Text;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class RecordsTest {
  private static final int MAX = 1 << 20;

  private static DeadLetter letter(byte[] key, byte[] value) {
    return new DeadLetter(
        new RawRecord("input", 2, 1L << 33, 5, key, value, false, 0),
        RejectReason.TOO_LONG,
        "request",
        "request ‘é’ is too long",
        0);
  }

  private static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    record
        .headers()
        .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
    return headers;
  }

  private static ProducerRecord<byte[], byte[]> deadLetter(byte[] key, byte[] value) {
    return new DeadLetterRecords("feed", "feed-dead-letters", MAX)
        .serialize(letter(key, value), null, 7L);
  }

  @Test
  void aDeadLetterIsTheOriginalBytesAndItsHeadersSayTheRest() {
    byte[] key = {1, -1};
    byte[] value = {0, -128, 127};
    ProducerRecord<byte[], byte[]> record = deadLetter(key, value);
    assertThat(record.topic()).isEqualTo("feed-dead-letters");
    assertThat(record.key()).isEqualTo(key);
    assertThat(record.value()).isEqualTo(value);
    assertThat(headers(record))
        .isEqualTo(
            Map.of(
                "tributary.reason", "TOO_LONG",
                "tributary.field", "request",
                "tributary.detail", "request ‘é’ is too long",
                "tributary.topic", "input",
                "tributary.partition", "2",
                "tributary.offset", "8589934592",
                "tributary.feed", "feed"));
  }

  @Test
  void theDeadLetterOfARecordWithoutKeyAndValueHasNone() {
    ProducerRecord<byte[], byte[]> record = deadLetter(null, null);
    assertThat(record.key()).isNull();
    assertThat(record.value()).isNull();
    assertThat(deadLetter(new byte[0], new byte[0]).value()).isEmpty();
  }

  @Test
  void aValueThatTheInputTopicTakesIsNeverCut() {
    int largestInput = MAX - (64 << 10); // dead letters take 64 KiB more than the input
    ProducerRecord<byte[], byte[]> record = deadLetter(new byte[100], new byte[largestInput - 100]);
    assertThat(record.value()).hasSize(largestInput - 100);
    assertThat(headers(record)).doesNotContainKey("tributary.truncated");
  }

  @Test
  void aValueThatIsTooLargeIsCutAndSaysHowLargeItWasAndItsHash() throws Exception {
    byte[] value = new byte[MAX + 5];
    Arrays.fill(value, (byte) 'v');
    ProducerRecord<byte[], byte[]> record = deadLetter(new byte[1000], value);
    assertThat(record.key()).hasSize(1000);
    assertThat(record.value()).hasSizeBetween(MAX / 2, MAX - 1000 - 4096).containsOnly('v');
    assertThat(headers(record).get("tributary.truncated"))
        .isEqualTo(
            value.length
                + " "
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value)));
  }

  @Test
  void aHugeKeyIsCutTooSoThatTheLetterAlwaysFits() {
    ProducerRecord<byte[], byte[]> record = deadLetter(new byte[2 * MAX], new byte[2 * MAX]);
    assertThat(record.key().length + record.value().length).isLessThan(MAX - 4096);
    assertThat(record.key()).isNotEmpty();
    assertThat(record.value()).isNotEmpty();
    assertThat(headers(record).get("tributary.truncated")).startsWith(2 * MAX + " ");
  }

  @Test
  void aLateCopyIsTheOriginalBytesWithTheWatermarkOfThen() {
    RawRecord raw = new RawRecord("input", 2, 3, 5, new byte[] {1}, new byte[] {2}, false, 0);
    ProducerRecord<byte[], byte[]> record =
        new LateRecords("feed", "feed-late", MAX).serialize(new LateRecord(raw, 1500), null, 7L);
    assertThat(record.topic()).isEqualTo("feed-late");
    assertThat(record.key()).isEqualTo(raw.key());
    assertThat(record.value()).isEqualTo(raw.value());
    assertThat(headers(record))
        .isEqualTo(
            Map.of(
                "tributary.topic", "input",
                "tributary.partition", "2",
                "tributary.offset", "3",
                "tributary.feed", "feed",
                "tributary.watermark", "1970-01-01T00:00:01.500Z"));
  }

  @Test
  void aLateCopyThatTheTopicCantTakeWholeIsCut() {
    byte[] value = new byte[2 * MAX];
    RawRecord raw = new RawRecord("input", 2, 3, 5, null, value, false, 0);
    ProducerRecord<byte[], byte[]> record =
        new LateRecords("feed", "feed-late", MAX).serialize(new LateRecord(raw, 1500), null, 7L);
    assertThat(record.value()).hasSizeBetween(MAX / 2, MAX - 4096);
    assertThat(headers(record).get("tributary.truncated")).startsWith(2 * MAX + " ");
  }

  @Test
  void aReplayedRecordIsKnownByItsHeader() {
    RecordHeaders headers = new RecordHeaders();
    assertThat(io.tributary.connectors.kafka.RecordHeaders.isReplayed(headers)).isFalse();
    headers.add(
        io.tributary.connectors.kafka.RecordHeaders.header("tributary.replayed", "topic-0@5"));
    assertThat(io.tributary.connectors.kafka.RecordHeaders.isReplayed(headers)).isTrue();
  }

  @Test
  void aDeadLetterAndItsReplaySayAsWhichAttemptTheyPass() {
    DeadLetter first = letter(null, null);
    ProducerRecord<byte[], byte[]> refused =
        new DeadLetterRecords("feed", "feed-dead-letters", MAX)
            .serialize(
                DeadLetter.afterDeduplication(
                    first.raw(), new Rejection(first.reason(), first.field(), first.detail())),
                null,
                7L);
    assertThat(headers(refused)).containsEntry("tributary.attempt", "1");
    assertThat(io.tributary.connectors.kafka.RecordHeaders.attempt(refused.headers())).isOne();
    assertThat(io.tributary.connectors.kafka.RecordHeaders.attempt(new RecordHeaders())).isZero();
    for (String wrong : List.of("", "one", "-1", "99999999999")) {
      RecordHeaders headers = new RecordHeaders();
      headers.add(io.tributary.connectors.kafka.RecordHeaders.header("tributary.attempt", wrong));
      assertThat(io.tributary.connectors.kafka.RecordHeaders.attempt(headers)).isZero();
    }
  }

  private static final MetricRecords METRICS =
      new MetricRecords(
          "feed",
          "feed-metrics",
          Measures.<String>countDistinct("unique_clients", Text::of)
              .tally("billing_count", each -> true));

  @Test
  void aResultIsKeyedByDimensionValueAndWindow() throws Exception {
    ProducerRecord<byte[], byte[]> record =
        METRICS.serialize(
            new MetricPoint(
                "region", "Île|x", 0, 60_000, Scope.WINDOW, 5, 2, new long[0], false, 3),
            null,
            7L);
    assertThat(new String(record.key(), StandardCharsets.UTF_8))
        .isEqualTo("region|Île|x|1970-01-01T00:00:00Z");
    assertThat(new ObjectMapper().readTree(record.value()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"feed":"feed","dimension":"region","value":"Île|x",
                     "window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:01:00Z",
                     "count":5,"unique_clients":2,"final":false,"revision":3}"""));
  }

  @Test
  void theTotalHasItsTallies() throws Exception {
    ProducerRecord<byte[], byte[]> record =
        METRICS.serialize(
            new MetricPoint("total", "all", 0, 1, Scope.WINDOW, 5, 2, new long[] {4}, true, 1),
            null,
            7L);
    assertThat(new ObjectMapper().readTree(record.value()).path("billing_count").asLong())
        .isEqualTo(4);
    assertThat(new ObjectMapper().readTree(record.value()).path("final").asBoolean()).isTrue();
  }

  @Test
  void sumsOverAllWindowsAreNotSent() {
    assertThat(
            METRICS.serialize(
                new MetricPoint(
                    "total", "all", 0, 1, Scope.CUMULATIVE, 5, 2, new long[] {4}, true, 1),
                null,
                7L))
        .isNull();
  }

  @Test
  void rowsAreKeyedAsTheTopicIsAndSurviveTheWayToTheCluster() throws Exception {
    RowRecords<Integer, String> records =
        new RowRecords<>(
            "topic",
            number -> "row " + number,
            row -> Text.of("key of " + row),
            Columns.<String>of().text("text", Text::of));
    for (var each : List.of(records, InstantiationUtil.clone(records))) {
      ProducerRecord<byte[], byte[]> record = each.serialize(5, null, 7L);
      assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("key of row 5");
      assertThat(record.value()).asString(StandardCharsets.UTF_8).isEqualTo("{\"text\":\"row 5\"}");
    }
  }
}
