package io.tributary.connectors.kafka;

import io.tributary.pipeline.record.DeadLetter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters as records: key and value are the original bytes, the headers say the rest. What the
 * topic can't take whole is cut, and says so.
 */
public final class DeadLetterRecords implements TopicRecords<DeadLetter> {
  private static final long serialVersionUID = 1L;

  /** Kept free for headers and framing. */
  private static final int MARGIN = 16 << 10;

  private final String feed;
  private final String topic;
  private final int maxBytes;

  /**
   * Makes the schema.
   *
   * @param maxMessageBytes the topic's {@code max.message.bytes}
   */
  public DeadLetterRecords(String feed, String topic, int maxMessageBytes) {
    this.feed = feed;
    this.topic = topic;
    this.maxBytes = Math.max(0, maxMessageBytes - MARGIN);
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      DeadLetter letter, KafkaSinkContext context, Long timestamp) {
    List<Header> headers = new ArrayList<>(RecordHeaders.of(feed, letter));
    byte[] key = cut(letter.raw().key(), maxBytes / 2, headers);
    byte[] value = cut(letter.raw().value(), maxBytes - (key == null ? 0 : key.length), headers);
    return new ProducerRecord<>(topic, null, key, value, headers);
  }

  private static byte @Nullable [] cut(byte @Nullable [] bytes, int most, List<Header> headers) {
    if (bytes == null || bytes.length <= most) {
      return bytes;
    }
    headers.add(RecordHeaders.header(RecordHeaders.TRUNCATED, bytes.length + " " + sha256(bytes)));
    return Arrays.copyOf(bytes, most);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
