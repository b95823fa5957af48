package io.tributary.connectors.kafka;

import io.tributary.pipeline.record.DeadLetter;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Dead letters as records: key and value are the original bytes, the headers say the rest. */
public final class DeadLetterRecords implements TopicRecords<DeadLetter> {
  private static final long serialVersionUID = 1L;

  private final String feed;
  private final Originals originals;

  /**
   * Makes the schema.
   *
   * @param maxMessageBytes the topic's {@code max.message.bytes}
   */
  public DeadLetterRecords(String feed, String topic, int maxMessageBytes) {
    this.feed = feed;
    this.originals = new Originals(topic, maxMessageBytes);
  }

  @Override
  public String topic() {
    return originals.topic();
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      DeadLetter letter, KafkaSinkContext context, Long timestamp) {
    return originals.copy(letter.raw(), RecordHeaders.of(feed, letter));
  }
}
