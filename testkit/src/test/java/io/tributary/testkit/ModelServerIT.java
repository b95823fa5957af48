package io.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModelServerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String MODEL = "/v1/models/text_classifier";
  private static final String VOTE = "The president and parliament voted";
  private static final String TWO = "{\"instances\":[\"" + VOTE + "\",\"\"]}";

  @TempDir private static Path data;
  private static ModelServer server;

  @BeforeAll
  static void start() {
    server = ModelServer.start(data);
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @BeforeEach
  void heal() {
    server.heal();
  }

  @ParameterizedTest
  @CsvSource({":predict", "/predict", "/versions/1:predict"})
  void answersRowsByRows(String path) throws Exception {
    HttpResponse<String> answer = post(MODEL + path, TWO);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body())
        .isEqualTo(
            """
            {
                "predictions": [
                    {
                        "labels": ["entertainment", "geography", "health", "politics", \
            "science/technology", "sports", "travel"],
                        "probabilities": [0.0122353937, 0.00703349, 0.0820095688, 0.882395744, \
            0.00267253839, 0.0118161915, 0.00183709024]
                    },
                    {
                        "labels": ["entertainment", "geography", "health", "politics", \
            "science/technology", "sports", "travel"],
                        "probabilities": [0.194204196, 0.158920631, 0.184917346, 0.0954728946, \
            0.123862118, 0.163606182, 0.0790166408]
                    }
                ]
            }""");
  }

  @Test
  void answersColumnsByColumns() throws Exception {
    String body = post(MODEL + ":predict", "{\"inputs\":{\"clean_text\":[\"\"]}}").body();

    assertThat(body.replaceAll("\\s", ""))
        .isEqualTo(
            "{\"outputs\":{\"labels\":[[\"entertainment\",\"geography\",\"health\",\"politics\","
                + "\"science/technology\",\"sports\",\"travel\"]],\"probabilities\":[[0.194204196,"
                + "0.158920631,0.184917346,0.0954728946,0.123862118,0.163606182,0.0790166408]]}}");
  }

  @Test
  void saysWhichVersionsThereAreWhileTheyComeAndGo() throws Exception {
    assertThat(get(MODEL).body())
        .isEqualTo(
            """
            {
             "model_version_status": [
              {
               "version": "1",
               "state": "AVAILABLE",
               "status": {
                "error_code": "OK",
                "error_message": ""
               }
              }
             ]
            }
            """);
    assertThat(post(MODEL + "/versions/12:predict", TWO).body())
        .contains("Servable not found for request: Specific(text_classifier, 12)");

    server.addVersion(12);
    assertThat(get(MODEL).body()).containsSubsequence("\"12\"", "AVAILABLE", "\"1\"", "AVAILABLE");
    assertThat(get(MODEL + "/metadata").body()).contains("\"version\": \"12\"");
    assertThat(get(MODEL + "/versions/1/metadata").body()).contains("\"version\": \"1\"");
    assertThat(post(MODEL + "/versions/12:predict", TWO).statusCode()).isEqualTo(200);

    server.removeVersion(12);
    assertThat(get(MODEL + "/metadata").body()).contains("\"version\": \"1\"");
    assertThat(post(MODEL + "/versions/12:predict", TWO).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "400 | JSON Parse error: | {\"instances\":[\"a\"",
        "400 | JSON Parse error: The surrogate pair in string is invalid."
            + " | {\"instances\":[\"\\ud800\"]}",
        "400 | JSON Value: [1] Is not object | [1]",
        "400 | Missing 'inputs' or 'instances' key | {\"texts\":[\"a\"]}",
        "400 | Missing named input: clean_text in 'inputs' object. | {\"inputs\":{\"x\":[\"a\"]}}",
        "400 | No values in 'instances' array | {\"instances\":[]}",
        "400 | Failed to process element: 1 of 'instances' list. Error: INVALID_ARGUMENT: JSON"
            + " Value: 7 Type: Number is not of expected type: string | {\"instances\":[\"a\",7]}",
        "400 | JSON object: does not have named input: text | {\"instances\":[{\"text\":\"a\"}]}",
        "400 | input must be a vector, got shape: [1,1] | {\"instances\":[[\"a\"]]}",
        "400 | Serving signature name: \\\"x\\\" not found in signature def"
            + " | {\"signature_name\":\"x\",\"instances\":[\"a\"]}",
      })
  void refusesWhatTheRealOneRefuses(int status, String error, String body) throws Exception {
    HttpResponse<String> answer = post(MODEL + ":predict", body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\n    \"error\": \"").contains(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/models/foo | Could not find any versions of model foo",
        "/v1/models/text_classifier/versions/9 | Could not find version 9 of model text_classifier",
        "/v1/models/foo/metadata | Servable not found for request: Latest(foo)",
      })
  void doesNotKnowWhatIsNotThere(String path, String error) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
    assertThat(get(path).body()).isEqualTo("{\n    \"error\": \"" + error + "\"\n}");
  }

  @Test
  void answersSomeRequestsWithAnotherStatus() throws Exception {
    server.faults(
        ModelFault.status(429).retryAfter(Duration.ofSeconds(3)).every(2).times(2),
        ModelFault.status(503).times(1));

    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      HttpResponse<String> answer = post(MODEL + ":predict", TWO);
      statuses.add(answer.statusCode());
      assertThat(answer.headers().firstValue("Retry-After").isPresent())
          .isEqualTo(answer.statusCode() == 429);
    }

    assertThat(statuses).containsExactly(503, 429, 200, 429, 200, 200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "FEWER_PREDICTIONS | {\"predictions\":[{\"labels\":[L],\"probabilities\":[P]}]}",
        "MISSING_OUTPUT | {\"predictions\":[[L],[L]]}",
        "NO_NUMBERS | {\"predictions\":[{\"labels\":[L],\"probabilities\":[H]},"
            + "{\"labels\":[L],\"probabilities\":[H]}]}",
        "NAN | {\"predictions\":[{\"labels\":[L],\"probabilities\":[N]},"
            + "{\"labels\":[L],\"probabilities\":[N]}]}",
        "NO_JSON | <HTML><HEAD><TITLE>Welcome</TITLE></HEAD><BODY><H1>Welcome</H1></BODY></HTML>",
        "EMPTY | ``",
      })
  void answersWrongly(ModelFault.Kind kind, String shape) throws Exception {
    server.faults(ModelFault.of(kind));

    HttpResponse<String> answer = post(MODEL + ":predict", TWO);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(
            answer
                .body()
                .replaceAll("\\s", "")
                .replaceAll("\"entertainment\"[^]]*", "L")
                .replaceAll("(NaN,?){7}", "N")
                .replaceAll("(\"high\",?){7}", "H")
                .replaceAll("0\\.[^]]*", "P"))
        .isEqualTo(shape);
  }

  @ParameterizedTest
  @CsvSource({"DROP", "CUT_OFF"})
  void breaksConnections(ModelFault.Kind kind) throws Exception {
    server.faults(ModelFault.of(kind).times(1));

    assertThatThrownBy(() -> post(MODEL + ":predict", TWO)).isInstanceOf(IOException.class);
    assertThat(post(MODEL + ":predict", TWO).statusCode()).isEqualTo(200);
  }

  @Test
  void hangsUntilItIsHealed() throws Exception {
    server.faults(ModelFault.of(ModelFault.Kind.HANG));
    assertThatThrownBy(() -> post(MODEL + ":predict", TWO))
        .isInstanceOf(HttpTimeoutException.class);

    server.heal();
    assertThat(post(MODEL + ":predict", TWO).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesFaultsThatItDoesNotKnow() {
    assertThatThrownBy(() -> server.faults(ModelFault.status(200)))
        .isInstanceOf(ServerFailure.class)
        .hasMessageContaining("status is 200: 400 to 599");
  }

  @Test
  void isStartedAgainOnTheSamePort() throws Exception {
    server.faults(ModelFault.status(500));
    long killed = server.pid();
    server.kill();
    assertThat(ProcessHandle.of(killed)).isEmpty();
    assertThatThrownBy(() -> post(MODEL + ":predict", TWO)).isInstanceOf(ConnectException.class);

    server.startAgain();
    assertThat(post(MODEL + ":predict", TWO).statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return CLIENT.send(request(path, body), BodyHandlers.ofString());
  }

  private static HttpRequest request(String path, String body) {
    return HttpRequest.newBuilder(URI.create(server.baseUrl() + path))
        .timeout(PATIENCE)
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(server.baseUrl() + path)).timeout(PATIENCE).build(),
        BodyHandlers.ofString());
  }
}
