package io.tributary.cli.simulate;

import io.tributary.cli.Deliveries;
import io.tributary.cli.KafkaOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends each record to its topic. */
public final class KafkaOutlet implements Outlet {
  private final KafkaOptions kafka;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Deliveries deliveries = new Deliveries();

  public KafkaOutlet(KafkaOptions kafka) {
    this.kafka = kafka;
    producer = kafka.producer();
  }

  @Override
  public void send(SimulatedRecord record) {
    deliveries.failIfAny(kafka);
    producer.send(
        new ProducerRecord<>(record.topic(), record.key(), record.value()),
        deliveries.of(record.topic(), () -> "a record"));
  }

  @Override
  public void flush() {
    producer.flush();
    deliveries.failIfAny(kafka);
  }

  @Override
  public long delivered() {
    return deliveries.delivered();
  }

  @Override
  public void close() {
    producer.close();
  }
}
