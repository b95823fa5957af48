package io.tributary.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class DeadLetterFuzzTest {
  private static final int MARGIN = 16 << 10;
  private static final int ROOM = 64;

  static Stream<byte[]> seeds() {
    return Stream.of("", "short", "+7", "-1", "99999999999", "٣", "x".repeat(200))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes are the record's value, its key, and what a header says of its attempt. */
  @MethodSource("seeds")
  @FuzzTest
  void holdsTheOriginalBytesOrSaysThatItIsCut(byte[] bytes) {
    RawRecord raw = new RawRecord("clients", 1, 2, 3, bytes, bytes, false, 0);
    DeadLetter letter =
        DeadLetter.of(raw, new Rejection(RejectReason.MALFORMED_JSON, "", "no JSON"));
    ProducerRecord<byte[], byte[]> record =
        new DeadLetterRecords("tickets", "tickets-dead-letters", MARGIN + ROOM)
            .serialize(letter, null, 0L);
    assertThat(record.key().length + record.value().length).isLessThanOrEqualTo(ROOM);
    assertThat(record.key()).isEqualTo(Arrays.copyOf(bytes, record.key().length));
    assertThat(record.value()).isEqualTo(Arrays.copyOf(bytes, record.value().length));
    boolean isCut = record.key().length + record.value().length < 2 * bytes.length;
    assertThat(record.headers().lastHeader("tributary.truncated") != null).isEqualTo(isCut);

    RecordHeaders headers = new RecordHeaders();
    headers.add(new RecordHeader("tributary.attempt", bytes));
    assertThat(io.tributary.connectors.kafka.RecordHeaders.attempt(headers)).isNotNegative();
  }
}
