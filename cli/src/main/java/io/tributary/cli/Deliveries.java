package io.tributary.cli;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the records sent: how many the broker has confirmed, and the first that
 * failed.
 */
public final class Deliveries {
  private record Failure(String topic, String what, Exception reason) {}

  private final AtomicLong delivered = new AtomicLong();
  private final AtomicReference<@Nullable Failure> first = new AtomicReference<>();

  /**
   * Listens to what becomes of one record.
   *
   * @param what the record in words, for an error's message
   */
  public Callback of(String topic, Supplier<String> what) {
    return (metadata, failure) -> {
      if (failure == null) {
        delivered.incrementAndGet();
      } else {
        first.compareAndSet(null, new Failure(topic, what.get(), failure));
      }
    };
  }

  /** How many the broker has confirmed. */
  public long delivered() {
    return delivered.get();
  }

  /** Whether sending on is pointless. */
  public boolean haveFailed() {
    return first.get() != null;
  }

  /** Throws what the first failure was, if there was one. */
  public void failIfAny(KafkaOptions kafka) {
    Failure failure = first.get();
    if (failure == null) {
      return;
    }
    if (failure.reason instanceof TimeoutException) {
      throw kafka.unreachable(failure.reason);
    }
    if (failure.reason instanceof RecordTooLargeException) {
      throw new CommandFailure(
          failure.what + " is larger than topic " + failure.topic + " takes",
          "raise the topic's max.message.bytes, or leave the record out",
          failure.reason);
    }
    throw new CommandFailure(
        failure.what + " was refused (" + failure.reason.getMessage() + ")",
        "see what the broker says",
        failure.reason);
  }
}
