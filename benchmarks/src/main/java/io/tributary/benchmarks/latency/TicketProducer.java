package io.tributary.benchmarks.latency;

import io.tributary.cli.simulate.SimulatedRecord;
import io.tributary.cli.simulate.Simulation;
import io.tributary.cli.simulate.SimulationParameters;
import io.tributary.cli.simulate.tickets.TicketParameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends tickets at a rate by the clock, however long the job takes: an open loop. */
final class TicketProducer implements Callable<Sent>, AutoCloseable {
  private static final String TOPIC = "client_tickets";
  private static final int CLIENTS = 2_000;

  private final String bootstrap;
  private final Simulation simulation;
  private final Sent sent = new Sent();
  private final AtomicReference<@Nullable Exception> failed = new AtomicReference<>();
  private volatile boolean closed;

  TicketProducer(String bootstrap, double rate, long seed) {
    this.bootstrap = bootstrap;
    // Valid ones only: each is expected to come out.
    this.simulation =
        new TicketParameters(
                new SimulationParameters(
                    seed, rate, Instant.now(), 0, 0, 0, Duration.ZERO, Duration.ofMinutes(10)),
                CLIENTS,
                false)
            .simulation();
  }

  /** What has been sent so far; another thread may ask. */
  Sent sent() {
    return sent;
  }

  /** Sends until it is closed by another thread. */
  @Override
  public Sent call() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      long begun = System.nanoTime();
      while (!closed && failed.get() == null) {
        SimulatedRecord ticket = simulation.next();
        long due = begun + ticket.dueNanos();
        for (long ahead; (ahead = due - System.nanoTime()) > 0; ) {
          LockSupport.parkNanos(ahead);
        }
        sent.add(new String(ticket.key(), StandardCharsets.UTF_8), due);
        producer.send(
            new ProducerRecord<>(TOPIC, ticket.key(), ticket.value()),
            (metadata, error) -> {
              if (error != null) {
                failed.compareAndSet(null, error);
              }
            });
      }
    }
    Exception error = failed.get();
    if (error != null) {
      throw error;
    }
    return sent;
  }

  @Override
  public void close() {
    closed = true;
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ProducerConfig.ACKS_CONFIG,
            "all",
            // As small as can be: the producer's own waiting is not the job's latency.
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            (int) TimeUnit.SECONDS.toMillis(60)),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
