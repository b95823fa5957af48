package io.tributary.connectors.openmeteo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.collect.Collected;
import io.tributary.connectors.collect.Collector;
import io.tributary.connectors.http.BoundedHttp;
import io.tributary.connectors.http.Origin;
import io.tributary.connectors.http.SingleHttp;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.connectors.openmeteo.Ledger.Begun;
import io.tributary.connectors.openmeteo.Ledger.Row;
import io.tributary.connectors.openmeteo.WeatherPosition.Claim;
import io.tributary.connectors.openmeteo.WeatherPosition.Finished;
import io.tributary.connectors.openmeteo.WeatherPosition.Reading;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one request at a time: first reads what answers are there, then asks for forecasts, then for
 * the past. What fails waits, while others go on.
 */
final class OpenMeteoCollection implements Collector.Collection<WeatherPosition> {
  private static final Logger LOG = LoggerFactory.getLogger(OpenMeteoCollection.class);
  private static final ObjectMapper JSON = BoundedJson.mapper();
  private static final int MOST_RECORDS = 200;

  /** How often it is looked whether more of the past is to be had, or to be tried again. */
  private static final Duration LOOK_AGAIN = Duration.ofHours(1);

  /** Another job may have used up the quota, or given it back. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  /** How long a period of the past is left alone that the API calls wrong. */
  private static final Duration LEFT_ALONE = Duration.ofDays(1);

  private static final Duration ORPHANED = Duration.ofDays(1);

  private final OpenMeteoSettings settings;
  private final Function<Kind, Origin> origins;
  private final Ledger ledger;
  private final WeatherMetrics metrics;
  private final RawAnswers answers;
  private final SingleHttp http;
  private final boolean bounded;
  private final InstantSource clock;

  /** What the ledger calls done by now, and since when. */
  private final Map<Claim, Instant> settled = new ConcurrentHashMap<>();

  /** What the API calls wrong of the past, and when it may be asked once more. */
  private final Map<Request, Instant> wrong = new HashMap<>();

  private final List<Task> tasks = new ArrayList<>();
  private WeatherPosition position;
  private @Nullable Delivery delivery;
  private boolean resumed;
  private Instant slot = Instant.MIN;
  private Instant lookAgain = Instant.MIN;
  private int refused;

  /** Of a bounded run, what may succeed if it is tried once more; empty for nothing. */
  private String givenUp = "";

  OpenMeteoCollection(
      OpenMeteoSettings settings,
      Function<Kind, Origin> origins,
      Ledger ledger,
      WeatherMetrics metrics,
      WeatherPosition from,
      boolean bounded,
      InstantSource clock) {
    this.settings = settings;
    this.origins = origins;
    this.ledger = ledger;
    this.metrics = metrics;
    this.answers = new RawAnswers(settings.raw());
    this.http = new SingleHttp(settings.bounds().timeout(), settings.bounds().mostBytes());
    this.position = from;
    this.bounded = bounded;
    this.clock = clock;
  }

  @Override
  public Collector.Batch<WeatherPosition> next() throws IOException {
    if (delivery != null) {
      return taken(delivery);
    }
    if (!resumed) {
      resume();
      resumed = true;
    }
    Map<Claim, Instant> known = Map.copyOf(settled);
    position = position.without(known);
    settled.keySet().removeAll(known.keySet());
    plan(clock.instant());
    Optional<Task> due = tasks.stream().filter(task -> task.isDue(System.nanoTime())).findFirst();
    if (due.isPresent()) {
      return due.get().answer == null ? ask(due.get()) : read(due.get());
    }
    if (bounded && tasks.isEmpty() && !givenUp.isEmpty()) {
      throw new IOException("not all of the weather could be collected: " + givenUp);
    }
    return new Collector.Batch<>(List.of(), position, untilNext(), bounded && tasks.isEmpty());
  }

