package io.tributary.connectors.kafka;

import io.tributary.pipeline.record.LateRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Copies of late records: the original bytes, with their origin and the watermark in headers. */
public final class LateRecords implements TopicRecords<LateRecord> {
  private static final long serialVersionUID = 1L;

  private final String feed;
  private final Originals originals;

  /**
   * Makes the schema.
   *
   * @param maxMessageBytes the topic's {@code max.message.bytes}
   */
  public LateRecords(String feed, String topic, int maxMessageBytes) {
    this.feed = feed;
    this.originals = new Originals(topic, maxMessageBytes);
  }

  @Override
  public String topic() {
    return originals.topic();
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      LateRecord late, KafkaSinkContext context, Long timestamp) {
    return originals.copy(late.raw(), RecordHeaders.of(feed, late));
  }
}
