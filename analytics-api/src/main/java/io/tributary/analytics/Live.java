package io.tributary.analytics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes in now, as server-sent events. Each event is the whole state, so that whoever misses
 * one misses nothing. A listener has a thread of the server's for itself: a slow one delays none.
 */
final class Live implements AutoCloseable {
  static final String TYPE = "text/event-stream";

  /** How many may listen at once; each costs a thread. */
  static final int LISTENERS = 64;

  private static final Logger LOG = LoggerFactory.getLogger(Live.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final FeedStatus status;
  private final Windows windows;
  private final LakeWatch lake;
  private final Optional<KafkaWatch> kafka;
  private final Semaphore places = new Semaphore(LISTENERS);
  private final Thread thread = new Thread(this::watch, "analytics-live");

  /** Counts of the last minute, by feed; the clock's own thread only. */
  private final Map<String, Deque<Sample>> samples = new HashMap<>();

  private final Object changed = new Object();
  private Event newest = new Event(0, "");
  private String feeds = "";
  private boolean closed;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private record Sample(long nanos, long delivered) {}

  private record Event(long id, String data) {}

  Live(FeedStatus status, Windows windows, LakeWatch lake, Optional<KafkaWatch> kafka) {
    this.status = status;
    this.windows = windows;
    this.lake = lake;
    this.kafka = kafka;
  }

  void start() {
    thread.start();
  }

  /** How many listen now. */
  int listeners() {
    return LISTENERS - places.availablePermits();
  }

  private void watch() {
    try {
      while (!stopped.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
        tick();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick() {
    try {
      if (!lake.hasRead()) {
        return;
      }
      ArrayNode now = feeds();
      String text = now.toString();
      synchronized (changed) {
        if (!text.equals(feeds)) {
          feeds = text;
          ObjectNode data = JsonNodeFactory.instance.objectNode();
          data.put("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString()).set("feeds", now);
          newest = new Event(newest.id + 1, data.toString());
          changed.notifyAll();
        }
      }
    } catch (Problem busy) {
      LOG.debug("No live figures this time: {}", busy.detail());
    } catch (RuntimeException e) {
      LOG.warn("No live figures this time", e);
    }
  }

  private ArrayNode feeds() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    boolean early = kafka.filter(KafkaWatch::answers).isPresent();
    for (String feed : AnalyticsServer.FEEDS) {
      Map<Windows.Key, Long> open = kafka.map(watch -> watch.windows(feed)).orElse(Map.of());
      if (open.isEmpty() && !status.feeds().contains(feed)) {
        continue;
      }
      Dataset total = Windows.total(feed);
      long delivered =
          Math.max(status.delivered(feed), windows.counted(total) + ahead(feed, total, open));
      all.addObject()
          .put("feed", feed)
          .put("delivered", delivered)
          .put("per_minute", perMinute(feed, delivered))
          .put("source", early && !open.isEmpty() ? "kafka" : "lake");
    }
    return all;
  }

  /** By how much the early results are ahead of the lake. */
  private long ahead(String feed, Dataset total, Map<Windows.Key, Long> open) {
    if (open.isEmpty()) {
      return 0;
    }
    long first = Collections.min(open.keySet()).startMicros();
    Map<Windows.Key, Long> inLake = windows.countsSince(total, first);
    kafka.ifPresent(watch -> watch.forget(feed, inLake));
    return open.entrySet().stream()
        .mapToLong(each -> Math.max(0, each.getValue() - inLake.getOrDefault(each.getKey(), 0L)))
        .sum();
  }

  private double perMinute(String feed, long delivered) {
    Deque<Sample> past = samples.computeIfAbsent(feed, any -> new ArrayDeque<>());
    long now = System.nanoTime();
    past.addLast(new Sample(now, delivered));
    while (past.size() > 2 && now - past.getFirst().nanos > MINUTE.toNanos()) {
      past.removeFirst();
    }
    Sample first = past.getFirst();
    double minutes = Math.max(now - first.nanos, TICK.toNanos()) / (double) MINUTE.toNanos();
    return Math.round(Math.max(0, delivered - first.delivered) / minutes * 10) / 10.0;
  }

  /**
   * Sends events until the listener is gone or the server stops.
   *
   * @throws Problem when too many listen already
   */
  void listen(Context context) throws IOException {
    if (!places.tryAcquire()) {
      throw Problem.unavailable(LISTENERS + " listen already: try again later");
    }
    try {
      HttpServletResponse response = context.res();
      response.setContentType(TYPE);
      response.setCharacterEncoding("UTF-8");
      response.setHeader("Cache-Control", "no-store");
      // For nginx before us, which would keep events back until it has many.
      response.setHeader("X-Accel-Buffering", "no");
      send(response.getOutputStream(), Optional.ofNullable(context.header("Last-Event-ID")));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException gone) {
      LOG.debug("A listener is gone: {}", gone.toString());
    } finally {
      places.release();
    }
  }

  private void send(OutputStream out, Optional<String> seen)
      throws IOException, InterruptedException {
    write(out, "retry: 2000\n\n");
    long last;
    synchronized (changed) {
      last = seen.filter(id -> id.equals(String.valueOf(newest.id))).isPresent() ? newest.id : 0;
    }
    while (true) {
      Optional<Event> event = next(last);
      synchronized (changed) {
        if (closed) {
          return;
        }
      }
      if (event.isPresent()) {
        last = event.get().id;
        write(out, "id: " + last + "\nevent: live\ndata: " + event.get().data + "\n\n");
      } else {
        write(out, ": still here\n\n");
      }
    }
  }

  /** The newest event, when it is another one than the last; empty after a while without any. */
  private Optional<Event> next(long last) throws InterruptedException {
    long end = System.nanoTime() + HEARTBEAT.toNanos();
    synchronized (changed) {
      while (newest.id == last && !closed) {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
          return Optional.empty();
        }
        changed.wait(millis);
      }
      return Optional.of(newest);
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() throws InterruptedException {
    stopped.countDown();
    synchronized (changed) {
      closed = true;
      changed.notifyAll();
    }
    thread.join();
  }
}
