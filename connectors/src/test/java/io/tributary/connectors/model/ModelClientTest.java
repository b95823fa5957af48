package io.tributary.connectors.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client's rules, against a server that answers as a test tells it to. */
final class ModelClientTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STATUS =
      "{\"model_version_status\":[{\"version\":\"%s\",\"state\":\"AVAILABLE\"},"
          + "{\"version\":\"99\",\"state\":\"LOADING\"}]}";

  private final ExecutorService task = Executors.newSingleThreadExecutor();
  private final ExecutorService serving = Executors.newCachedThreadPool();

  /** The texts of each request for predictions, in their order. */
  private final ConcurrentLinkedQueue<List<String>> requests = new ConcurrentLinkedQueue<>();

  private volatile Answering answering = (exchange, texts) -> answer(exchange, 200, good(texts));
  private volatile String version = "3";
  private volatile boolean knowsVersions = true;
  private HttpServer server;

  private interface Answering {
    void answer(HttpExchange exchange, List<String> texts) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(serving);
    server.createContext("/v1/models/m", this::handle);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    serving.shutdownNow();
    task.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String verb = exchange.getRequestURI().getPath().substring("/v1/models/m".length());
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (verb.isEmpty()) {
      answer(exchange, 200, STATUS.formatted(version));
    } else if (verb.equals(":predict")
        || (knowsVersions && verb.equals("/versions/" + version + ":predict"))) {
      List<String> texts = new ArrayList<>();
      for (JsonNode each : JSON.readTree(body).path("instances")) {
        texts.add(each.path("clean_text").asText());
      }
      requests.add(texts);
      answering.answer(exchange, texts);
    } else {
      answer(exchange, 404, "{\"error\":\"Servable not found\"}");
    }
  }

  /** Each text is its own label. */
  private static String good(List<String> texts) {
    return texts.stream()
        .map(
            text -> "{\"labels\":[\"other\",\"%s\"],\"probabilities\":[0.25,0.75]}".formatted(text))
        .collect(Collectors.joining(",", "{\"predictions\":[", "]}"));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private ModelClient client(int attempts, int inFlight, int batch) {
    URI url = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
    ServedModel model = new ServedModel(url, "m", Duration.ofSeconds(1), inFlight, batch, attempts);
    return new ModelClient(model, task, new UnregisteredMetricsGroup());
  }

  private ModelClient patient() {
    return client(ServedModel.UNTIL_ANSWERED, 2, 4);
  }

  /** Asked in the client's own thread, all in one go. */
  private List<CompletableFuture<Classification>> ask(ModelClient client, String... texts)
      throws Exception {
    return task.submit(() -> java.util.Arrays.stream(texts).map(client::classify).toList()).get();
  }

  private static Classification of(CompletableFuture<Classification> answer) throws Exception {
    return answer.get(20, TimeUnit.SECONDS);
  }

  @Test
  void theLikeliestLabelWithTheVersionThatSaidSo() throws Exception {
    try (ModelClient client = patient()) {
      assertThat(of(ask(client, "sports").get(0)))
          .isEqualTo(new Classification("sports", 0.75, "m", "3"));
    }
  }

  @Test
  void aVersionThatHasMadeRoomForANewerOneIsNotAskedAgain() throws Exception {
    try (ModelClient client = patient()) {
      assertThat(of(ask(client, "a").get(0)).modelVersion()).isEqualTo("3");
      version = "4";
      assertThat(of(ask(client, "b").get(0)).modelVersion()).isEqualTo("4");
    }
  }

  @Test
  void aProxyThatKnowsNoVersionsWillDo() throws Exception {
    knowsVersions = false;
    try (ModelClient client = patient()) {
      assertThat(of(ask(client, "a").get(0))).isEqualTo(new Classification("a", 0.75, "m", "3"));
    }
  }

  @Test
  void whatComesWhileAllRequestsAreUnderWayIsGatheredForTheNext() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    answering =
        (exchange, texts) -> {
          await(go);
          answer(exchange, 200, good(texts));
        };
    String[] texts = IntStream.range(0, 12).mapToObj(i -> "t" + i).toArray(String[]::new);
    try (ModelClient client = patient()) {
      List<CompletableFuture<Classification>> answers = ask(client, texts);
      go.countDown();
      for (int i = 0; i < texts.length; i++) {
        assertThat(of(answers.get(i)).label()).isEqualTo(texts[i]);
      }
      // Two at once, then as many as a request may have.
      assertThat(requests.stream().map(List::size)).containsExactlyInAnyOrder(1, 1, 4, 4, 2);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whoIsPatientGetsAnAnswerHoweverOftenTheServerFails() throws Exception {
    int[] failures = {12}; // more than it takes to open the breaker
    answering =
        (exchange, texts) -> {
          synchronized (failures) {
            if (failures[0]-- > 0) {
              answer(exchange, 500, "{\"error\":\"overloaded\"}");
              return;
            }
          }
          answer(exchange, 200, good(texts));
        };
    try (ModelClient client = patient()) {
      for (CompletableFuture<Classification> answer : ask(client, "a", "b", "c")) {
        assertThat(answer.get(60, TimeUnit.SECONDS).score()).isEqualTo(0.75);
      }
    }
  }

  @Test
  void whoIsNotPatientIsToldWhatWentWrongAndSoonAtOnce() throws Exception {
    answering = (exchange, texts) -> answer(exchange, 503, "{\"error\":\"no servers left\"}");
    try (ModelClient client = client(3, 2, 4)) {
      assertThatThrownBy(() -> of(ask(client, "a").get(0)))
          .cause()
          .isInstanceOf(ModelAway.class)
          .hasMessageContaining("no servers left");
      assertThatThrownBy(() -> of(ask(client, "b").get(0))).hasCauseInstanceOf(ModelAway.class);
      int asked = requests.size();
      assertThat(asked).isBetween(4, 6);
      assertThatThrownBy(() -> of(ask(client, "c").get(0)))
          .cause()
          .hasMessageContaining("failed too often");
      assertThat(requests).hasSize(asked);
    }
  }

  @Test
  void answersThatMakeNoSenseAreNone() throws Exception {
    String[] bad = {
      "no JSON",
      "{\"predictions\":[]}",
      "{\"predictions\":[{\"labels\":[\"x\"]}]}",
      "{\"predictions\":[{\"labels\":[\"x\"],\"probabilities\":[\"likely\"]}]}",
      "{\"predictions\":[{\"labels\":[\"x\"],\"probabilities\":[1.5]}]}",
      "{\"predictions\":[{\"labels\":[\"x\",\"y\"],\"probabilities\":[0.5]}]}",
      "{\"predictions\":[{\"labels\":[7],\"probabilities\":[0.5]}]}",
    };
    for (String body : bad) {
      answering = (exchange, texts) -> answer(exchange, 200, body);
      try (ModelClient client = client(1, 1, 1)) {
        assertThatThrownBy(() -> of(ask(client, "a").get(0)))
            .as(body)
            .hasCauseInstanceOf(ModelAway.class);
      }
    }
  }

  @Test
  void nothingIsSentForAsLongAsTheServerWants() throws Exception {
    long[] times = new long[2];
    answering =
        (exchange, texts) -> {
          if (times[0] == 0) {
            times[0] = System.nanoTime();
            exchange.getResponseHeaders().add("Retry-After", "2");
            answer(exchange, 429, "{}");
          } else {
            times[1] = System.nanoTime();
            answer(exchange, 200, good(texts));
          }
        };
    try (ModelClient client = patient()) {
      assertThat(of(ask(client, "a").get(0)).label()).isEqualTo("a");
      assertThat(times[1] - times[0]).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1_900));
    }
    times[0] = 0;
    try (ModelClient client = client(3, 1, 1)) {
      assertThatThrownBy(() -> of(ask(client, "b").get(0)))
          .as("won't wait that long")
          .cause()
          .hasMessageContaining("429");
    }
  }

  @Test
  void aShorterPauseDoesNotEndALongerOne() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    long[] times = new long[2]; // when the first answers came, and the next request
    answering =
        (exchange, texts) -> {
          if (both.getCount() > 0) {
            both.countDown();
            await(both);
            if (texts.contains("a")) {
              exchange.getResponseHeaders().add("Retry-After", "2");
            }
            times[0] = System.nanoTime();
            answer(exchange, 429, "{}");
          } else {
            times[1] = times[1] == 0 ? System.nanoTime() : times[1];
            answer(exchange, 200, good(texts));
          }
        };
    try (ModelClient client = patient()) {
      for (CompletableFuture<Classification> answer : ask(client, "a", "b")) {
        of(answer);
      }
      assertThat(times[1] - times[0]).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1_800));
    }
  }

  @Test
  void onlyTheTextThatIsAtFaultIsRefused() throws Exception {
    answering =
        (exchange, texts) -> {
          if (texts.contains("poison")) {
            answer(exchange, 400, "{\"error\":\"can't read this\"}");
          } else {
            answer(exchange, 200, good(texts));
          }
        };
    try (ModelClient client = client(ServedModel.UNTIL_ANSWERED, 1, 8)) {
      List<CompletableFuture<Classification>> answers = ask(client, "a", "b", "poison", "c");
      for (int good : new int[] {0, 1, 3}) {
        assertThat(of(answers.get(good)).score()).isEqualTo(0.75);
      }
      assertThatThrownBy(() -> of(answers.get(2)))
          .cause()
          .isInstanceOf(TextRefused.class)
          .hasMessageContaining("can't read this");
    }
  }

  @Test
  void aModelThatRefusesEverythingIsTheServersFault() throws Exception {
    answering = (exchange, texts) -> answer(exchange, 400, "{\"error\":\"no such input\"}");
    try (ModelClient client = client(2, 1, 8)) {
      assertThatThrownBy(() -> of(ask(client, "a").get(0)))
          .cause()
          .isInstanceOf(ModelAway.class)
          .hasMessageContaining("no such input");
    }
  }

  @Test
  void aServerThatNeverAnswersIsNotWaitedForBeyondTheTimeout() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    List<Answering> stalls =
        List.of(
            (exchange, texts) -> await(never),
            (exchange, texts) -> {
              exchange.sendResponseHeaders(200, 1_000);
              exchange.getResponseBody().write('{');
              exchange.getResponseBody().flush();
              await(never);
            });
    try {
      for (Answering stall : stalls) {
        answering = stall;
        try (ModelClient client = client(1, 1, 1)) {
          long begun = System.nanoTime();
          assertThatThrownBy(() -> of(ask(client, "a").get(0))).hasCauseInstanceOf(ModelAway.class);
          assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(5));
        }
      }
    } finally {
      never.countDown();
    }
  }
}
