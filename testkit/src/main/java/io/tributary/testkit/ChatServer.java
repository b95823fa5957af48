package io.tributary.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A service in this JVM that speaks the chat completions API, and keeps to its contract: keys,
 * models, strict schemas, limits with their headers, usage, errors as objects. Its model answers by
 * the text alone, so that every call about a text gets the same. It fails when told to, and notes
 * every call.
 *
 * <p>Source of the rules: OpenAI's API reference, chat completions, structured outputs, rate
 * limits.
 */
public final class ChatServer implements AutoCloseable {
  /** The one model that it has. */
  public static final String MODEL = "contract-model";

  /** The key that it takes. */
  public static final String KEY = "sk-contract-0123456789";

  private static final int HUGE = 20_000_000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/v1/chat/completions";
  private static final int CHARACTERS_PER_TOKEN = 4;
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Call> calls = new ArrayList<>();
  private final List<Remaining> faults = new ArrayList<>();
  private final Deque<Long> admitted = new ArrayDeque<>();
  private final SplittableRandom random = new SplittableRandom(5);
  private volatile CountDownLatch healed = new CountDownLatch(1);
  private volatile Duration delay = Duration.ZERO;
  private int requestsPerMinute = Integer.MAX_VALUE;
  private int numbered;

  /** What became of a call. */
  public enum Outcome {
    /** Still under way, or never to be answered. */
    OPEN,
    /** It was answered well; whether the answer has arrived is another question. */
    ANSWERED,
    /** Something was answered that has to be paid for, but is no use. */
    USELESS,
    /** It was refused or it failed. */
    FAILED
  }

  /**
   * A call.
   *
   * @param begun by {@link System#nanoTime}
   * @param ended the same; of an open one {@link Long#MAX_VALUE}
   * @param status of the answer; 0 when there is none
   * @param inputTokens as it was told in the usage; 0 when nothing was told
   */
  public record Call(
      int number,
      long begun,
      long ended,
      List<String> texts,
      Outcome outcome,
      int status,
      long inputTokens,
      long outputTokens) {}

  private static final class Remaining {
    private final ChatFault fault;
    private int left;

    Remaining(ChatFault fault) {
      this.fault = fault;
      this.left = fault.times();
    }
  }

  /** A request that breaks the contract. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final String code;

    Refused(int status, String type, String code, String message) {
      super(message);
      this.status = status;
      this.type = type;
      this.code = code;
    }

    static Refused invalid(String message) {
      return new Refused(400, "invalid_request_error", "invalid_value", message);
    }
  }

  private ChatServer() throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true"); // or each answer is 40 ms late
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Starts one on any free port of the loopback address. */
  public static ChatServer start() {
    try {
      return new ChatServer();
    } catch (IOException e) {
      throw new ServerFailure("can't start a chat server", e);
    }
  }

  /** What stands before {@code /chat/completions}. */
  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  /** Each call takes so long at least. */
  public void delay(Duration each) {
    delay = each;
  }

  /** No more calls in any 60 seconds; others are answered with 429. */
  public synchronized void requestsPerMinute(int most) {
    requestsPerMinute = most;
  }

  /** What goes wrong from now on, in place of what did; the first that falls on a call counts. */
  public synchronized void faults(ChatFault... some) {
    faults.clear();
    Arrays.stream(some).map(Remaining::new).forEach(faults::add);
    healed.countDown();
    healed = new CountDownLatch(1);
  }

  /** All calls so far, in the order in which they came. */
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /** What its model says of a text, of those that a schema allows. */
  public static String answer(String text, List<String> allowed) {
    return allowed.get(Math.floorMod(text.hashCode(), allowed.size()));
  }

