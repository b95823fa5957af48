package io.tributary.cli.simulate;

import io.tributary.cli.Deliveries;
import io.tributary.cli.KafkaOptions;
import io.tributary.cli.StopSignal;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends simulated records, each when it is due or as fast as the broker takes them. */
public final class Traffic {
  // Nearer than that is not worth the wait: the producer lingers longer.
  private static final long EARLY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Simulation simulation;
  private final KafkaOptions kafka;
  private final Deliveries deliveries = new Deliveries();
  private final Sent sent = new Sent();

  public Traffic(Simulation simulation, KafkaOptions kafka) {
    this.simulation = simulation;
    this.kafka = kafka;
  }

  /**
   * Sends what must be there before the first record, and says how much went to which topic.
   *
   * @throws io.tributary.cli.CommandFailure when the broker refused some
   */
  public Map<String, Long> sendBeforehand() {
    Map<String, Long> counts = new TreeMap<>();
    Iterator<SimulatedRecord> records = simulation.beforehand().iterator();
    if (!records.hasNext()) {
      return counts;
    }
    Deliveries before = new Deliveries();
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      while (records.hasNext() && !before.haveFailed()) {
        SimulatedRecord record = records.next();
        send(producer, record, before);
        counts.merge(record.topic(), 1L, Long::sum);
      }
      producer.flush();
    }
    before.failIfAny(kafka);
    return counts;
  }

  /**
   * Sends records until there are enough, or until it is asked to stop.
   *
   * @param count how many
   * @param paced whether each waits until it is due
   * @param onEach called after each
   * @throws io.tributary.cli.CommandFailure when the broker refused some
   */
  public void send(long count, boolean paced, StopSignal stop, Runnable onEach) {
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      long begun = System.nanoTime();
      for (long n = 0; n < count && !deliveries.haveFailed(); n++) {
        SimulatedRecord record = simulation.next();
        if (stop.isAsked() || (paced && stopsBefore(begun + record.dueNanos(), stop))) {
          break;
        }
        send(producer, record, deliveries);
        sent.add(record);
        onEach.run();
      }
      producer.flush();
    }
    deliveries.failIfAny(kafka);
  }

  /** Records that the broker has taken. */
  public long delivered() {
    return deliveries.delivered();
  }

  /** Records sent so far; for the thread that sends. */
  Sent sent() {
    return sent;
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, SimulatedRecord record, Deliveries deliveries) {
    producer.send(
        new ProducerRecord<>(record.topic(), record.key(), record.value()),
        deliveries.of(record.topic(), () -> "a record"));
  }

  // Open loop: a record is due by the clock, however long the ones before it took.
  private static boolean stopsBefore(long due, StopSignal stop) {
    long ahead = due - System.nanoTime();
    return ahead > EARLY_NANOS && stop.await(ahead, TimeUnit.NANOSECONDS);
  }
}