  /** Goes on with what was begun: answers that are there are read, whatever else has changed. */
  private void resume() throws IOException {
    answers.clear(ORPHANED);
    Reading reading = position.reading();
    if (reading != null) {
      keep(reading.name(), reading.claims(), reading.delivered());
    }
    Set<Claim> known = known();
    Instant settledAt = position.settledAt();
    if (settledAt != null) {
      int undone = ledger.undo(settledAt, known);
      if (undone > 0) {
        LOG.warn(
            "the job begins with an older state: {} collections that were done since {} are"
                + " delivered once more",
            undone,
            settledAt);
      }
    }
    position =
        new WeatherPosition(
            null, position.finished(), settledAt == null ? ledger.now() : settledAt);
    Map<String, Map<String, Claim>> byAnswer = new LinkedHashMap<>();
    for (Row row : ledger.unfinished()) {
      if (!known.contains(row.claim())) {
        byAnswer
            .computeIfAbsent(String.valueOf(row.answer()), name -> new HashMap<>())
            .put(row.place(), row.claim());
      }
    }
    for (Map.Entry<String, Map<String, Claim>> each : byAnswer.entrySet()) {
      if (answers.exists(each.getKey())) {
        List<Claim> claims =
            Answer.of(answers.read(each.getKey())).request().places().stream()
                .map(place -> each.getValue().getOrDefault(place.name(), Claim.NONE))
                .toList();
        keep(each.getKey(), claims, 0);
      } else {
        ledger.failed(
            List.copyOf(each.getValue().values()),
            "the job was stopped before there was an answer");
      }
    }
  }

  private void keep(String name, List<Claim> claims, int delivered) throws IOException {
    if (!answers.exists(name)) {
      LOG.warn("the answer {} is not in {} any more: it is asked for again", name, settings.raw());
      return;
    }
    Task task = new Task(Answer.of(answers.read(name)).request());
    task.answer = name;
    task.claims = claims;
    task.delivered = delivered;
    tasks.add(task);
  }

  /** The collections that are finished, or whose answer is there. */
  private Set<Claim> known() {
    Set<Claim> known = new HashSet<>();
    position.finished().forEach(each -> known.add(each.claim()));
    tasks.stream().filter(task -> task.answer != null).forEach(task -> known.addAll(task.claims));
    return known;
  }

  private void plan(Instant now) throws IOException {
    Instant current = Plan.slot(now, settings.interval());
    boolean isFirst = slot.equals(Instant.MIN);
    if (isFirst || (!bounded && current.isAfter(slot))) {
      giveUpSlotsBefore(current);
      slot = current;
      tasks.addAll(afterAnswers(), forecasts());
    }
    History history = settings.history();
    boolean isPastPlanned = tasks.stream().anyMatch(task -> task.request.kind() == Kind.ARCHIVE);
    if (history != null
        && !isPastPlanned
        && (lookAgain.equals(Instant.MIN) || (!bounded && !now.isBefore(lookAgain)))) {
      lookAgain = now.plus(LOOK_AGAIN);
      tasks.addAll(past(history, now));
    }
  }

  private int afterAnswers() {
    return (int) tasks.stream().filter(task -> task.answer != null).count();
  }

  private void giveUpSlotsBefore(Instant current) throws IOException {
    for (Task task : List.copyOf(tasks)) {
      if (task.request.kind() == Kind.FORECAST
          && task.answer == null
          && task.request.start().isBefore(current)) {
        tasks.remove(task);
        String error = "until its slot was over: " + task.error;
        if (task.claims.isEmpty()) {
          ledger.missed(task.request, error);
        } else {
          ledger.failed(task.claims, error);
        }
        LOG.warn("the {} was not to be had: {}", task.request.shown(), task.error);
        metrics.givenUp.inc();
      }
    }
  }

  private List<Task> forecasts() throws IOException {
    Set<Claim> known = known();
    Set<String> taken = new HashSet<>();
    for (Row row : ledger.slot(slot)) {
      boolean isOpen =
          row.status().equals("failed")
              || (row.status().equals("running")
                  && row.owner().equals(settings.owner())
                  && !known.contains(row.claim()));
      if (!isOpen) {
        taken.add(row.place());
      }
    }
    return Plan.forecast(
            settings,
            slot,
            settings.places().stream().filter(place -> !taken.contains(place.name())).toList())
        .stream()
        .map(Task::new)
        .toList();
  }

