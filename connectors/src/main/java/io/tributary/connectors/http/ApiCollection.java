package io.tributary.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.connectors.collect.Collected;
import io.tributary.connectors.collect.Collector;
import io.tributary.connectors.collect.Fingerprints;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a list in rounds, each from its first page to its last, with one request at a time. */
final class ApiCollection implements Collector.Collection<ApiPosition> {
  private static final Logger LOG = LoggerFactory.getLogger(ApiCollection.class);
  private static final int MOST_RECORDS = 200;
  private static final int MOST_REDIRECTS = 5;
  private static final int LONGEST_IDENTITY = 200;

  /** How many items a page is asked for; servers may give fewer. */
  private static final int PAGE = 100;

  private final ApiSettings settings;
  private final Origin origin;
  private final boolean bounded;
  private final BoundedHttp http;
  private final Quota quota;
  private final Backoff backoff;
  private final Map<String, Long> known;
  private final Map<URI, Unchanged> pages = new HashMap<>();
  private final Deque<Collected<ApiPosition>> records = new ArrayDeque<>();

  private ApiPosition position;
  private Page page;

  /** The items' identities and the pages that this round has met. */
  private final Set<String> met = new HashSet<>();

  private final Set<URI> visited = new HashSet<>();
  private int pagesRead;
  private int failures;
  private int throttled;

  /**
   * The page to ask for.
   *
   * @param number from 1
   * @param redirects how many have led there
   */
  private record Page(URI address, int number, int redirects) {}

  /** What a page was like, in case it still is. */
  private record Unchanged(String tag, List<String> items) {}

  ApiCollection(ApiSettings settings, Origin origin, ApiPosition from, boolean bounded) {
    this.settings = settings;
    this.origin = origin;
    this.position = from;
    this.bounded = bounded;
    this.http = new BoundedHttp(settings.timeout(), settings.mostBytes());
    this.quota = new Quota(settings.requestsPerMinute(), System.nanoTime());
    this.backoff = new Backoff(settings.pause(), settings.longestPause());
    this.known = from.items().toMap();
    this.page = numbered(1);
  }

  @Override
  public Collector.Batch<ApiPosition> next() throws IOException, InterruptedException {
    if (!records.isEmpty()) {
      return taken();
    }
    Duration wait = quota.take(System.nanoTime());
    if (!wait.isZero()) {
      return nothing(wait);
    }
    origin.checkAddress(page.address());
    Unchanged before = pages.get(page.address());
    BoundedHttp.Answer answer;
    try {
      answer =
          http.get(
              page.address(), before == null ? Map.of() : Map.of("If-None-Match", before.tag()));
    } catch (IOException e) {
      return failed(e);
    }
    return switch (answer.status()) {
      case 200 -> read(answer);
      case 304 -> before == null ? failed(unexpected(answer)) : unchanged(before);
      case 301, 302, 303, 307, 308 -> redirected(answer);
      case 429 -> throttled(answer);
      case 503 -> answer.retryAfter().isPresent() ? throttled(answer) : failed(unexpected(answer));
      case 408, 425, 500, 502, 504 -> failed(unexpected(answer));
      case 404 -> {
        if (page.number() == 1) {
          throw unexpected(answer);
        }
        // Many servers have no page beyond the last, instead of an empty one.
        goOn(false);
        yield taken();
      }
      default -> throw unexpected(answer);
    };
  }

  private Collector.Batch<ApiPosition> read(BoundedHttp.Answer answer) throws IOException {
    List<byte[]> items;
    try {
      items = ItemPage.read(answer.body());
    } catch (IOException e) {
      // Half a body looks like this too.
      return failed(new IOException(page.address() + ": " + e.getMessage(), e));
    }
    failures = 0;
    throttled = 0;
    List<String> identities = new ArrayList<>();
    boolean brings = false;
    for (byte[] item : items) {
      String identity = take(item);
      identities.add(identity);
      brings |= met.add(identity);
    }
    URI address = page.address();
    answer
        .headers()
        .firstValue("ETag")
        .ifPresentOrElse(
            tag -> pages.put(address, new Unchanged(tag, identities)), () -> pages.remove(address));
    goOn(brings);
    return taken();
  }

  private Collector.Batch<ApiPosition> unchanged(Unchanged before) throws IOException {
    failures = 0;
    throttled = 0;
    goOn(met.addAll(before.items()));
    return taken();
  }

