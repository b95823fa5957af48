package io.tributary.cli.audit;

import io.tributary.connectors.kafka.RecordHeaders;
import io.tributary.pipeline.record.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What a dead letter or a late record holds of the record that it is a copy of.
 *
 * @param bytes the fingerprint of its key and value
 * @param keyLength the key's length, -1 when it has none
 * @param valueLength the value's length, -1 when it has none
 * @param cuts what it says of parts that are not whole: length and SHA-256 of the whole
 * @param written when it was written, in milliseconds since the epoch
 * @param attempt as which attempt a rejected record passes when it is sent again, 0 when it was
 *     rejected before deduplication
 */
record Copy(
    long bytes, int keyLength, int valueLength, List<String> cuts, long written, int attempt) {
  private static final int NONE = -1;

  static Copy of(ConsumerRecord<byte[], byte[]> record) {
    List<String> cuts = new ArrayList<>();
    for (Header each : record.headers().headers(RecordHeaders.TRUNCATED)) {
      cuts.add(new String(each.value(), StandardCharsets.UTF_8));
    }
    return new Copy(
        new Fingerprint().add(record.key()).add(record.value()).end(),
        length(record.key()),
        length(record.value()),
        List.copyOf(cuts),
        record.timestamp(),
        RecordHeaders.attempt(record.headers()));
  }

  /** Whether it holds a record's bytes untouched, or as much of them as it says. */
  boolean isOf(ConsumerRecord<byte[], byte[]> original) {
    List<String> expected = new ArrayList<>();
    byte[] key = begin(original.key(), keyLength, expected);
    byte[] value = begin(original.value(), valueLength, expected);
    return cuts.equals(expected) && bytes == new Fingerprint().add(key).add(value).end();
  }

  private static byte @Nullable [] begin(
      byte @Nullable [] whole, int length, List<String> expected) {
    if (whole == null || length == NONE || length >= whole.length) {
      return whole;
    }
    expected.add(whole.length + " " + Sha256.hex(whole));
    return Arrays.copyOf(whole, length);
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? NONE : bytes.length;
  }
}