  private List<Task> past(History history, Instant now) throws IOException {
    List<Row> rows = new ArrayList<>(ledger.past(Plan.day(history.from())));
    Map<Claim, Finished> finished = new HashMap<>();
    position.finished().forEach(each -> finished.put(each.claim(), each));
    Set<Claim> known = known();
    for (Row row : ledger.unfinished()) {
      if (known.contains(row.claim())) {
        Finished end = finished.get(row.claim());
        rows.add(end == null ? row : row.until(end.end(), end.isShort()));
      }
    }
    wrong.values().removeIf(until -> !now.isBefore(until));
    List<Task> tasks = new ArrayList<>();
    for (Place place : settings.places()) {
      List<Row> itsOwn = rows.stream().filter(row -> row.place().equals(place.name())).toList();
      Plan.history(history, place, itsOwn, now).stream()
          .filter(request -> !wrong.containsKey(request))
          .forEach(request -> tasks.add(new Task(request)));
    }
    return tasks;
  }

  private Collector.Batch<WeatherPosition> ask(Task task) throws IOException {
    Kind kind = task.request.kind();
    origins.apply(kind).checkAddress(settings.url(kind));
    History history = settings.history();
    long readyBy = System.nanoTime() + Ledger.READY.toNanos();
    Begun begun =
        ledger.begin(
            task.request,
            kind == Kind.ARCHIVE && history != null ? history.again() : Instant.EPOCH);
    if (begun instanceof Begun.Later later) {
      postpone(kind, later.pause());
      return nothing(untilNext());
    }
    if (begun instanceof Begun.Now now) {
      task.claims = now.claims();
      return send(task, now, readyBy);
    }
    tasks.remove(task); // another job is at it
    return nothing(Duration.ZERO);
  }

  /** What comes after a forecast waits, too; forecasts don't wait for the past. */
  private void postpone(Kind kind, Duration pause) {
    long due = System.nanoTime() + shorter(pause, LONGEST_WAIT).toNanos();
    for (Task task : tasks) {
      boolean isBehind = kind == Kind.FORECAST || task.request.kind() == Kind.ARCHIVE;
      if (isBehind && task.answer == null) {
        task.dueNanos = Math.max(task.dueNanos, due);
        if (task.claims.isEmpty()) {
          task.error = "the quota, or the API, wants a pause of " + pause;
        }
      }
    }
  }

