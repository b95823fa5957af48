package io.tributary.connectors.kafka;

import io.tributary.pipeline.record.LateRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Copies of late records: the original bytes, with their origin and the watermark in headers. */
public final class LateRecords implements TopicRecords<LateRecord> {
  private static final long serialVersionUID = 1L;

  private final String feed;
  private final String topic;

  public LateRecords(String feed, String topic) {
    this.feed = feed;
    this.topic = topic;
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      LateRecord late, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(
        topic, null, late.raw().key(), late.raw().value(), RecordHeaders.of(feed, late));
  }
}
