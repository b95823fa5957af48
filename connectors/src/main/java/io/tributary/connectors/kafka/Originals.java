package io.tributary.connectors.kafka;

import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Sha256;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Records as they were received, for a topic that must take each of them: what it can't take whole
 * is cut, and says so in {@link RecordHeaders#TRUNCATED}. An input may hold larger ones than its
 * own limit, since that is one of compressed bytes.
 *
 * @param maxMessageBytes the topic's {@code max.message.bytes}
 */
record Originals(String topic, int maxMessageBytes) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Kept free for headers and framing. */
  private static final int MARGIN = 16 << 10;

  ProducerRecord<byte[], byte[]> copy(RawRecord raw, List<Header> saying) {
    int most = Math.max(0, maxMessageBytes - MARGIN);
    List<Header> headers = new ArrayList<>(saying);
    byte[] key = cut(raw.key(), most / 2, headers);
    byte[] value = cut(raw.value(), most - (key == null ? 0 : key.length), headers);
    return new ProducerRecord<>(topic, null, key, value, headers);
  }

  private static byte @Nullable [] cut(byte @Nullable [] bytes, int most, List<Header> headers) {
    if (bytes == null || bytes.length <= most) {
      return bytes;
    }
    headers.add(
        RecordHeaders.header(RecordHeaders.TRUNCATED, bytes.length + " " + Sha256.hex(bytes)));
    return Arrays.copyOf(bytes, most);
  }
}
