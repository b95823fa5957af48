package io.tributary.connectors.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.tributary.connectors.http.Backoff;
import io.tributary.connectors.http.Breaker;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.connectors.openai.Call.Answered;
import io.tributary.connectors.openai.CallFailure.Kind;
import io.tributary.connectors.openai.ChatModel.Policy;
import io.tributary.pipeline.enrich.Memory;
import io.tributary.pipeline.record.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * Asks a model about many texts, and about each text once: what was answered is remembered, and
 * written to a journal before anybody uses it.
 *
 * <ul>
 *   <li>Texts are gathered for a call until it is full, or the first of them has waited long
 *       enough.
 *   <li>A call goes out when the budgets of the minute and the cap of the day allow it: by its
 *       tokens as they are estimated, and by what it may cost at the very most. What the server
 *       says afterwards puts both right.
 *   <li>After a 429 nothing is sent for as long as the server wants. After another failure the
 *       texts are sent again, after a pause drawn at random from one that doubles. When half of the
 *       last calls have failed, the circuit breaker lets none through for some seconds.
 *   <li>When a reply can't be trusted, its texts are sent one by one. One that has no answer by
 *       itself either has none for good.
 * </ul>
 *
 * <p>All of it happens in one thread, that of the executor.
 */
public final class ChatClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChatClient.class);
  private static final ObjectMapper JSON = BoundedJson.mapper();

  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofMinutes(1));
  private static final long LOOK_MILLIS = 100;
  private static final long LONGEST_LOOK_MILLIS = 1_000;

  /** Of a SHA-256: more than enough, and 32 letters without padding. */
  private static final int KEY_BYTES = 24;

  /** How often a text is sent by itself before it has no answer. */
  private static final int ALONE = 3;

  /**
   * How often a call fails before its texts are sent by themselves: with a 429, since it may be too
   * large, or otherwise while others don't.
   */
  private static final int TOGETHER = 3;

  /** How often a text fails by itself, while another one doesn't, before it is its fault. */
  private static final int BLAMED = 5;

  /** What is reckoned of a text that nobody knows any more: as long as a tweet may be. */
  private static final String LONG_TEXT = "\u0639".repeat(280);

  /** What any model can be asked, to see whether it answers at all. */
  private static final String HARMLESS = "Good morning.";

  /** That text's key, under which nothing is remembered. */
  private static final String PROBE = "probe";

  /** How often a text is sent in vain with {@link Policy#FALLBACK}. */
  private static final int IMPATIENT = 3;

  private final ChatModel model;
  private final ChatApi api;
  private final AnswersJournal journal;
  private final Memory memory;
  private final Executor task;
  private final Clock clock;
  private final CircuitBreaker breaker;
  private final ChatMetrics metrics;
  private final MinuteBudget requests;
  private final MinuteBudget tokens;
  private final ScheduledExecutorService timer;

  private final Deque<Asked> waiting = new ArrayDeque<>();
  private final Map<String, Asked> asked = new HashMap<>();
  private Ledger ledger;
  private long lastNumber;
  private int inFlight;

  /** What calls that aren't in the ledger yet may cost. */
  private long reserved;

  private int throttled;

  /** By {@link System#nanoTime}, like when a text was looked at. */
  private long lastReply = System.nanoTime();

  private long nextLook = Long.MAX_VALUE;

  /** Since when a budget holds texts back; 0 while none does. */
  private long heldSince;

  /** The end of the day whose cap was told of. */
  private long told;

  private boolean paused;
  private String lastFailure = "none";
  private long inCheckpoint;
  private final Map<Long, Long> inCheckpoints = new HashMap<>();
  private boolean closed;

  private ChatClient(
      ChatModel model,
      ChatApi api,
      AnswersJournal journal,
      Memory memory,
      Executor task,
      MetricGroup group,
      Clock clock) {
    this.model = model;
    this.api = api;
    this.journal = journal;
    this.memory = memory;
    this.task = task;
    this.clock = clock;
    this.requests = new MinuteBudget(model.limits().requestsPerMinute());
    this.tokens = new MinuteBudget(model.limits().tokensPerMinute());
    this.breaker = Breaker.of(model.name());
    this.breaker
        .getEventPublisher()
        .onStateTransition(
            event ->
                LOG.warn(
                    "{} at {}: breaker {}, last failure: {}",
                    model.name(),
                    model.baseUrl(),
                    event.getStateTransition(),
                    lastFailure));
    this.ledger = memory.note().map(note -> read(note, Ledger.class)).orElse(Ledger.EMPTY);
    this.metrics =
        new ChatMetrics(
            group,
            breaker,
            () -> inFlight,
            () -> ledger.spent(clock.millis()),
            () -> paused || ledger.pausedUntil() > clock.millis());
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "openai-timer");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Makes a client, which knows what was answered before. Nothing is asked yet.
   *
   * @param journal the folder of the journal, for this client alone
   * @param memory what a checkpoint holds
   * @param task runs what it is given one after the other, where all of this is called too
   * @throws IOException if there is no key, or the journal can't be read
   */
  public static ChatClient open(
      ChatModel model, String journal, Memory memory, Executor task, MetricGroup group, Clock clock)
      throws IOException {
    String key = model.key().read();
    ChatClient client =
        new ChatClient(
            model,
            new ChatApi(model, key),
            AnswersJournal.open(journal),
            memory,
            task,
            group,
            clock);
    try {
      client.goOn();
    } catch (CompletionException notWritten) {
      client.close();
      throw new IOException(notWritten.getMessage(), notWritten);
    }
    return client;
  }

  /**
   * What the journal has beyond the checkpoint was paid for. Besides, calls may have been under way
   * when the last run ended: as many are noted as there may have been, before any other is made.
   */
  private void goOn() {
    boolean isFirst = ledger.last() == 0 && journal.found().isEmpty();
    journal.found().forEach(this::count);
    lastNumber = ledger.last();
    int calls = isFirst ? 0 : model.inFlight();
    Usage most = api.estimate(Collections.nCopies(model.batch(), LONG_TEXT));
    Usage all = new Usage(calls * most.input(), calls * most.output());
    Call unknown = new Call(++lastNumber, clock.millis(), calls, all, 0, 0, List.of());
    journal.write(unknown).join();
    count(unknown);
  }

  private void count(Call call) {
    remember(call);
    requests.take(call.calls(), call.at());
    tokens.take(call.usage().total(), call.at());
  }

  /** A text that was asked about. */
  private static final class Asked {
    final String key;
    final String text;
    long since;
    final CompletableFuture<Optional<Answer>> answer = new CompletableFuture<>();
    int sent;
    int failed;
    int unusable;
    int blamed;
    long lookedAt = System.nanoTime();
    boolean alone;

    Asked(String key, String text, long since) {
      this.key = key;
      this.text = text;
      this.since = since;
    }
  }

  /**
   * Asks about a text.
   *
   * @return the answer, once it is there; none if the model has none to give, or, with {@link
   *     Policy#FALLBACK}, hasn't given one in time
   */
  public CompletableFuture<Optional<Answer>> analyse(String text) {
    String key = key(text);
    Optional<byte[]> known = memory.find(key);
    if (known.isPresent()) {
      metrics.hits.inc();
      Answered answered = read(known.get(), Answered.class);
      return CompletableFuture.completedFuture(Optional.ofNullable(answered.answer()));
    }
    Asked already = asked.get(key);
    if (already != null) {
      metrics.hits.inc();
      return already.answer;
    }
    Asked added = new Asked(key, text, clock.millis());
    asked.put(key, added);
    waiting.add(added);
    send();
    return added.answer;
  }

  /** Nobody can make two texts with one key: a hostile one would take another's answer. */
  private String key(String text) {
    MessageDigest sha256 = Sha256.digest();
    for (String each : List.of(model.name(), model.prompt().version(), text)) {
      sha256.update(each.getBytes(StandardCharsets.UTF_8));
      sha256.update((byte) 0);
    }
    return Base64.getEncoder().encodeToString(Arrays.copyOf(sha256.digest(), KEY_BYTES));
  }

  private void send() {
    while (!closed && !waiting.isEmpty() && inFlight < model.inFlight()) {
      List<Asked> batch = nextBatch();
      List<String> texts = batch.stream().map(each -> each.text).toList();
      Usage estimate = api.estimate(texts);
      Usage most = api.most(texts);
      long now = clock.millis();
      putRight(now);
      long mayAsk = Math.max(ledger.pausedUntil() - now, untilItMayCost(most, now));
      long wait = Math.max(linger(batch, now), Math.max(mayAsk, budget(estimate, now)));
      if (mayAsk > model.timeout().toMillis() && model.policy() == Policy.FALLBACK) {
        giveUpAll();
      } else if (wait > 0) {
        look(wait);
        return;
      } else if (breaker.tryAcquirePermission()) {
        batch.forEach(each -> waiting.remove());
        call(batch, estimate, most);
      } else if (model.policy() == Policy.FALLBACK) {
        giveUpAll();
      } else {
        look(LOOK_MILLIS);
        return;
      }
    }
  }

  /** After a clock was put back; the next start is to know it as well. */
  private void putRight(long now) {
    Ledger right = ledger.asOf(now);
    if (!right.equals(ledger)) {
      LOG.warn(
          "the clock was put back: what was spent counts for today, and nobody wants a pause beyond {}",
          Instant.ofEpochMilli(now + Ledger.LONGEST_PAUSE));
      ledger = right;
      memory.note(written(ledger));
    }
  }

  /** The first ones, which stay where they are: as many as a minute has tokens for, or one. */
  private List<Asked> nextBatch() {
    List<Asked> batch = new ArrayList<>();
    long estimate = api.estimate(List.of()).total();
    for (Asked next : waiting) {
      estimate += ChatApi.estimate(next.text).total();
      boolean isFull = batch.size() == model.batch() || estimate > model.limits().tokensPerMinute();
      if ((isFull || next.alone) && !batch.isEmpty()) {
        break;
      }
      batch.add(next);
      if (next.alone) {
        break;
      }
    }
    return batch;
  }

  /** Milliseconds until a batch has waited for others long enough. */
  private long linger(List<Asked> batch, long now) {
    Asked first = batch.get(0);
    first.since = Math.min(first.since, now); // a clock may have been put back
    boolean isFull = batch.size() == model.batch() || batch.size() < waiting.size();
    return isFull || first.alone || first.sent > 0
        ? 0
        : first.since + model.linger().toMillis() - now;
  }

  /** Milliseconds until the budgets of the minute have room. */
  private long budget(Usage estimate, long now) {
    long wait = Math.max(requests.wait(1, now), tokens.wait(estimate.total(), now));
    if (wait > 0 && heldSince == 0) {
      heldSince = now;
    }
    return wait;
  }

  /** Milliseconds until the cap of a day has room. */
  private long untilItMayCost(Usage most, long now) {
    long cap = model.limits().dailyCap();
    long cost = model.limits().prices().of(most);
    boolean isOver = ledger.spent(now) + reserved + cost > cap;
    paused = isOver && inFlight == 0;
    if (!paused) {
      return isOver ? LOOK_MILLIS : 0; // what is under way may cost less than it may at most
    }
    long end = Ledger.endOfDay(now);
    if (told != end) {
      told = end;
      LOG.warn(
          "openai.daily-cap: of {} {} are spent, and a call may cost {}: nothing more is asked"
              + " before {}",
          Prices.amount(cap),
          Prices.amount(ledger.spent(now)),
          Prices.amount(cost),
          Instant.ofEpochMilli(end));
    }
    return end - now;
  }

  private void call(List<Asked> batch, Usage estimate, Usage most) {
    long now = clock.millis();
    if (heldSince > 0) {
      metrics.waited.inc(Math.max(0, now - heldSince));
      heldSince = 0;
    }
    long cost = model.limits().prices().of(most);
    requests.take(1, now);
    MinuteBudget.Taken taken = tokens.take(estimate.total(), now);
    reserved += cost;
    inFlight++;
    for (Asked each : batch) {
      if (each.sent++ > 0) {
        metrics.repeated.inc();
      }
    }
    long begun = System.nanoTime();
    api.ask(batch.stream().map(each -> each.text).toList())
        .whenComplete(
            (reply, thrown) ->
                task.execute(
                    () -> {
                      if (closed) {
                        return;
                      }
                      long nanos = System.nanoTime() - begun;
                      metrics.calls.inc();
                      metrics.latency.update(TimeUnit.NANOSECONDS.toMillis(nanos));
                      metrics.batch.update(batch.size());
                      Outcome outcome = outcome(batch, reply, thrown, most, nanos);
                      tokens.correct(taken, outcome.call().usage().total());
                      journal
                          .write(outcome.call())
                          .whenComplete(
                              (written, failed) ->
                                  task.execute(
                                      () -> {
                                        inFlight--;
                                        reserved -= cost;
                                        settle(outcome, failed);
                                      }));
                    }));
  }

  /**
   * What has come of a call.
   *
   * @param again the texts that have no answer yet
   * @param pause before they are sent again, in milliseconds
   */
  private record Outcome(Call call, List<Asked> again, long pause) {}

  private Outcome outcome(
      List<Asked> batch,
      @Nullable Reply reply,
      @Nullable Throwable thrown,
      Usage most,
      long nanos) {
    if (reply instanceof Reply.Answers good) {
      breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
      throttled = 0;
      lastReply = System.nanoTime();
      metrics.texts.inc(batch.size());
      List<Answered> answers = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        if (!batch.get(i).key.equals(PROBE)) {
          answers.add(new Answered(batch.get(i).key, good.answers().get(i)));
        }
      }
      return new Outcome(over(good.usage(), 0, answers), List.of(), 0);
    }
    if (reply instanceof Reply.Unusable useless) {
      breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
      throttled = 0;
      lastReply = System.nanoTime();
      metrics.unusable.inc();
      LOG.debug("a reply about {} texts can't be used: {}", batch.size(), useless.why());
      Asked first = batch.get(0);
      return batch.size() > 1 || ++first.unusable < ALONE
          ? new Outcome(over(useless.usage(), 0, List.of()), oneByOne(batch), 0)
          : none(first, useless.usage(), useless.why());
    }
    metrics.failed.inc();
    return failed(batch, failure(thrown), most, nanos);
  }

  private static CallFailure failure(@Nullable Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof CallFailure told) {
      return told;
    }
    throw new IllegalStateException("a call has failed in no known way", cause);
  }

  private Outcome failed(List<Asked> batch, CallFailure failure, Usage most, long nanos) {
    lastFailure = String.valueOf(failure.getMessage());
    LOG.debug("a call about {} texts has failed: {}", batch.size(), lastFailure);
    Asked first = batch.get(0);
    Usage usage = failure.kind() == Kind.UNKNOWN ? most : Usage.NONE;
    long now = clock.millis();
    if (failure.kind() == Kind.THROTTLED) {
      breaker.releasePermission();
      throttled++;
      long pause = Math.max(wanted(failure).orElse(0L), pause(throttled));
      batch.forEach(each -> each.failed++);
      return new Outcome(
          over(usage, now + pause, List.of()),
          first.failed < TOGETHER ? batch : oneByOne(batch),
          0);
    }
    boolean refused = failure.kind() == Kind.REFUSED;
    if (refused && batch.size() > 1) {
      breaker.releasePermission();
      return new Outcome(over(usage, 0, List.of()), oneByOne(batch), 0);
    }
    if (first.alone && failure.kind() != Kind.DENIED && isSuspect(first)) {
      breaker.releasePermission();
      first.blamed++;
      return refused || first.blamed >= BLAMED
          ? none(first, usage, lastFailure)
          : new Outcome(over(usage, 0, List.of()), batch, pause(first.blamed));
    }
    breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
    if (refused || failure.kind() == Kind.DENIED) {
      LOG.error(
          "{} at {} takes no call: {}; check openai.base-url, openai.model and the key in {}",
          model.name(),
          model.baseUrl(),
          lastFailure,
          model.key().name());
    }
    batch.forEach(each -> each.failed++);
    boolean isSuspected =
        !first.alone
            && failure.kind() != Kind.DENIED
            && first.failed >= TOGETHER
            && isSuspect(first);
    if (refused || isSuspected) {
      batch.forEach(each -> each.alone = true);
    }
    long until = wanted(failure).map(pause -> now + pause).orElse(0L);
    return new Outcome(over(usage, until, List.of()), batch, pause(first.failed));
  }

  /** The pause that the server wants. */
  private static Optional<Long> wanted(CallFailure failure) {
    return failure.retryAfter().map(pause -> Math.min(pause.toMillis(), Ledger.LONGEST_PAUSE));
  }

  /**
   * Whether another one was answered since it failed before. If nobody else asks, a harmless text
   * is sent, so that this is known the next time.
   */
  private boolean isSuspect(Asked text) {
    if (text.key.equals(PROBE)) {
      return false;
    }
    if (waiting.isEmpty()) {
      Asked probe = new Asked(PROBE, HARMLESS, clock.millis());
      probe.alone = true;
      waiting.add(probe);
    }
    boolean others = lastReply - text.lookedAt > 0;
    text.lookedAt = System.nanoTime();
    return others;
  }

  private Outcome none(Asked text, Usage usage, String why) {
    LOG.warn(
        "{} gives no answer about a text of {} characters: {}",
        model.name(),
        text.text.length(),
        why);
    return new Outcome(over(usage, 0, List.of(new Answered(text.key, null))), List.of(), 0);
  }

  private static List<Asked> oneByOne(List<Asked> batch) {
    batch.forEach(each -> each.alone = true);
    return batch;
  }

  private Call over(Usage usage, long pausedUntil, List<Answered> answers) {
    return new Call(
        ++lastNumber,
        clock.millis(),
        1,
        usage,
        model.limits().prices().of(usage),
        pausedUntil,
        answers);
  }

  private static long pause(int failures) {
    return BACKOFF.pause(failures).toMillis();
  }

  /** Only what the journal has is used. */
  private void settle(Outcome outcome, @Nullable Throwable notWritten) {
    if (closed) {
      return;
    }
    if (notWritten != null) {
      throw new UncheckedIOException(
          notWritten instanceof IOException e ? e : new IOException(notWritten));
    }
    remember(outcome.call());
    metrics.spent(outcome.call());
    for (Answered each : outcome.call().answers()) {
      Asked answered = asked.remove(each.key());
      if (answered != null) {
        answer(answered, Optional.ofNullable(each.answer()));
      }
    }
    List<Asked> again = new ArrayList<>();
    for (Asked each : outcome.again()) {
      if (model.policy() == Policy.FALLBACK && each.failed >= IMPATIENT) {
        giveUp(each);
      } else if (!each.key.equals(PROBE)) {
        again.add(each);
      }
    }
    if (outcome.pause() == 0) {
      putBack(again);
    } else {
      later(
          outcome.pause(),
          () -> {
            putBack(again);
            send();
          });
    }
    send();
  }

  private void remember(Call call) {
    long now = clock.millis();
    if (ledger.pausedUntil() <= now && call.pausedUntil() > now) {
      LOG.warn(
          "{} at {} is asked nothing before {}, as it wants; last failure: {}",
          model.name(),
          model.baseUrl(),
          Instant.ofEpochMilli(call.pausedUntil()),
          lastFailure);
    }
    if (call.number() > ledger.last()) {
      ledger = ledger.plus(call);
      memory.note(written(ledger));
    }
    for (Answered each : call.answers()) {
      memory.put(each.key(), written(each));
    }
  }

  private void answer(Asked text, Optional<Answer> answer) {
    if (answer.isEmpty()) {
      metrics.instead.inc();
    }
    text.answer.complete(answer);
  }

  private void giveUp(Asked text) {
    asked.remove(text.key);
    answer(text, Optional.empty());
  }

  private void giveUpAll() {
    List<Asked> all = new ArrayList<>(waiting);
    waiting.clear();
    all.forEach(this::giveUp);
  }

  private void putBack(List<Asked> batch) {
    for (int i = batch.size() - 1; i >= 0; i--) {
      waiting.addFirst(batch.get(i));
    }
  }

  /**
   * Sends then, unless it will before; sooner when it is long: clocks may be put right meanwhile.
   */
  private void look(long wanted) {
    long millis = Math.min(wanted, LONGEST_LOOK_MILLIS);
    long at = clock.millis() + millis;
    if (at < nextLook) {
      nextLook = at;
      later(
          millis,
          () -> {
            if (nextLook == at) {
              nextLook = Long.MAX_VALUE;
            }
            send();
          });
    }
  }

  private void later(long millis, Runnable work) {
    timer.schedule(() -> task.execute(work), millis, TimeUnit.MILLISECONDS);
  }

  /** A checkpoint is taken now. */
  public void checkpoint(long number) {
    inCheckpoints.put(number, ledger.last());
  }

  /**
   * A checkpoint is complete: what the one before it had is no longer needed in the journal, unless
   * a minute's budget needs it.
   */
  public void completed(long number) {
    journal.forget(inCheckpoint, clock.millis() - MinuteBudget.MINUTE);
    Long has = inCheckpoints.get(number);
    inCheckpoints.keySet().removeIf(each -> each <= number);
    if (has != null) {
      inCheckpoint = has;
    }
  }

  private static byte[] written(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // records of texts and numbers
    }
  }

  private static <T> T read(byte[] json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (IOException e) {
      throw new UncheckedIOException("the state holds something else than " + type, e);
    }
  }

  /** What has no answer by then stays without. */
  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
    journal.close();
    api.close();
  }
}
