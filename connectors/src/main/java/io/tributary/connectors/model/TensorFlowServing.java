package io.tributary.connectors.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.http.BoundedBody;
import io.tributary.connectors.http.OneLine;
import io.tributary.connectors.http.RetryAfter;
import io.tributary.connectors.json.BoundedJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The REST API of TensorFlow Serving, as far as a classifier of texts goes: one request, one
 * answer. Thread-safe.
 *
 * <p>Answers name no version. So the server's status is asked which one is the newest, every now
 * and then, and that very version asked for; it is gone once a newer one has taken its place.
 * Proxies may know the path without version only: then the newest is taken to have answered.
 *
 * <p>Source of the rules: TensorFlow Serving's RESTful API, row format.
 */
final class TensorFlowServing {
  private static final JsonFactory JSON = BoundedJson.factory();
  private static final ObjectMapper TREES = BoundedJson.mapper();
  private static final Duration NEWEST_FOR = Duration.ofSeconds(10);
  private static final int LONGEST_LABEL = 200;

  private final ServedModel model;
  private final HttpClient http;
  private volatile Version newest = new Version("", Long.MIN_VALUE);
  private volatile boolean byVersion = true;

  /** What the status has said, and when by {@link System#nanoTime}. */
  private record Version(String name, long asked) {
    boolean isKnown() {
      return !name.isEmpty() && System.nanoTime() - asked < NEWEST_FOR.toNanos();
    }
  }

  TensorFlowServing(ServedModel model) {
    this.model = model;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(model.timeout())
            .build();
  }

  /**
   * Asks what texts are about.
   *
   * @return as many answers, in the same order; or a {@link ServingFailure}, an {@link IOException}
   *     when the connection breaks, a {@link java.util.concurrent.TimeoutException}
   */
  CompletableFuture<List<Classification>> predict(List<String> texts) {
    Version known = newest;
    CompletableFuture<Version> version =
        known.isKnown() ? CompletableFuture.completedFuture(known) : status();
    return version.thenCompose(asked -> predict(texts, asked));
  }

  private CompletableFuture<List<Classification>> predict(List<String> texts, Version version) {
    boolean named = byVersion;
    String verb = named ? "/versions/" + version.name() + ":predict" : ":predict";
    HttpRequest request =
        request(verb)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body(texts), StandardCharsets.UTF_8))
            .build();
    return send(request)
        .thenCompose(
            response -> {
              if (response.statusCode() == 404 && named) {
                return withoutThatVersion(texts, version);
              }
              return done(() -> answers(response, texts.size(), version.name()));
            });
  }

  /** Either it has made room for a newer one, or there is no path for versions. */
  private CompletableFuture<List<Classification>> withoutThatVersion(
      List<String> texts, Version gone) {
    return status()
        .thenCompose(
            now -> {
              byVersion = !now.name().equals(gone.name());
              return predict(texts, now);
            });
  }

  private CompletableFuture<Version> status() {
    return send(request("").GET().build()).thenCompose(response -> done(() -> newest(response)));
  }

  private Version newest(HttpResponse<String> response) throws ServingFailure {
    if (response.statusCode() != 200) {
      throw failure(response.statusCode(), response.headers(), response.body());
    }
    OptionalLong available = OptionalLong.empty();
    for (JsonNode each : tree(response.body()).path("model_version_status")) {
      if (each.path("state").asText().equals("AVAILABLE")) {
        long version = each.path("version").asLong(-1);
        available = OptionalLong.of(Math.max(version, available.orElse(version)));
      }
    }
    if (available.isEmpty()) {
      throw ServingFailure.failed("no version of " + model.name() + " is available");
    }
    newest = new Version(Long.toString(available.getAsLong()), System.nanoTime());
    byVersion = true;
    return newest;
  }

  private HttpRequest.Builder request(String verb) {
    return HttpRequest.newBuilder(model.at(verb));
  }

  /** Within the time; a request's own timeout would end with the headers of the answer. */
  private CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
    CompletableFuture<HttpResponse<String>> sending =
        http.sendAsync(request, BoundedBody.text(BoundedJson.ANSWER));
    return sending
        .copy()
        .orTimeout(model.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (response, failure) -> {
              if (failure != null) {
                sending.cancel(true);
              }
            });
  }

  private static String body(List<String> texts) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("instances");
      for (String text : texts) {
        json.writeStartObject();
        json.writeStringField("clean_text", text);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of a writer into memory
    }
    return out.toString();
  }

  private List<Classification> answers(HttpResponse<String> response, int asked, String version)
      throws ServingFailure {
    if (response.statusCode() != 200) {
      throw failure(response.statusCode(), response.headers(), response.body());
    }
    return predictions(response.body(), asked, version);
  }

  /**
   * Reads what was predicted for so many texts.
   *
   * @throws ServingFailure if it is something else
   */
  List<Classification> predictions(String body, int asked, String version) throws ServingFailure {
    JsonNode predictions = tree(body).path("predictions");
    if (!predictions.isArray() || predictions.size() != asked) {
      throw ServingFailure.failed(
          "asked for " + asked + " predictions, it answered " + OneLine.of(body));
    }
    List<Classification> answers = new ArrayList<>(asked);
    for (JsonNode each : predictions) {
      answers.add(likeliest(each, version));
    }
    return answers;
  }

  private Classification likeliest(JsonNode prediction, String version) throws ServingFailure {
    JsonNode labels = prediction.path("labels");
    JsonNode probabilities = prediction.path("probabilities");
    if (!labels.isArray()
        || labels.isEmpty()
        || !probabilities.isArray()
        || labels.size() != probabilities.size()) {
      throw nonsense(prediction);
    }
    int best = 0;
    for (int i = 0; i < labels.size(); i++) {
      double probability = probabilities.get(i).asDouble(Double.NaN);
      if (!probabilities.get(i).isNumber() || !(probability >= 0 && probability <= 1.001)) {
        throw nonsense(prediction);
      }
      if (probability > probabilities.get(best).asDouble()) {
        best = i;
      }
    }
    String label = labels.get(best).asText();
    if (!labels.get(best).isTextual() || label.isEmpty() || label.length() > LONGEST_LABEL) {
      throw nonsense(prediction);
    }
    double score = Math.min(1, probabilities.get(best).asDouble());
    return new Classification(label, score, model.name(), version);
  }

  private static ServingFailure nonsense(JsonNode prediction) {
    return ServingFailure.failed(
        "a prediction has no labels with as many probabilities from 0 to 1: "
            + OneLine.of(prediction.toString()));
  }

  private static JsonNode tree(String body) throws ServingFailure {
    try {
      return TREES.readTree(body);
    } catch (JsonProcessingException e) {
      throw ServingFailure.failed("it answered no JSON: " + OneLine.of(body));
    }
  }

  static ServingFailure failure(int status, HttpHeaders headers, String body) {
    String message = status + " " + OneLine.of(body);
    return switch (status) {
      case 400, 413, 422 -> ServingFailure.refused(message);
      case 429 -> ServingFailure.throttled(RetryAfter.of(headers));
      default -> ServingFailure.failed(message);
    };
  }

  private interface Reading<T> {
    T read() throws ServingFailure;
  }

  private static <T> CompletableFuture<T> done(Reading<T> reading) {
    try {
      return CompletableFuture.completedFuture(reading.read());
    } catch (ServingFailure e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
