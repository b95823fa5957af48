package io.tributary.connectors.openai;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tributary.connectors.secrets.Secret;
import io.tributary.pipeline.enrich.Memory;
import io.tributary.testkit.ChatFault;
import io.tributary.testkit.ChatServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's rules, through OpenAI's library, against a server that fails when told to. */
final class ChatClientIT {
  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  @TempDir private Path folder;
  private final ChatServer server = ChatServer.start();
  private final ExecutorService task = Executors.newSingleThreadExecutor();
  private final List<ChatClient> clients = new ArrayList<>();
  private Remembered memory = new Remembered();
  private volatile Instant now = NOON;
  private ChatModel model;

  /** What a checkpoint would hold. */
  private static final class Remembered implements Memory {
    private final Map<String, byte[]> values = new HashMap<>();
    private byte[] note;

    Remembered copy() {
      Remembered copy = new Remembered();
      copy.values.putAll(values);
      copy.note = note;
      return copy;
    }

    @Override
    public Optional<byte[]> find(String key) {
      return Optional.ofNullable(values.get(key));
    }

    @Override
    public void put(String key, byte[] value) {
      values.put(key, value);
    }

    @Override
    public Optional<byte[]> note() {
      return Optional.ofNullable(note);
    }

    @Override
    public void note(byte[] value) {
      note = value;
    }
  }