  /** Takes an item, if it is new or has changed. Returns what it is remembered by. */
  private String take(byte[] item) {
    long fingerprint = Fingerprints.fingerprint(item);
    String exact = "#" + Long.toHexString(fingerprint);
    String identity = exact;
    JsonNode tree = null;
    Rejection problem = null;
    try {
      tree = ItemInvoice.read(item);
      identity =
          ItemInvoice.identity(tree)
              .filter(text -> text.length() <= LONGEST_IDENTITY)
              .orElse(exact);
    } catch (Rejection e) {
      problem = e;
    }
    Long before = known.get(identity);
    if (met.contains(identity) && before != null && before != fingerprint) {
      // Two items of one identity: without this they would replace each other for ever.
      identity += exact;
      before = known.get(identity);
    }
    if (before == null || before != fingerprint) {
      known.put(identity, fingerprint);
      long offset = position.delivered();
      position = position.delivered(identity, fingerprint);
      Instant now = Instant.now();
      RawRecord raw = new RawRecord(topic(), 0, offset, now.toEpochMilli(), null, item, false, 0);
      records.add(
          tree == null || problem != null
              ? Collected.rejected(raw, rejection(problem), position)
              : Collected.of(raw, ItemInvoice.invoice(tree, now), position));
    }
    return identity;
  }

  private static Rejection rejection(@Nullable Rejection problem) {
    if (problem == null) {
      throw new IllegalStateException("an item without a tree was not rejected");
    }
    return problem;
  }

  private String topic() {
    return ApiCollector.NAME + settings.url().getPath();
  }

  /** To the next page, or to the end of the round. */
  private void goOn(boolean brings) throws IOException {
    visited.add(page.address());
    pagesRead++;
    if (met.size() > settings.mostItems() || pagesRead > settings.mostPages()) {
      throw new IOException(
          "%s has more than %d pages or %d items: ask for fewer, or allow more"
              .formatted(settings.url(), settings.mostPages(), settings.mostItems()));
    }
    if (brings) {
      page = numbered(page.number() + 1);
    } else {
      // A list that is empty or short for a moment must not make new ones of all items.
      if (!met.isEmpty()) {
        boolean tooMany = known.size() > settings.mostItems();
        known.keySet().removeIf(item -> (tooMany || isOneOfSeveral(item)) && !met.contains(item));
      }
      position = new ApiPosition(Fingerprints.of(known), position.delivered());
      pages.keySet().retainAll(visited);
      met.clear();
      visited.clear();
      pagesRead = 0;
      page = numbered(1);
    }
  }

  /** Of one identity: a version of it that comes again is newer than the one that it replaces. */
  private static boolean isOneOfSeveral(String identity) {
    return identity.indexOf('#') > 0;
  }

  private boolean isBetweenRounds() {
    return visited.isEmpty();
  }

  private Page numbered(int number) {
    String url = settings.url().toString();
    String query = (url.contains("?") ? "&" : "?") + "page=" + number + "&limit=" + PAGE;
    return new Page(URI.create(url + query), number, 0);
  }

  private Collector.Batch<ApiPosition> redirected(BoundedHttp.Answer answer) throws IOException {
    if (page.redirects() == MOST_REDIRECTS) {
      throw new IOException(
          "%s has led from one address to the next %d times"
              .formatted(settings.url(), MOST_REDIRECTS));
    }
    String link = answer.headers().firstValue("Location").orElseThrow(() -> unexpected(answer));
    URI to = origin.follow(page.address(), link);
    page = new Page(to, page.number(), page.redirects() + 1);
    return nothing(Duration.ZERO);
  }

  /** That is no failure: it is waited for as long as it takes. */
  private Collector.Batch<ApiPosition> throttled(BoundedHttp.Answer answer) {
    throttled++;
    Duration pause = answer.retryAfter().orElseGet(() -> backoff.pause(throttled));
    LOG.info("{} answers {}: left alone for {}", page.address(), answer.status(), pause);
    return nothing(pause);
  }

  private Collector.Batch<ApiPosition> failed(IOException failure) throws IOException {
    failures++;
    if (failures >= settings.attempts()) {
      throw new IOException(
          "%s has failed %d times, the last time so: %s"
              .formatted(settings.url(), failures, failure.getMessage()),
          failure);
    }
    Duration pause = backoff.pause(failures);
    LOG.info("{}: asked again in {}: {}", page.address(), pause, failure.getMessage());
    return nothing(pause);
  }

  private IOException unexpected(BoundedHttp.Answer answer) {
    String remedy =
        switch (answer.status()) {
          case 401, 403 -> ": it wants to know who asks, or refuses";
          case 404, 410 -> ": check the address";
          default -> "";
        };
    return new IOException(
        "%s answers %d %s%s".formatted(page.address(), answer.status(), answer.shown(), remedy));
  }

  private Collector.Batch<ApiPosition> nothing(Duration pause) {
    return new Collector.Batch<>(List.of(), position, pause, false);
  }

  private Collector.Batch<ApiPosition> taken() {
    List<Collected<ApiPosition>> some = new ArrayList<>();
    while (!records.isEmpty() && some.size() < MOST_RECORDS) {
      some.add(records.remove());
    }
    if (!records.isEmpty()) {
      return new Collector.Batch<>(some, some.get(some.size() - 1).after(), Duration.ZERO, false);
    }
    boolean over = isBetweenRounds();
    return new Collector.Batch<>(
        some, position, over ? settings.interval() : Duration.ZERO, over && bounded);
  }

  @Override
  public void close() {
    http.close();
  }
}
