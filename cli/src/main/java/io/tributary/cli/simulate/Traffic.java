package io.tributary.cli.simulate;

import io.tributary.cli.Deliveries;
import io.tributary.cli.InputTopic;
import io.tributary.cli.KafkaOptions;
import io.tributary.cli.StopSignal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends simulated tickets, each when it is due or as fast as the broker takes them. */
public final class TicketTraffic {
  // Nearer than that is not worth the wait: the producer lingers longer.
  private static final long EARLY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final TicketSimulation simulation;
  private final KafkaOptions kafka;
  private final Deliveries deliveries = new Deliveries();
  private final Map<TicketKind, Long> sent = new EnumMap<>(TicketKind.class);

  public TicketTraffic(TicketSimulation simulation, KafkaOptions kafka) {
    this.simulation = simulation;
    this.kafka = kafka;
  }

  /** Sends the directory of clients and says how many there are. */
  public long sendDirectory() {
    Deliveries clients = new Deliveries();
    Callback delivery = clients.of(() -> "a client");
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      simulation
          .directory()
          .forEach(
              client ->
                  producer.send(
                      new ProducerRecord<>(InputTopic.CLIENTS.name(), client.key(), client.value()),
                      delivery));
      producer.flush();
    }
    clients.failIfAny(InputTopic.CLIENTS, kafka);
    return clients.delivered();
  }

  /**
   * Sends tickets until there are enough, or until it is asked to stop.
   *
   * @param count how many
   * @param paced whether each waits until it is due
   * @param onEach called after each
   * @throws io.tributary.cli.CommandFailure when the broker refused some
   */
  public void send(long count, boolean paced, StopSignal stop, Runnable onEach) {
    Callback delivery = deliveries.of(() -> "a ticket");
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      long begun = System.nanoTime();
      for (long n = 0; n < count && !deliveries.haveFailed(); n++) {
        SimulatedTicket ticket = simulation.next();
        if (stop.isAsked() || (paced && stopsBefore(begun + ticket.dueNanos(), stop))) {
          break;
        }
        producer.send(
            new ProducerRecord<>(InputTopic.TICKETS.name(), ticket.key(), ticket.value()),
            delivery);
        sent.merge(ticket.kind(), 1L, Long::sum);
        onEach.run();
      }
      producer.flush();
    }
    deliveries.failIfAny(InputTopic.TICKETS, kafka);
  }

  /** Tickets that the broker has taken. */
  public long delivered() {
    return deliveries.delivered();
  }

  /** Tickets sent so far, by kind. */
  Map<TicketKind, Long> sent() {
    return Collections.unmodifiableMap(sent);
  }

  // Open loop: a ticket is due by the clock, however long the ones before it took.
  private static boolean stopsBefore(long due, StopSignal stop) {
    long ahead = due - System.nanoTime();
    return ahead > EARLY_NANOS && stop.await(ahead, TimeUnit.NANOSECONDS);
  }
}
