package io.tributary.benchmarks.latency;

import io.tributary.cli.simulate.SimulatedRecord;
import io.tributary.cli.simulate.Simulation;
import io.tributary.cli.simulate.SimulationParameters;
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

/** Sends records at a rate by the clock, however long the job takes: an open loop. */
final class RecordProducer implements Callable<Sent>, AutoCloseable {
  private final MeasuredFeed feed;
  private final String bootstrap;
  private final Simulation simulation;
  private final Sent sent = new Sent();
  private final AtomicReference<@Nullable Exception> failed = new AtomicReference<>();
  private volatile boolean closed;

  RecordProducer(MeasuredFeed feed, String bootstrap, double rate, long seed) {
    this.feed = feed;
    this.bootstrap = bootstrap;
    // Valid ones only: each is expected to come out.
    this.simulation =
        feed.simulation(
            new SimulationParameters(
                seed, rate, Instant.now(), 0, 0, 0, Duration.ZERO, Duration.ofMinutes(10)));
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
        SimulatedRecord record = simulation.next();
        long due = begun + record.dueNanos();
        for (long ahead; (ahead = due - System.nanoTime()) > 0; ) {
          LockSupport.parkNanos(ahead);
        }
        sent.add(new String(record.key(), StandardCharsets.UTF_8), due);
        producer.send(
            new ProducerRecord<>(feed.input, record.key(), record.value()),
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