  private final class SetClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    /** It goes on by itself, too. */
    @Override
    public Instant instant() {
      return now.plusNanos(System.nanoTime() - begun);
    }
  }

  private final class Gauges extends UnregisteredMetricsGroup {
    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
      gauges.put(name, gauge);
      return gauge;
    }
  }

  private final Map<String, Gauge<?>> gauges = new ConcurrentHashMap<>();
  private final long begun = System.nanoTime();

  @BeforeEach
  void prepare() throws IOException {
    Path key = folder.resolve("key");
    Files.writeString(key, ChatServer.KEY + "\n");
    model = ChatModels.with(ChatModels.at(server.baseUrl()), Secret.file(key));
  }

  @AfterEach
  void stop() throws Exception {
    for (ChatClient each : clients) {
      task.submit(each::close).get();
    }
    server.close();
    task.shutdownNow();
  }

  private ChatClient open() throws Exception {
    ChatClient client =
        task.submit(
                () ->
                    ChatClient.open(
                        model,
                        folder.resolve("journal").toString(),
                        memory,
                        task,
                        new Gauges(),
                        new SetClock()))
            .get();
    clients.add(client);
    return client;
  }

  /** Asked in the client's own thread, all in one go. */
  private List<CompletableFuture<Optional<Answer>>> ask(ChatClient client, List<String> texts)
      throws Exception {
    return task.submit(() -> texts.stream().map(client::analyse).toList()).get();
  }

  private static List<Optional<Answer>> of(List<CompletableFuture<Optional<Answer>>> answers)
      throws Exception {
    List<Optional<Answer>> all = new ArrayList<>();
    for (CompletableFuture<Optional<Answer>> each : answers) {
      all.add(each.get(60, TimeUnit.SECONDS));
    }
    return all;
  }

  private static List<String> texts(int count) {
    return IntStream.range(0, count).mapToObj(i -> "tweet number " + i).toList();
  }

  private static List<Optional<Answer>> right(List<String> texts) {
    return texts.stream().map(text -> Optional.of(ChatModels.answer(text))).toList();
  }

  private long answered() {
    return server.calls().stream()
        .filter(call -> call.outcome() == ChatServer.Outcome.ANSWERED)
        .count();
  }

  private Map<String, Long> answeredByText() {
    return server.calls().stream()
        .filter(call -> call.outcome() == ChatServer.Outcome.ANSWERED)
        .flatMap(call -> call.texts().stream())
        .filter(text -> text.startsWith("tweet"))
        .collect(groupingBy(text -> text, counting()));
  }

  private Ledger ledger() throws Exception {
    return task.submit(
            () ->
                new com.fasterxml.jackson.databind.ObjectMapper()
                    .readValue(memory.note().orElseThrow(), Ledger.class))
        .get();
  }

  private long told() {
    return server.calls().stream()
        .mapToLong(call -> ChatModels.PRICES.of(new Usage(call.inputTokens(), call.outputTokens())))
        .sum();
  }

  @Test
  void severalTextsGoIntoACall() throws Exception {
    List<String> texts = texts(12);
    assertThat(of(ask(open(), texts))).isEqualTo(right(texts));
    assertThat(server.calls()).extracting(call -> call.texts().size()).containsExactly(5, 5, 2);
    assertThat(ledger().cost()).isEqualTo(told());
  }

  @Test
  void aTextIsAskedAboutOnce() throws Exception {
    ChatClient client = open();
    List<String> twice = List.of("the same", "the same");
    assertThat(of(ask(client, twice))).isEqualTo(right(twice));
    assertThat(of(ask(client, twice))).isEqualTo(right(twice));
    assertThat(server.calls())
        .hasSize(1)
        .first()
        .extracting(ChatServer.Call::texts)
        .isEqualTo(List.of("the same"));
  }

  @Test
  void anotherPromptAsksAnew() throws Exception {
    of(ask(open(), List.of("a text")));
    model =
        ChatModels.with(
            model,
            new Prompt("2", "Other words.", model.prompt().sentiments(), model.prompt().topics()));
    of(ask(open(), List.of("a text")));
    assertThat(server.calls()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = ChatFault.Kind.class,
      names = {"REFUSAL", "LENGTH", "MALFORMED", "FEWER", "WRONG_ORDER", "WRONG_LABEL"})
  void whatCannotBeTrustedIsAskedOneByOne(ChatFault.Kind kind) throws Exception {
    server.faults(ChatFault.of(kind).times(1));
    List<String> texts = texts(5);
    assertThat(of(ask(open(), texts))).isEqualTo(right(texts));
    assertThat(server.calls())
        .extracting(call -> call.texts().size())
        .containsExactly(5, 1, 1, 1, 1, 1);
    assertThat(ledger().cost()).as("useless replies are paid for, too").isEqualTo(told());
  }

  @Test
  void aHostileTextSpoilsNoOthersAnswer() throws Exception {
    server.faults(ChatFault.of(ChatFault.Kind.REFUSAL).about("hostile"));
    List<String> texts = new ArrayList<>(texts(4));
    texts.add(2, "something hostile");
    ChatClient client = open();
    List<Optional<Answer>> answers = of(ask(client, texts));
    assertThat(answers.get(2)).isEmpty();
    answers.remove(2);
    assertThat(answers).isEqualTo(right(texts(4)));

    int calls = server.calls().size();
    assertThat(of(ask(client, List.of("something hostile")))).containsExactly(Optional.empty());
    assertThat(server.calls()).as("nobody asks for it again").hasSize(calls);
  }

  @Test
  void aTextThatIsRefusedWithAnErrorHasNoAnswerAndOthersHave() throws Exception {
    server.faults(ChatFault.status(400).about("poison"));
    List<String> texts = List.of("poison", "good one", "good two");
    List<Optional<Answer>> answers = of(ask(open(), texts));
    assertThat(answers.get(0)).isEmpty();
    assertThat(answers.subList(1, 3)).isEqualTo(right(texts.subList(1, 3)));
  }

  @Test
  void aTextThatBreaksTheServerByItselfIsFoundEvenIfNobodyElseAsks() throws Exception {
    server.faults(ChatFault.status(500).about("poison"));
    assertThat(of(ask(open(), List.of("poison")))).containsExactly(Optional.empty());
  }

  @Test
  void aServerThatFailsAndStallsIsAskedAgain() throws Exception {
    model = ChatModels.with(model, Duration.ofSeconds(2));
    server.faults(
        ChatFault.status(500).share(0.1),
        ChatFault.status(503).share(0.05),
        ChatFault.of(ChatFault.Kind.HANG).share(0.04),
        ChatFault.of(ChatFault.Kind.DROP).share(0.04),
        ChatFault.of(ChatFault.Kind.CUT_OFF).share(0.04),
        ChatFault.of(ChatFault.Kind.NO_JSON).share(0.03));
    List<String> texts = texts(100);
    assertThat(of(ask(open(), texts))).isEqualTo(right(texts));
    assertThat(answeredByText().values()).as("each is answered once").containsOnly(1L);
  }

  @Test
  void aWrongKeyIsWaitedForUntilItIsRight() throws Exception {
    server.faults(ChatFault.status(401).times(3));
    assertThat(of(ask(open(), List.of("a text")))).isEqualTo(right(List.of("a text")));
  }

  @Test
  void nothingIsSentWhileTheServerWantsAPause() throws Exception {
    server.faults(ChatFault.status(429).retryAfter("3600").times(1));
    ChatClient client = open();
    var answers = ask(client, texts(20));
    await().until(() -> server.calls().size() >= 1);
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    int sent = server.calls().size();
    assertThat(sent).as("those that were under way").isLessThanOrEqualTo(model.inFlight());
    assertThat(gauges.get(ChatMetrics.PAUSED.name()).getValue()).isEqualTo(1);
    now = now.plusSeconds(3500);
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    assertThat(server.calls()).hasSize(sent);
    now = now.plusSeconds(101);
    assertThat(of(answers)).isEqualTo(right(texts(20)));
  }

  @Test
  void aPauseOutlastsARestart() throws Exception {
    server.faults(ChatFault.status(429).retryAfter("600").times(1));
    ChatClient client = open();
    var unused = ask(client, List.of("a text"));
    await().atMost(Duration.ofSeconds(30)).until(this::aPauseIsJournalled);
    task.submit(client::close).get();
    ChatClient after = open();
    var answers = ask(after, List.of("a text"));
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    assertThat(server.calls()).hasSize(1);
    now = now.plusSeconds(601);
    assertThat(of(answers)).isEqualTo(right(List.of("a text")));
  }

  @Test
  void noPauseIsLongerThanADay() throws Exception {
    server.faults(ChatFault.status(429).retryAfter("999999999").times(1));
    ChatClient client = open();
    var answers = ask(client, List.of("a text"));
    await().atMost(Duration.ofSeconds(30)).until(this::aPauseIsJournalled);
    now = now.plusSeconds(86_400);
    assertThat(of(answers)).isEqualTo(right(List.of("a text")));
  }

  private boolean aPauseIsJournalled() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
      for (Path each : files.filter(file -> file.toString().endsWith(".jsonl")).toList()) {
        if (Files.readString(each).matches("(?s).*\"pausedUntil\":[1-9].*")) {
          return true;
        }
      }
    }
    return false;
  }

  private long journalled() throws IOException {
    Path journal = folder.resolve("journal");
    if (!Files.exists(journal)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(journal)) {
      return files
          .filter(
              each -> each.toFile().length() > 0 && !each.getFileName().toString().startsWith("."))
          .count();
    }
  }

  @Test
  void noMinuteHasMoreCallsThanItMay() throws Exception {
    model =
        ChatModels.with(
            model, new ChatModel.Limits(3, 1_000_000, ChatModels.PRICES, Long.MAX_VALUE));
    server.requestsPerMinute(3);
    ChatClient client = open();
    var answers = ask(client, texts(35));
    await().until(() -> answered() == 3);
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    assertThat(server.calls()).hasSize(3);
    now = now.plusSeconds(61);
    server.requestsPerMinute(6);
    await().until(() -> answered() == 6);
    now = now.plusSeconds(61);
    server.requestsPerMinute(9);
    assertThat(of(answers)).isEqualTo(right(texts(35)));
    assertThat(server.calls()).extracting(ChatServer.Call::status).containsOnly(200);
  }

  @Test
  void aCallTakesNoMoreTokensThanAMinuteHas() throws Exception {
    long three;
    try (ChatApi api = new ChatApi(model, ChatServer.KEY)) {
      three = api.estimate(texts(3)).total();
    }
    model =
        ChatModels.with(
            model, new ChatModel.Limits(1_000, three, ChatModels.PRICES, Long.MAX_VALUE));
    var answers = ask(open(), texts(5));
    await().until(() -> answered() == 1);
    now = now.plusSeconds(61);
    assertThat(of(answers)).isEqualTo(right(texts(5)));
    assertThat(server.calls()).extracting(call -> call.texts().size()).containsExactly(3, 2);
  }

  @Test
  void whatTheServerTakesForTooMuchAgainAndAgainIsAskedOneByOne() throws Exception {
    server.faults(ChatFault.status(429).retryAfter("0").times(3));
    assertThat(of(ask(open(), texts(5)))).isEqualTo(right(texts(5)));
    assertThat(server.calls())
        .extracting(call -> call.texts().size())
        .containsExactly(5, 5, 5, 1, 1, 1, 1, 1);
  }

  @Test
  void aPauseOfNothingIsNoLeaveToAskOnAndOn() throws Exception {
    server.faults(ChatFault.status(429).retryAfter("0"));
    var unused = ask(open(), List.of("a text"));
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    assertThat(server.calls()).as("between pauses that grow from 500 ms").hasSizeBetween(1, 20);
  }

  @Test
  void callsThatKillsLeftUnknownCountForAMinute() throws Exception {
    model =
        ChatModels.with(
            model, new ChatModel.Limits(8, 1_000_000, ChatModels.PRICES, Long.MAX_VALUE));
    server.faults(ChatFault.of(ChatFault.Kind.HANG));
    killWith(4);
    killWith(8);
    ChatClient last = open();
    var answers = ask(last, texts(20));
    await().during(Duration.ofSeconds(1)).until(() -> server.calls().size() == 8);
    server.faults();
    now = now.plusSeconds(62);
    assertThat(of(answers)).isEqualTo(right(texts(20)));
  }

  @Test
  void callsThatAKillLeftUnknownTakeTheirTokens() throws Exception {
    long full;
    try (ChatApi api = new ChatApi(model, ChatServer.KEY)) {
      full = api.estimate(Collections.nCopies(model.batch(), "ع".repeat(280))).total();
    }
    model =
        ChatModels.with(
            model, new ChatModel.Limits(1_000, 4 * full, ChatModels.PRICES, Long.MAX_VALUE));
    server.faults(ChatFault.of(ChatFault.Kind.HANG));
    killWith(4);
    var unused = ask(open(), texts(20));
    await().during(Duration.ofSeconds(1)).until(() -> server.calls().size() == 4);
  }

  /** Ends a client, of which nothing is remembered, when the server has had so many calls. */
  private void killWith(int calls) throws Exception {
    ChatClient killed = open();
    var unused = ask(killed, texts(20));
    await().until(() -> server.calls().size() == calls);
    task.submit(killed::close).get();
    memory = new Remembered();
  }

  @Test
  void theDaysCapPausesUntilTheNextDayAndOutlastsARestart() throws Exception {
    long perCall;
    try (ChatApi api = new ChatApi(model, ChatServer.KEY)) {
      perCall = ChatModels.PRICES.of(api.most(texts(5)));
    }
    model =
        ChatModels.with(
            model, new ChatModel.Limits(1_000, 1_000_000, ChatModels.PRICES, 2 * perCall));
    ChatClient client = open();
    var answers = ask(client, texts(40));
    await().until(() -> answered() >= 2);
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    long first = answered();
    assertThat(told()).isLessThanOrEqualTo(2 * perCall);
    assertThat(answers).anyMatch(each -> !each.isDone());

    task.submit(client::close).get();
    ChatClient after = open();
    var again = ask(after, texts(40));
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    assertThat(answered()).as("the day's spending is known").isEqualTo(first);

    now = Instant.parse("2026-11-27T00:00:01Z").minusNanos(System.nanoTime() - begun);
    await().until(() -> answered() > first);
    model =
        ChatModels.with(
            model, new ChatModel.Limits(1_000, 1_000_000, ChatModels.PRICES, Long.MAX_VALUE));
    task.submit(after::close).get();
    assertThat(of(ask(open(), texts(40)))).isEqualTo(right(texts(40)));
    assertThat(again).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClockThatWasAheadCostsADayAtMost(boolean isRestarted) throws Exception {
    long perCall;
    try (ChatApi api = new ChatApi(model, ChatServer.KEY)) {
      perCall = ChatModels.PRICES.of(api.most(texts(5)));
    }
    model =
        ChatModels.with(model, new ChatModel.Limits(1_000, 1_000_000, ChatModels.PRICES, perCall));
    server.faults(ChatFault.status(429).retryAfter("1").times(1));
    ChatClient client = open();
    now = NOON.plus(Duration.ofDays(30));
    var answers = ask(client, texts(40));
    await().until(() -> answered() >= 1 && ledger().pausedUntil() > 0);
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    long first = answered();
    assertThat(told()).isLessThanOrEqualTo(perCall);

    now = NOON;
    if (isRestarted) {
      task.submit(client::close).get();
      answers = ask(open(), texts(40));
    }
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    assertThat(answered()).as("what was spent counts for today").isEqualTo(first);
    now = NOON.plus(Duration.ofDays(1)).plusSeconds(1);
    await().atMost(Duration.ofSeconds(20)).until(() -> answered() > first);
    assertThat(answers).isNotEmpty();
  }

  @Test
  void callsWhileAClockWasAheadTakeABudgetForAMinute() throws Exception {
    model =
        ChatModels.with(
            model, new ChatModel.Limits(3, 1_000_000, ChatModels.PRICES, Long.MAX_VALUE));
    ChatClient client = open();
    now = NOON.plusSeconds(3_600);
    var answers = ask(client, texts(20));
    await().until(() -> answered() == 3);
    now = NOON;
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    assertThat(answered()).isEqualTo(3);
    now = NOON.plusSeconds(61);
    assertThat(of(answers)).isEqualTo(right(texts(20)));
  }

  @Test
  void anAnswerWhileAClockWasAheadBlamesNobody() throws Exception {
    ChatClient client = open();
    now = NOON.plusSeconds(3_600);
    of(ask(client, List.of("another text")));
    now = NOON;
    server.faults(ChatFault.status(500).times(3));
    assertThat(of(ask(client, texts(5)))).isEqualTo(right(texts(5)));
    assertThat(server.calls())
        .filteredOn(call -> call.texts().contains("tweet number 0"))
        .extracting(call -> call.texts().size())
        .as("no other was answered since they were sent: they stay together")
        .containsExactly(5, 5, 5, 5);
  }

  @Test
  void whoWontWaitGetsNoAnswer() throws Exception {
    model = ChatModels.with(model, ChatModel.Policy.FALLBACK);
    server.faults(ChatFault.status(500));
    assertThat(of(ask(open(), texts(8)))).containsOnly(Optional.empty());
    server.faults();
    server.faults(ChatFault.status(429).retryAfter("3600").times(1));
    now = now.plusSeconds(60);
    assertThat(of(ask(open(), texts(8)))).containsOnly(Optional.empty());
  }

  @Test
  void whoWontWaitGetsNoAnswerAfterThreeCallsThatAreTooMany() throws Exception {
    model = ChatModels.with(model, ChatModel.Policy.FALLBACK);
    server.faults(ChatFault.status(429).retryAfter("0"));
    assertThat(of(ask(open(), texts(5)))).containsOnly(Optional.empty());
    assertThat(server.calls())
        .as("one batch, between pauses of a second at most")
        .extracting(call -> call.texts().size())
        .containsExactly(5, 5, 5);
  }

  @Test
  void whatCameAfterTheLastCheckpointIsNotPaidForTwice() throws Exception {
    ChatClient killed = open();
    of(ask(killed, texts(10)));
    Remembered checkpoint = task.submit(() -> memory.copy()).get();
    of(ask(killed, texts(30)));
    long calls = answered();
    long spent = ledger().cost();

    memory = checkpoint; // what was remembered since is gone
    ChatClient after = open();
    assertThat(of(ask(after, texts(30)))).isEqualTo(right(texts(30)));
    assertThat(answered()).isEqualTo(calls);
    assertThat(ledger().cost()).isEqualTo(spent).isEqualTo(told());
  }

  @Test
  void theJournalIsForgottenTwoCheckpointsLater() throws Exception {
    ChatClient client = open();
    of(ask(client, texts(10)));
    now = now.plusSeconds(62); // for a minute its calls count
    task.submit(() -> client.checkpoint(1)).get();
    of(ask(client, texts(20)));
    now = now.plusSeconds(62);
    assertThat(journalled()).isPositive();
    task.submit(() -> client.completed(1)).get();
    task.submit(() -> client.checkpoint(2)).get();
    assertThat(journalled()).as("one more checkpoint first").isPositive();
    long before = journalled();
    task.submit(() -> client.completed(2)).get();
    await().until(() -> journalled() < before);
    task.submit(() -> client.checkpoint(3)).get();
    task.submit(() -> client.completed(3)).get();
    await().until(() -> journalled() == 0);
  }

  @Test
  void noKeyIsAnErrorThatSaysWhatToDo() {
    model = ChatModels.with(model, Secret.file(folder.resolve("missing")));
    assertThatThrownBy(this::open)
        .hasRootCauseInstanceOf(IOException.class)
        .hasMessageContaining(folder.resolve("missing").toString());
  }
}