  private Collector.Batch<WeatherPosition> send(Task task, Begun.Now begun, long readyBy)
      throws IOException {
    BoundedHttp.Answer answer;
    try (RawAnswers.Staged staged = answers.stage()) {
      URI address = begun.request().address(settings);
      if (System.nanoTime() > readyBy) {
        throw new IOException("to make ready to keep the answer took too long to ask for it");
      }
      metrics.requests.inc();
      answer = http.get(address);
      if (answer.status() == 200) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        staged.keep(begun.answer(), new Answer(begun.request(), now, answer.body()).bytes());
      }
    } catch (IOException e) {
      ledger.answered(begun.id(), null, e.getMessage(), null);
      return troubled(task, String.valueOf(e.getMessage()));
    }
    if (answer.status() == 200) {
      ledger.answered(begun.id(), 200, null, null);
      refused = 0;
      task.answer = begun.answer();
      return read(task);
    }
    String error = "%d %s".formatted(answer.status(), reason(answer));
    Optional<Duration> retryAfter = answer.retryAfter();
    boolean isRefused =
        answer.status() == 429 || (answer.status() == 503 && retryAfter.isPresent());
    if (isRefused) {
      refused++;
      metrics.failed.inc();
      Duration backoff = settings.bounds().backoff().pause(refused);
      Duration pause = retryAfter.filter(told -> told.compareTo(backoff) > 0).orElse(backoff);
      ledger.answered(begun.id(), answer.status(), error, pause);
      if (bounded && refused >= settings.bounds().attempts()) {
        ledger.failed(task.claims, error);
        throw new IOException("the API refused " + refused + " requests in a row: " + error);
      }
      ledger.troubled(task.claims, error);
      task.error = error;
      LOG.info("the API answers {}: left alone for {}", error, pause);
      return nothing(Duration.ZERO);
    }
    ledger.answered(begun.id(), answer.status(), error, null);
    boolean mayPass = answer.status() >= 500 || answer.status() == 408 || answer.status() == 425;
    return mayPass ? troubled(task, error) : impossible(task, error);
  }

  /** The API's own words, if it has any: {@code {"error":true,"reason":"…"}}. */
  private static String reason(BoundedHttp.Answer answer) {
    try {
      JsonNode reason = JSON.readTree(answer.body()).path("reason");
      if (reason.isTextual()) {
        return reason.asText();
      }
    } catch (IOException e) {
      LOG.debug("a refusal that isn't JSON", e);
    }
    return answer.headers().firstValue("Location").isPresent()
        ? "it leads elsewhere, where nobody follows: set the address itself"
        : answer.shown();
  }

  /** It may succeed later. */
  private Collector.Batch<WeatherPosition> troubled(Task task, String error) throws IOException {
    task.failures++;
    task.error = error;
    metrics.failed.inc();
    boolean isPast = task.request.kind() == Kind.ARCHIVE;
    boolean isOver = !isPast && !task.request.end().isAfter(clock.instant());
    boolean isTriedOut = task.failures >= settings.bounds().attempts();
    if (isOver || (isTriedOut && (isPast || bounded))) {
      givenUp = task.request.shown() + ": " + error;
      LOG.warn(
          "the {} could not be had in {} attempts, it is left for later: {}",
          task.request.shown(),
          task.failures,
          error);
      metrics.givenUp.inc();
      ledger.failed(task.claims, error);
      tasks.remove(task);
    } else {
      Duration pause = settings.bounds().backoff().pause(task.failures);
      LOG.info(
          "the {} is asked for again in {} ms: {}", task.request.shown(), pause.toMillis(), error);
      ledger.troubled(task.claims, error);
      task.dueNanos = System.nanoTime() + pause.toNanos();
    }
    return nothing(Duration.ZERO);
  }

  /** It won't succeed as it is; of several places, perhaps because of a single one. */
  private Collector.Batch<WeatherPosition> impossible(Task task, String error) throws IOException {
    tasks.remove(task);
    metrics.failed.inc();
    List<Place> places = task.request.places();
    if (places.size() > 1) {
      tasks.addAll(
          afterAnswers(),
          places.stream().map(place -> new Task(task.request.of(List.of(place)))).toList());
    } else {
      LOG.warn("the API refuses the {}: {}", task.request.shown(), error);
      metrics.givenUp.inc();
      if (task.request.kind() == Kind.ARCHIVE) {
        wrong.put(task.request, clock.instant().plus(LEFT_ALONE));
      }
      ledger.failed(task.claims, error);
    }
    return nothing(Duration.ZERO);
  }

  private Collector.Batch<WeatherPosition> read(Task task) throws IOException {
    String name = String.valueOf(task.answer);
    Answer answer = Answer.of(answers.read(name));
    try {
      delivery = new Delivery(name, answer, task.claims, task.delivered);
      metrics.answered();
    } catch (IOException e) {
      task.answer = null;
      return troubled(task, "the answer " + name + " is " + e.getMessage());
    }
    tasks.remove(task);
    return taken(delivery);
  }

  private Collector.Batch<WeatherPosition> taken(Delivery from) {
    List<Collected<WeatherPosition>> some = from.take(MOST_RECORDS, position);
    WeatherPosition after = from.after(position);
    if (from.isOver()) {
      delivery = null;
      position = after;
    }
    return new Collector.Batch<>(some, after, Duration.ZERO, false);
  }

  private Duration untilNext() {
    Instant now = clock.instant();
    // A bounded run has one slot, and looks once.
    Duration pause = bounded ? LONGEST_WAIT : Duration.between(now, slot.plus(settings.interval()));
    if (!bounded && settings.history() != null) {
      pause = shorter(pause, Duration.between(now, lookAgain));
    }
    long nanos = System.nanoTime();
    for (Task task : tasks) {
      pause = shorter(pause, Duration.ofNanos(task.dueNanos - nanos));
    }
    return pause.isNegative() ? Duration.ZERO : pause;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Collector.Batch<WeatherPosition> nothing(Duration pause) {
    return new Collector.Batch<>(List.of(), position, pause, false);
  }

  @Override
  public void completed(WeatherPosition position) {
    List<Finished> finished = position.finished();
    if (finished.isEmpty()) {
      return;
    }
    try {
      Instant moment = ledger.done(finished);
      finished.forEach(each -> settled.put(each.claim(), moment));
    } catch (IOException e) {
      LOG.warn("it is written down with the next checkpoint that {} are done", finished.size(), e);
    }
  }

  @Override
  public void close() throws IOException {
    http.close();
    ledger.close();
  }
}
