package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy, and the checks of health, before a server that says what it was asked. */
final class ModelServicesIT {
  private final SystemProgram nginx = new SystemProgram("nginx", "apt-get install nginx");
  private final AtomicReference<String> state = new AtomicReference<>("AVAILABLE");

  @TempDir private Path folder;
  private HttpServer server;
  private int port;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/",
        exchange -> {
          int length = exchange.getRequestBody().readAllBytes().length;
          byte[] said =
              "%s %s %d {\"state\": \"%s\"}"
                  .formatted(
                      exchange.getRequestMethod(), exchange.getRequestURI(), length, state.get())
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, said.length);
          exchange.getResponseBody().write(said);
          exchange.close();
        });
    server.start();
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  @AfterEach
  void stop() {
    server.stop(0);
    if (Files.exists(folder.resolve("pid"))) {
      nginx("-s", "stop");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/models/text_classifier/predict, /v1/models/text_classifier:predict",
    "/v1/models/text_classifier/versions/3/predict, /v1/models/text_classifier/versions/3:predict",
    "/v1/models/text_classifier:predict, /v1/models/text_classifier:predict",
  })
  void theProxyTurnsAPathWithoutAColonIntoTheServersOwn(String path, String asked)
      throws Exception {
    startProxy();

    HttpResponse<String> answer = post(path, "x".repeat(3_500_000));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).startsWith("POST " + asked + " 3500000 ");
  }

  @Test
  void theProxyRefusesWhatIsTooLargeOrNotOfTheModels() throws Exception {
    startProxy();

    assertThat(post("/v1/models/text_classifier/predict", "x".repeat(4_200_000)).statusCode())
        .isEqualTo(413);
    assertThat(get("/v1/models/text_classifier/predict").statusCode()).isEqualTo(403);
    assertThat(get("/faults/counts").statusCode()).isEqualTo(404);
    assertThat(get("/v1/models/text_classifier").body()).startsWith("GET /v1/models/text_cla");
    server.stop(0);
    assertThat(get("/v1/models/text_classifier").statusCode()).isEqualTo(502);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensorflow-serving", "model-proxy"})
  void areHealthyWhenTheModelIsAvailable(String service) {
    assertThat(health(service)).isZero();
    state.set("END");
    assertThat(health(service)).isNotZero();
    server.stop(0);
    assertThat(health(service)).isNotZero();
  }

  private int health(String service) {
    JsonNode test =
        Documents.yaml("docker-compose.yml").at("/services/" + service + "/healthcheck/test");
    assertThat(test.get(0).asText()).isEqualTo("CMD");
    return new SystemProgram(test.get(1).asText(), "it comes with every Debian")
        .run(
            test.get(2).asText(),
            test.get(3).asText().replaceAll("/850[12]\\b", "/" + server.getAddress().getPort()))
        .exitCode();
  }

  private void startProxy() throws IOException {
    Files.writeString(
        folder.resolve("nginx.conf"),
        Documents.text("deploy/compose/nginx.conf")
            .replace("http {", "http {" + temporaryFolders())
            .replace("listen 8502;", "listen 127.0.0.1:" + port + ";")
            .replace("tensorflow-serving:8501", "127.0.0.1:" + server.getAddress().getPort()));
    assertThat(nginx("-t").errors()).contains("test is successful");
    assertThat(nginx().exitCode()).isZero();
  }

  private static String temporaryFolders() {
    return Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        .map(each -> each + "_temp_path " + each + ";")
        .collect(Collectors.joining());
  }

  /** With all that it writes in the test's folder. */
  private SystemProgram.Outcome nginx(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of("-p", folder.toString(), "-c", "nginx.conf", "-e", "error.log", "-g"));
    all.add("pid " + folder.resolve("pid") + ";");
    all.addAll(List.of(arguments));
    return nginx.run(all.toArray(String[]::new));
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient().send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }
}