  private void handle(HttpExchange exchange) throws IOException {
    long begun = System.nanoTime();
    byte[] body = exchange.getRequestBody().readAllBytes();
    try (exchange) {
      JsonNode request;
      List<String> texts;
      try {
        request = checked(exchange, body);
        texts = texts(request);
      } catch (Refused refused) {
        note(open(begun, List.of()), Outcome.FAILED, refused.status, 0, 0);
        error(exchange, refused);
        return;
      }
      int number = open(begun, texts);
      CountDownLatch until = healed;
      Optional<ChatFault> fault = fault(texts);
      Thread.sleep(delay.toMillis());
      if (!isAdmitted()) {
        note(number, Outcome.FAILED, 429, 0, 0);
        exchange.getResponseHeaders().set("Retry-After", "1");
        error(exchange, throttled());
      } else if (fault.isPresent()) {
        fail(exchange, fault.get(), number, request, texts, until);
      } else {
        String content = content(request, texts).toString();
        reply(exchange, number, request, content, Outcome.ANSWERED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static JsonNode checked(HttpExchange exchange, byte[] body) throws Refused {
    if (!exchange.getRequestURI().getPath().equals(PATH)) {
      throw new Refused(404, "invalid_request_error", "unknown_url", "Unknown request URL");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      throw new Refused(405, "invalid_request_error", "method_not_supported", "POST only");
    }
    if (!("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      throw new Refused(
          401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided");
    }
    JsonNode request;
    try {
      request = JSON.readTree(body);
    } catch (IOException e) {
      throw Refused.invalid("We could not parse the JSON body of your request");
    }
    if (!request.path("model").asText().equals(MODEL)) {
      throw new Refused(
          404, "invalid_request_error", "model_not_found", "The model does not exist");
    }
    if (!request.path("messages").isArray() || request.path("messages").isEmpty()) {
      throw Refused.invalid("'messages' must have messages");
    }
    for (JsonNode message : request.path("messages")) {
      if (!Set.of("system", "user").contains(message.path("role").asText())
          || !message.path("content").isTextual()) {
        throw Refused.invalid("Invalid value in 'messages'");
      }
    }
    if (request.path("max_completion_tokens").asInt() < 1) {
      throw Refused.invalid("'max_completion_tokens' must be above 0");
    }
    JsonNode format = request.path("response_format");
    JsonNode schema = format.path("json_schema");
    if (!format.path("type").asText().equals("json_schema")
        || !schema.path("strict").asBoolean()
        || !schema.path("name").asText().matches("[a-zA-Z0-9_-]{1,64}")) {
      throw Refused.invalid("Invalid value in 'response_format'");
    }
    checkStrict(schema.path("schema"));
    return request;
  }

  /** Strict schemas are objects that require all they name, and nothing else. */
  private static void checkStrict(JsonNode schema) throws Refused {
    switch (schema.path("type").asText()) {
      case "object" -> {
        Set<String> names = new HashSet<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(each -> required.add(each.asText()));
        if (schema.path("additionalProperties").asBoolean(true) || !names.equals(required)) {
          throw Refused.invalid(
              "Invalid schema for response_format: 'additionalProperties' is required to be false"
                  + " and 'required' to name every property");
        }
        for (JsonNode each : schema.path("properties")) {
          checkStrict(each);
        }
      }
      case "array" -> checkStrict(schema.path("items"));
      case "string", "integer", "number", "boolean" -> {}
      default -> throw Refused.invalid("Invalid schema for response_format: no known type");
    }
  }

  /** The last message holds them, as data. */
  private static List<String> texts(JsonNode request) throws Refused {
    JsonNode messages = request.path("messages");
    List<String> texts = new ArrayList<>();
    try {
      JsonNode data = JSON.readTree(messages.get(messages.size() - 1).path("content").asText());
      data.path("tweets").forEach(each -> texts.add(each.path("text").asText()));
    } catch (JsonProcessingException e) {
      throw Refused.invalid("This model wants its texts as data");
    }
    return texts;
  }

  private static JsonNode properties(JsonNode request) {
    return request.at("/response_format/json_schema/schema/properties/tweets/items/properties");
  }

  private static ObjectNode content(JsonNode request, List<String> texts) {
    ObjectNode content = JSON.createObjectNode();
    ArrayNode tweets = content.putArray("tweets");
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      tweets
          .addObject()
          .put("n", i + 1)
          .put("sentiment", answer(text, words(properties(request).at("/sentiment/enum"))))
          .put("topic", answer(text, words(properties(request).at("/topic/enum"))))
          .put("confidence", confidence(text));
    }
    return content;
  }

  /** How sure its model is of a text. */
  public static double confidence(String text) {
    return (50 + Math.floorMod(text.hashCode(), 50)) / 100d;
  }

  private static List<String> words(JsonNode array) {
    List<String> words = new ArrayList<>();
    array.forEach(each -> words.add(each.asText()));
    return words;
  }

  private void fail(
      HttpExchange exchange,
      ChatFault fault,
      int number,
      JsonNode request,
      List<String> texts,
      CountDownLatch until)
      throws IOException, InterruptedException {
    ObjectNode content = content(request, texts);
    ArrayNode tweets = (ArrayNode) content.path("tweets");
    switch (fault.kind()) {
      case STATUS -> {
        note(number, Outcome.FAILED, fault.status(), 0, 0);
        if (fault.retryAfter() != null) {
          exchange.getResponseHeaders().set("Retry-After", fault.retryAfter());
        }
        error(
            exchange,
            fault.status() == 429
                ? throttled()
                : new Refused(fault.status(), "server_error", "fault", "as it was told to"));
        return;
      }
      case HANG -> {
        until.await();
        note(number, Outcome.FAILED, 0, 0, 0);
        return;
      }
      case DROP -> {
        note(number, Outcome.FAILED, 0, 0, 0);
        return;
      }
      case CUT_OFF -> {
        byte[] body = completion(number, request, content.toString(), "stop").body();
        note(number, Outcome.FAILED, 200, 0, 0);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body, 0, body.length / 2);
        exchange.getResponseBody().flush();
        return;
      }
      case NO_JSON -> {
        note(number, Outcome.FAILED, 200, 0, 0);
        send(exchange, 200, "<html>login</html>".getBytes(StandardCharsets.UTF_8));
        return;
      }
      case HUGE -> {
        note(number, Outcome.FAILED, 200, 0, 0);
        send(exchange, 200, " ".repeat(HUGE).getBytes(StandardCharsets.UTF_8));
        return;
      }
      case NO_CHOICES -> {
        note(number, Outcome.FAILED, 200, 0, 0);
        send(exchange, 200, "{\"id\":\"c\",\"choices\":[]}".getBytes(StandardCharsets.UTF_8));
        return;
      }
      case MALFORMED -> {
        reply(exchange, number, request, "Sure! Here they are: {", Outcome.USELESS);
        return;
      }
      case FEWER -> tweets.remove(tweets.size() - 1);
      case MORE -> tweets.add(tweets.get(0).deepCopy());
      case WRONG_ORDER -> {
        List<JsonNode> turned = new ArrayList<>();
        tweets.forEach(turned::add);
        Collections.reverse(turned);
        tweets.removeAll();
        tweets.addAll(turned);
        if (texts.size() == 1) {
          ((ObjectNode) tweets.get(0)).put("n", 2);
        }
      }
      case WRONG_LABEL -> ((ObjectNode) tweets.get(0)).put("sentiment", "ecstatic");
      case WRONG_CONFIDENCE -> ((ObjectNode) tweets.get(0)).put("confidence", 93);
      case REFUSAL, LENGTH, CONTENT_FILTER -> {
        String whole = content.toString();
        Completion made =
            switch (fault.kind()) {
              case REFUSAL -> completion(number, request, null, "stop");
              case LENGTH ->
                  completion(number, request, whole.substring(0, whole.length() / 2), "length");
              default -> completion(number, request, "", "content_filter");
            };
        note(number, Outcome.USELESS, 200, made.input(), made.output());
        send(exchange, 200, made.body());
        return;
      }
    }
    reply(exchange, number, request, content.toString(), Outcome.USELESS);
  }

  private void reply(
      HttpExchange exchange, int number, JsonNode request, String content, Outcome outcome)
      throws IOException {
    Completion made = completion(number, request, content, "stop");
    note(number, outcome, 200, made.input(), made.output());
    send(exchange, 200, made.body());
  }

  @SuppressWarnings("ArrayRecordComponent") // the bytes are carried, never compared
  private record Completion(byte[] body, long input, long output) {}

  /**
   * Makes a chat completion.
   *
   * @param content null for a refusal
   */
  private static Completion completion(
      int number,
      JsonNode request,
      @org.jspecify.annotations.Nullable String content,
      String finish)
      throws JsonProcessingException {
    long input = 0;
    for (JsonNode message : request.path("messages")) {
      input += tokens(message.path("content").asText());
    }
    String refusal = "I'm sorry, I can't assist with that.";
    long output = tokens(content == null ? refusal : content);
    ObjectNode made = JSON.createObjectNode();
    made.put("id", "chatcmpl-" + number)
        .put("object", "chat.completion")
        .put("created", System.currentTimeMillis() / 1000)
        .put("model", MODEL);
    ObjectNode choice = made.putArray("choices").addObject();
    choice.put("index", 0).put("finish_reason", finish).putNull("logprobs");
    choice
        .putObject("message")
        .put("role", "assistant")
        .put("content", content)
        .put("refusal", content == null ? refusal : null);
    made.putObject("usage")
        .put("prompt_tokens", input)
        .put("completion_tokens", output)
        .put("total_tokens", input + output);
    return new Completion(JSON.writeValueAsBytes(made), input, output);
  }

  private static long tokens(String text) {
    return 1L + text.length() / CHARACTERS_PER_TOKEN;
  }

  private synchronized boolean isAdmitted() {
    long now = System.nanoTime();
    while (!admitted.isEmpty() && now - admitted.peek() >= MINUTE_NANOS) {
      admitted.remove();
    }
    if (admitted.size() >= requestsPerMinute) {
      return false;
    }
    admitted.add(now);
    return true;
  }

  private synchronized Optional<ChatFault> fault(List<String> texts) {
    double drawn = random.nextDouble();
    for (Remaining each : faults) {
      ChatFault fault = each.fault;
      boolean falls =
          texts.stream().anyMatch(text -> text.contains(fault.about()))
              && (fault.times() == 0 || each.left > 0);
      if (falls && drawn < fault.share()) {
        each.left--;
        return Optional.of(fault);
      }
      drawn -= falls ? fault.share() : 0;
    }
    return Optional.empty();
  }

  private synchronized int open(long begun, List<String> texts) {
    calls.add(
        new Call(++numbered, begun, Long.MAX_VALUE, List.copyOf(texts), Outcome.OPEN, 0, 0, 0));
    return numbered;
  }

  private synchronized void note(int number, Outcome outcome, int status, long input, long output) {
    Call open = calls.get(number - 1);
    calls.set(
        number - 1,
        new Call(
            number, open.begun(), System.nanoTime(), open.texts(), outcome, status, input, output));
  }

  private static Refused throttled() {
    return new Refused(429, "requests", "rate_limit_exceeded", "Rate limit reached");
  }

  private void error(HttpExchange exchange, Refused refused) throws IOException {
    ObjectNode error = JSON.createObjectNode();
    error
        .putObject("error")
        .put("message", refused.getMessage())
        .put("type", refused.type)
        .putNull("param")
        .put("code", refused.code);
    send(exchange, refused.status, JSON.writeValueAsBytes(error));
  }

  private void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    limits(exchange);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private synchronized void limits(HttpExchange exchange) {
    int left = Math.max(0, requestsPerMinute - admitted.size());
    exchange
        .getResponseHeaders()
        .set("x-ratelimit-limit-requests", Integer.toString(requestsPerMinute));
    exchange.getResponseHeaders().set("x-ratelimit-remaining-requests", Integer.toString(left));
    exchange.getResponseHeaders().set("x-ratelimit-reset-requests", "1s");
  }

  @Override
  public void close() {
    healed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
