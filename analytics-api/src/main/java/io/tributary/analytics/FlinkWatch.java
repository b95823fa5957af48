package io.tributary.analytics;

import static java.util.stream.Collectors.joining;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Asks all Flinks that there are now and then, each in a thread of its own: one that doesn't answer
 * delays no other.
 */
final class FlinkWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final List<String> urls;
  private final List<FlinkRest> flinks;
  private final ScheduledExecutorService threads;

  FlinkWatch(List<URI> flinks) {
    urls = flinks.stream().map(url -> url.toString().replaceFirst("/+$", "")).distinct().toList();
    this.flinks = urls.stream().map(FlinkRest::new).toList();
    threads =
        Executors.newScheduledThreadPool(
            urls.size(), looking -> new Thread(looking, "analytics-flink"));
  }

  void start() {
    for (FlinkRest flink : flinks) {
      threads.scheduleWithFixedDelay(flink::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** The address of the only one; empty when there are several. */
  Optional<String> url() {
    return urls.size() == 1 ? Optional.of(urls.get(0)) : Optional.empty();
  }

  /** Whether all do. */
  boolean answers() {
    return flinks.stream().allMatch(FlinkRest::answers);
  }

  /** Of those that answer. */
  Optional<Operators> operators(String feed) {
    return flinks.stream().flatMap(flink -> flink.operators(feed).stream()).reduce(Operators::and);
  }

  /** As of the one that stands worst; {@code since} is when the last of them was heard of. */
  Part part() {
    List<FlinkRest> silent = flinks.stream().filter(flink -> !flink.answers()).toList();
    boolean heardOfAll = flinks.stream().allMatch(flink -> flink.answered().isPresent());
    boolean heardOfAny = flinks.stream().anyMatch(flink -> flink.answered().isPresent());
    Optional<Instant> since =
        flinks.stream()
            .flatMap(flink -> flink.answered().stream())
            .min(Comparator.naturalOrder())
            .filter(oldest -> heardOfAll);
    if (silent.isEmpty()) {
      return new Part("flink", Part.Status.OK, since, "it answers");
    }
    return new Part(
        "flink",
        heardOfAny ? Part.Status.STALE : Part.Status.STARTING,
        since,
        silent.stream().map(FlinkRest::failure).collect(joining("; ")));
  }

  @Override
  public void close() throws InterruptedException {
    threads.shutdownNow();
    threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
  }
}
