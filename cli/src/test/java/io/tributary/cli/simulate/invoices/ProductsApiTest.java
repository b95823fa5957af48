package io.tributary.cli.simulate.invoices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cli.CommandFailure;
import io.tributary.cli.simulate.Fate;
import io.tributary.cli.simulate.SimulatedRecord;
import io.tributary.connectors.http.ApiCollector;
import io.tributary.connectors.http.ApiSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ProductsApiTest {
  private final ProductsApi api = new ProductsApi(0);
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void theFeedsOwnReaderTakesAndRefusesWhatItIsMeantTo() throws Exception {
    List<SimulatedRecord> sent = Deliveries.send(Source.API, 1_500, api);
    assertThat(api.delivered()).isEqualTo(1_500);
    assertThat(Deliveries.read(new ApiCollector(settings(api.address()))).stream())
        .map(Deliveries::fate)
        .containsExactlyElementsOf(Deliveries.fatesOfTheNewest(sent));
  }

  @Test
  void anUnchangedAnswerIsNotSentAgain() throws Exception {
    Deliveries.send(Source.API, 10, api);
    HttpResponse<String> first = get("?page=1&limit=5");
    String tag = first.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again = get("?page=1&limit=5", "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(get("?page=2&limit=5", "If-None-Match", tag).statusCode()).isEqualTo(200);
  }

  @Test
  void linksToTheNextPageUntilTheLast() throws Exception {
    for (int i = 0; i < 150; i++) {
      api.send(item(i));
    }
    assertThat(get("?page=1").headers().firstValue("Link"))
        .contains("</products?page=2&limit=100>; rel=\"next\"");
    assertThat(get("?page=2").headers().firstValue("Link")).isEmpty();
    assertThat(new ObjectMapper().readTree(get("?page=2").body())).hasSize(50);
    assertThat(get("?page=3").body()).isEqualTo("[]");
    assertThat(get("?page=1&limit=1000").headers().firstValue("Link")).isPresent();
  }

  @Test
  void saysWhatIsWrongWithARequest() throws Exception {
    assertThat(get("?page=0").statusCode()).isEqualTo(400);
    assertThat(get("?page=one").body()).contains("page and limit are numbers from 1");
    assertThat(get("?page=1&limit=").statusCode()).isEqualTo(400);
    assertThat(get("/7").statusCode()).isEqualTo(404);
    HttpResponse<String> post =
        http.send(
            HttpRequest.newBuilder(URI.create(api.address()))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void servesTheNewestOnly() throws Exception {
    for (int i = 0; i <= ProductsApi.MOST; i++) {
      api.send(item(i));
    }
    assertThat(get("").body()).startsWith("[{\"id\":1},").endsWith("{\"id\":10000}]");
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> new ProductsApi(taken.getLocalPort()))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("--api " + taken.getLocalPort())
          .hasMessageContaining("name a port that is free");
    }
    assertThatThrownBy(() -> new ProductsApi(70_000)).isInstanceOf(CommandFailure.class);
  }

  private static SimulatedRecord item(int id) {
    return new SimulatedRecord(
        Fate.VALID,
        Optional.empty(),
        "api",
        Integer.toString(id).getBytes(StandardCharsets.UTF_8),
        ("{\"id\":" + id + "}").getBytes(StandardCharsets.UTF_8),
        0);
  }

  private static ApiSettings settings(String address) {
    return new ApiSettings(
        URI.create(address),
        Duration.ofMinutes(1),
        Duration.ofSeconds(30),
        10_000_000,
        10_000,
        1_000,
        20_000,
        Duration.ZERO,
        Duration.ZERO,
        1);
  }

  private HttpResponse<String> get(String rest, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api.address() + rest));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
