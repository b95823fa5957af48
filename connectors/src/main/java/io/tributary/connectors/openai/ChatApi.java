package io.tributary.connectors.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.openai.client.OpenAIClientAsync;
import com.openai.client.okhttp.OpenAIOkHttpClientAsync;
import com.openai.core.JsonValue;
import com.openai.core.http.Headers;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionUsage;
import io.tributary.connectors.http.OneLine;
import io.tributary.connectors.http.RetryAfter;
import io.tributary.connectors.json.BoundedJson;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * The chat completions API, as far as the analysis of texts goes: one call, one reply. Nothing is
 * sent twice here. Thread-safe.
 *
 * <p>Texts are data in a JSON object, numbered from 1, and the reply is held to a closed schema:
 * whatever a text says, nothing else than a sentiment, a topic and a number can come of it.
 *
 * <p>Source of the rules: OpenAI's API reference, chat completions and structured outputs.
 */
final class ChatApi implements AutoCloseable {
  /** Duplicate keys and whatever follows the object are faults, and no answers. */
  private static final ObjectMapper JSON =
      BoundedJson.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** What an answer and the brackets around all take at most, in tokens: it is some 30 and 10. */
  private static final long OUTPUT_EACH = 80;

  private static final long OUTPUT_BESIDES = 40;

  /** What the schema and the messages' frames take, in tokens. */
  private static final long INPUT_BESIDES = 200;

  private static final long INPUT_EACH = 12;

  /** There are tokens of one byte; but in no language are they as short as this on average. */
  private static final int BYTES_PER_TOKEN = 3;

  private final ChatModel model;
  private final OpenAIClientAsync client;
  private final ResponseFormatJsonSchema format;

  ChatApi(ChatModel model, String key) {
    this.model = model;
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(model.inFlight());
    dispatcher.setMaxRequestsPerHost(model.inFlight());
    this.client =
        OpenAIOkHttpClientAsync.builder()
            .okHttpClient(
                new OkHttpClient.Builder()
                    .dispatcher(dispatcher)
                    .followRedirects(false)
                    .followSslRedirects(false)
                    .retryOnConnectionFailure(false)
                    .addInterceptor(call -> bounded(call.proceed(call.request())))
                    .build())
            .baseUrl(model.baseUrl().toString())
            .apiKey(key)
            .timeout(model.timeout())
            .maxRetries(0)
            .build();
    this.format = format(model.prompt());
  }

  /** The library takes any answer to memory. */
  private static Response bounded(Response response) throws IOException {
    try (ResponseBody begin = response.peekBody(BoundedJson.ANSWER + 1L)) {
      if (begin.contentLength() > BoundedJson.ANSWER) {
        response.close();
        throw new IOException("the answer has more than " + BoundedJson.ANSWER + " bytes");
      }
    }
    return response;
  }

  private static ResponseFormatJsonSchema format(Prompt prompt) {
    Map<String, Object> answer =
        closed(
            Map.of(
                "n",
                Map.of("type", "integer"),
                "sentiment",
                Map.of("type", "string", "enum", prompt.sentiments()),
                "topic",
                Map.of("type", "string", "enum", prompt.topics()),
                "confidence",
                Map.of("type", "number")),
            List.of("n", "sentiment", "topic", "confidence"));
    Map<String, Object> schema =
        closed(Map.of("tweets", Map.of("type", "array", "items", answer)), List.of("tweets"));
    ResponseFormatJsonSchema.JsonSchema.Schema.Builder written =
        ResponseFormatJsonSchema.JsonSchema.Schema.builder();
    schema.forEach((name, value) -> written.putAdditionalProperty(name, JsonValue.from(value)));
    return ResponseFormatJsonSchema.builder()
        .jsonSchema(
            ResponseFormatJsonSchema.JsonSchema.builder()
                .name("analysis")
                .strict(true)
                .schema(written.build())
                .build())
        .build();
  }

  /** An object that has these properties, all of them, and no others. */
  private static Map<String, Object> closed(Map<String, Object> properties, List<String> required) {
    return Map.of(
        "type",
        "object",
        "properties",
        properties,
        "required",
        required,
        "additionalProperties",
        false);
  }

  /** What a call with these texts takes, as far as can be told beforehand; mostly it is less. */
  Usage estimate(List<String> texts) {
    long input = tokens(model.prompt().instructions()) + INPUT_BESIDES;
    for (String text : texts) {
      input += estimate(text).input();
    }
    return new Usage(input, mostOutput(texts.size()));
  }

  /** What one more text adds to that. */
  static Usage estimate(String text) {
    return new Usage(tokens(text) + INPUT_EACH, OUTPUT_EACH);
  }

  private static long tokens(String text) {
    return bytes(text) / BYTES_PER_TOKEN + 1;
  }

