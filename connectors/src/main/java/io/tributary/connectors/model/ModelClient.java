package io.tributary.connectors.model;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.core.IntervalFunction;
import io.tributary.connectors.http.Breaker;
import io.tributary.connectors.model.ServingFailure.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a served model about many texts at once. What comes while all requests that may be are under
 * way is gathered for the next one: a server that is fast gets small requests, a slow one large.
 *
 * <ul>
 *   <li>A request that fails is repeated, after a pause that doubles and is drawn at random up to
 *       there; after a 429 nothing is sent for as long as the server wants, and texts that won't
 *       wait so long get no answer.
 *   <li>Once half of the last requests have failed, the circuit breaker opens: for some seconds
 *       nothing is sent, and texts that won't wait get no answer. Then a few requests try.
 *   <li>When a request is refused (400), its texts are sent one by one; one that is refused while
 *       another text is taken is at fault itself.
 * </ul>
 *
 * <p>All of it happens in one thread, that of the executor.
 */
public final class ModelClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelClient.class);

  private static final IntervalFunction PAUSES =
      IntervalFunction.ofExponentialRandomBackoff(
          Duration.ofMillis(100), 2, 0.5, Duration.ofSeconds(5));
  private static final int DOUBLED_AT_MOST = 10;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** Of one request's texts together, in UTF-16 units; proxies refuse bodies beyond 1 MB. */
  private static final int MOST_CHARACTERS = 200_000;

  /** What any classifier can be asked. */
  private static final String HARMLESS = "good morning";

  private final ServedModel model;
  private final TensorFlowServing server;
  private final Executor task;
  private final CircuitBreaker breaker;
  private final ModelMetrics metrics;
  private final ScheduledExecutorService timer;
  private final Deque<Asked> waiting = new ArrayDeque<>();
  private int inFlight;

  /** By {@link System#nanoTime}: nothing is sent before. */
  private long pausedUntil = System.nanoTime();

  /** For the log. */
  private String lastFailure = "none";

  private boolean closed;

  /**
   * Makes a client; nothing is asked yet.
   *
   * @param task runs what it is given one after the other, where {@link #classify} is called too
   */
  public ModelClient(ServedModel model, Executor task, MetricGroup group) {
    this.model = model;
    this.server = new TensorFlowServing(model);
    this.task = task;
    this.breaker = Breaker.of(model.name());
    this.breaker
        .getEventPublisher()
        .onStateTransition(
            event ->
                LOG.warn(
                    "{} at {}: breaker {}, last failure: {}",
                    model.name(),
                    model.url(),
                    event.getStateTransition(),
                    lastFailure));
    this.metrics = new ModelMetrics(group, breaker, () -> inFlight, model.timeout());
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "model-client-timer");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** A text that was asked about. */
  private static final class Asked {
    final String text;
    final CompletableFuture<Classification> answer = new CompletableFuture<>();
    int attempts;
    boolean alone;

    Asked(String text) {
      this.text = text;
    }
  }

  /**
   * Asks what a text is about.
   *
   * @return the answer, once it is there; a {@link ModelAway} if none came in as many attempts as
   *     may be, a {@link TextRefused} if the server doesn't take this text
   */
  public CompletableFuture<Classification> classify(String cleanText) {
    Asked asked = new Asked(cleanText);
    waiting.add(asked);
    send();
    return asked.answer;
  }

  private void send() {
    long pause = pausedUntil - System.nanoTime();
    if (pause > model.timeout().toNanos() && !isPatient()) {
      giveUp(drained(), "it has asked for fewer requests (429)", null);
    }
    while (!closed
        && pausedUntil - System.nanoTime() <= 0
        && inFlight < model.inFlight()
        && !waiting.isEmpty()) {
      if (breaker.tryAcquirePermission()) {
        request(nextBatch());
      } else if (isPatient()) {
        pause(BETWEEN_LOOKS);
      } else {
        giveUp(drained(), "it has failed too often and is left alone for a while", null);
      }
    }
  }

  private boolean isPatient() {
    return model.attempts() == ServedModel.UNTIL_ANSWERED;
  }

  private List<Asked> nextBatch() {
    List<Asked> batch = new ArrayList<>();
    int characters = 0;
    while (batch.size() < model.batch()) {
      Asked next = waiting.peek();
      if (next == null) {
        break;
      }
      characters += next.text.length();
      if (!batch.isEmpty() && (next.alone || characters > MOST_CHARACTERS)) {
        break;
      }
      batch.add(waiting.remove());
      if (next.alone) {
        break;
      }
    }
    return batch;
  }

  private List<Asked> drained() {
    List<Asked> all = new ArrayList<>(waiting);
    waiting.clear();
    return all;
  }

  private void request(List<Asked> batch) {
    ask(
        batch.stream().map(asked -> asked.text).toList(),
        (answers, failure, nanos) -> {
          if (failure == null) {
            breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
            metrics.texts.inc(batch.size());
            for (int i = 0; i < batch.size(); i++) {
              batch.get(i).answer.complete(answers.get(i));
            }
          } else {
            failed(batch, failure, nanos);
          }
        });
  }

  private interface Taker {
    void take(List<Classification> answers, @Nullable Throwable failure, long nanos);
  }

  private void ask(List<String> texts, Taker taker) {
    inFlight++;
    long begun = System.nanoTime();
    server
        .predict(texts)
        .whenComplete(
            (answers, failure) ->
                task.execute(
                    () -> {
                      inFlight--;
                      long nanos = System.nanoTime() - begun;
                      metrics.requests.inc();
                      metrics.latency.update(TimeUnit.NANOSECONDS.toMillis(nanos));
                      metrics.batch.update(texts.size());
                      if (failure != null) {
                        metrics.failed.inc();
                      }
                      taker.take(answers == null ? List.of() : answers, unwrapped(failure), nanos);
                      send();
                    }));
  }

  private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private void failed(List<Asked> batch, Throwable failure, long nanos) {
    LOG.debug("a request for {} texts has failed", batch.size(), failure);
    lastFailure = failure.toString();
    Duration pause = pauseAfter(batch.get(0).attempts + 1);
    if (failure instanceof ServingFailure answered && answered.kind() == Kind.REFUSED) {
      breaker.releasePermission();
      if (batch.size() == 1) {
        findWhoseFault(batch.get(0), failure);
      } else {
        batch.forEach(asked -> asked.alone = true);
        putBack(batch);
      }
    } else if (failure instanceof ServingFailure answered && answered.kind() == Kind.THROTTLED) {
      breaker.releasePermission();
      again(batch, failure, Duration.ZERO);
      pause(answered.retryAfter().orElse(pause));
    } else {
      breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
      again(batch, failure, pause);
    }
  }

  /** A model that was set up wrongly refuses everything. */
  private void findWhoseFault(Asked refused, Throwable refusal) {
    ask(
        List.of(HARMLESS),
        (answers, failure, nanos) -> {
          if (failure == null) {
            refused.answer.completeExceptionally(
                new TextRefused(
                    "the model %s refuses the text: %s"
                        .formatted(model.name(), refusal.getMessage())));
          } else {
            breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
            again(List.of(refused), failure, pauseAfter(refused.attempts + 1));
          }
        });
  }

  private void again(List<Asked> batch, Throwable failure, Duration after) {
    List<Asked> rest = new ArrayList<>();
    List<Asked> over = new ArrayList<>();
    for (Asked asked : batch) {
      asked.attempts = Math.min(asked.attempts + 1, ServedModel.UNTIL_ANSWERED - 1);
      (asked.attempts < model.attempts() ? rest : over).add(asked);
    }
    giveUp(over, String.valueOf(failure.getMessage()), failure);
    if (after.isZero()) {
      putBack(rest);
    } else if (!rest.isEmpty()) {
      later(
          after,
          () -> {
            putBack(rest);
            send();
          });
    }
  }

  private void putBack(List<Asked> batch) {
    for (int i = batch.size() - 1; i >= 0; i--) {
      waiting.addFirst(batch.get(i));
    }
  }

  private void giveUp(List<Asked> unanswered, String reason, @Nullable Throwable cause) {
    if (unanswered.isEmpty()) {
      return;
    }
    ModelAway away =
        new ModelAway(
            "no answer from the model %s at %s: %s".formatted(model.name(), model.url(), reason),
            cause);
    unanswered.forEach(asked -> asked.answer.completeExceptionally(away));
  }

  private static Duration pauseAfter(int attempts) {
    return Duration.ofMillis(PAUSES.apply(Math.min(attempts, DOUBLED_AT_MOST)));
  }

  /** A longer pause that was begun before goes on. */
  private void pause(Duration wanted) {
    Duration time = wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted;
    long until = System.nanoTime() + time.toNanos();
    if (until - pausedUntil > 0) {
      pausedUntil = until;
    }
    later(time.plusMillis(1), this::send);
  }

  private void later(Duration time, Runnable work) {
    timer.schedule(() -> task.execute(work), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What is not answered by then stays unanswered. */
  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
  }
}