  /** What it can't take more than: no token has less than a byte. */
  Usage most(List<String> texts) {
    return new Usage(
        bytes(model.prompt().instructions()) + bytes(data(texts)) + INPUT_BESIDES,
        mostOutput(texts.size()));
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static long mostOutput(int texts) {
    return OUTPUT_BESIDES + OUTPUT_EACH * texts;
  }

  /**
   * Asks about texts.
   *
   * @return the reply; or a {@link CallFailure}
   */
  CompletableFuture<Reply> ask(List<String> texts) {
    ChatCompletionCreateParams call =
        ChatCompletionCreateParams.builder()
            .model(model.name())
            .temperature(0)
            .maxCompletionTokens(mostOutput(texts.size()))
            .addSystemMessage(model.prompt().instructions())
            .addUserMessage(data(texts))
            .responseFormat(format)
            .build();
    return client
        .chat()
        .completions()
        .create(call)
        .handle(
            (completion, failure) -> {
              try {
                if (failure != null) {
                  throw failure(failure);
                }
                return reply(completion, texts.size());
              } catch (CallFailure e) {
                throw new CompletionException(e);
              }
            });
  }

  private static String data(List<String> texts) {
    ArrayNode tweets = JSON.createArrayNode();
    for (int i = 0; i < texts.size(); i++) {
      tweets.addObject().put("n", i + 1).put("text", texts.get(i));
    }
    return JSON.createObjectNode().set("tweets", tweets).toString();
  }

  /**
   * What a completion says of so many texts.
   *
   * @throws CallFailure if it is none
   */
  Reply reply(ChatCompletion completion, int asked) throws CallFailure {
    try {
      Optional<CompletionUsage> told = completion.usage();
      if (told.isEmpty() || completion.choices().isEmpty()) {
        throw nonsense("a reply without usage or choices");
      }
      Usage usage = new Usage(told.get().promptTokens(), told.get().completionTokens());
      if (usage.input() < 0 || usage.output() < 0) {
        throw nonsense("a usage below zero");
      }
      ChatCompletion.Choice choice = completion.choices().get(0);
      if (choice.message().refusal().filter(text -> !text.isEmpty()).isPresent()) {
        return new Reply.Unusable(
            "it refuses: " + OneLine.of(choice.message().refusal().get()), usage);
      }
      String end = choice.finishReason().asString();
      if (!end.equals("stop")) {
        return new Reply.Unusable("it has ended for the reason " + OneLine.of(end), usage);
      }
      return answers(choice.message().content().orElse(""), asked, usage);
    } catch (OpenAIException e) {
      throw nonsense(String.valueOf(e.getMessage()));
    }
  }

  private static CallFailure nonsense(String what) {
    return new CallFailure(
        CallFailure.Kind.UNKNOWN,
        "it answers no chat completion: " + OneLine.of(what),
        Optional.empty());
  }

  /**
   * Every number must be there once, and in its place: a reply that has another order, or more, or
   * fewer, may have been talked into it by one of the texts, and then none of it is trusted.
   */
  private Reply answers(String content, int asked, Usage usage) {
    JsonNode tweets;
    try {
      tweets = JSON.readTree(content).path("tweets");
    } catch (JsonProcessingException e) {
      return new Reply.Unusable("it answers no JSON: " + OneLine.of(content), usage);
    }
    if (!tweets.isArray() || tweets.size() != asked) {
      return new Reply.Unusable(
          "asked about %d texts, it answers %s".formatted(asked, OneLine.of(content)), usage);
    }
    List<Answer> answers = new ArrayList<>(asked);
    for (JsonNode each : tweets) {
      Answer answer =
          new Answer(
              each.path("sentiment").asText(),
              each.path("topic").asText(),
              each.path("confidence").asDouble(Double.NaN));
      if (!each.path("n").isInt()
          || each.path("n").asInt() != answers.size() + 1
          || !each.path("confidence").isNumber()
          || !(answer.confidence() >= 0 && answer.confidence() <= 1)
          || !model.prompt().sentiments().contains(answer.sentiment())
          || !model.prompt().topics().contains(answer.topic())) {
        return new Reply.Unusable(
            "its answer %d is %s".formatted(answers.size() + 1, OneLine.of(each.toString())),
            usage);
      }
      answers.add(answer);
    }
    return new Reply.Answers(List.copyOf(answers), usage);
  }

  private static CallFailure failure(Throwable thrown) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (failure instanceof OpenAIServiceException answered) {
      String message =
          answered.statusCode() + " " + OneLine.of(String.valueOf(answered.getMessage()));
      return switch (answered.statusCode()) {
        case 400, 413, 422 -> new CallFailure(CallFailure.Kind.REFUSED, message, Optional.empty());
        case 401, 403, 404 -> new CallFailure(CallFailure.Kind.DENIED, message, Optional.empty());
        case 429 ->
            new CallFailure(CallFailure.Kind.THROTTLED, message, retryAfter(answered.headers()));
        default ->
            new CallFailure(CallFailure.Kind.FAILED, message, retryAfter(answered.headers()));
      };
    }
    if (failure instanceof OpenAIIoException && neverArrived(failure)) {
      return new CallFailure(
          CallFailure.Kind.FAILED, "it can't be reached: " + root(failure), Optional.empty());
    }
    return new CallFailure(
        CallFailure.Kind.UNKNOWN, "no reply: " + root(failure), Optional.empty());
  }

  private static boolean neverArrived(Throwable failure) {
    Throwable root = root(failure);
    return root instanceof ConnectException
        || root instanceof UnknownHostException
        || root instanceof NoRouteToHostException;
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  /**
   * How long the server wants to be left alone: {@code retry-after-ms}, which is OpenAI's own, or
   * {@code Retry-After}.
   */
  static Optional<Duration> retryAfter(Headers headers) {
    Optional<String> millis = first(headers, "retry-after-ms");
    if (millis.filter(text -> text.matches("[0-9]{1,12}(\\.[0-9]*)?")).isPresent()) {
      return millis.map(text -> Duration.ofMillis((long) Double.parseDouble(text)));
    }
    return RetryAfter.of(first(headers, "Retry-After"), first(headers, "Date"));
  }

  private static Optional<String> first(Headers headers, String name) {
    Iterator<String> values = headers.values(name).iterator();
    return values.hasNext() ? Optional.of(values.next().strip()) : Optional.empty();
  }

  @Override
  public void close() {
    client.close();
  }
}
