package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jetty.server.LocalConnector;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests as bytes, handed to the server without a network. */
@Timeout(20)
class RequestFuzzTest {
  private static final String TOKEN = "a-token-that-nobody-guesses";

  private static final class Subject {
    static final ObjectMapper JSON = new ObjectMapper();
    static final LocalConnector CONNECTOR;
    static final String SECRET_PLACE = "lake-in-a-secret-place";

    static {
      try {
        Path folder = Files.createTempDirectory("fuzzed");
        LakeOnDisk lake = LakeOnDisk.withAnswers(folder.resolve(SECRET_PLACE));
        Options local = Options.of(lake.root().toString()).at("127.0.0.1", 0);
        AnalyticsServer server = AnalyticsServer.start(local.withToken(TOKEN));
        assertThat(server.awaitLake(Duration.ofSeconds(60))).isTrue();
        CONNECTOR = new LocalConnector(server.jetty());
        server.jetty().addConnector(CONNECTOR);
        CONNECTOR.start();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            "\u0000from=2026-11-20&to=2026-11-21&currency=EUR",
            "\u0001limit=1&cursor=REU&from=9999-12-31",
            "\u0002from=0000-01-01&to=9999-12-31&limit=1000",
            "\u0005limit=2&cursor=MjAyNi0xMS0yMA",
            "\u0007dimension=request_type&granularity=hour&from=2026-11-21T10:00:00.5Z&to=2026-11-21",
            "\u0007dimension=total&granularity=day&limit=1&top=3",
            "\u0009dimension=country&granularity=day&from=2026-11-01",
            "\ndimension=place&granularity=day",
            "\u000bdimension=keyword&language=fr&top=1",
            "\u0010\nW/\"abc\", *",
            "\u0000\n\nBearer wrong",
            "\u0000%zz=%00&a=%c0%ae",
            "\u00ff/analytics/%2e%2e/metrics",
            "\u00ff/index.html%00.png;a=b?c")
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * The first byte says which path is asked, from 128 on that the first line is a path itself; that
   * line is the question, the second one a known tag, the third one what is sent for a token.
   */
  @MethodSource("seeds")
  @FuzzTest
  void isAnsweredOrRefusedAndNothingIsSaidOfTheInsides(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    String[] lines =
        new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1)
            .replaceAll("[\r ]", "+")
            .split("\n", 3);
    boolean isPath = input[0] < 0;
    String authorization = lines.length > 2 ? oneLine(lines[2]) : "Bearer " + TOKEN;
    String request =
        (isPath
                ? "HEAD /" + lines[0]
                : "GET " + Asking.PATHS.get(input[0] % Asking.PATHS.size()) + "?" + lines[0])
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: "
            + authorization
            + (lines.length > 1 ? "\r\nIf-None-Match: " + oneLine(lines[1]) : "")
            + "\r\n\r\n";
    ByteBuffer answer =
        Subject.CONNECTOR.getResponse(
            ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)),
            isPath,
            10,
            TimeUnit.SECONDS);
    check(request, StandardCharsets.UTF_8.decode(answer).toString(), isPath);
  }

  private static String oneLine(String text) {
    return text.replaceAll("[\\x00-\\x1f]", " ");
  }

  private static void check(String request, String answer, boolean isHead) throws IOException {
    assertThat(answer).as(request).startsWith("HTTP/1.1 ");
    String[] parts = answer.split("\r\n\r\n", 2);
    int status = Integer.parseInt(answer.substring(9, 12));
    assertThat(status).as(request + answer).isBetween(200, 499);
    assertThat(answer).doesNotContain("Set-Cookie", Subject.SECRET_PLACE, TOKEN);
    if (status == 200 || status == 304 || isHead) {
      if (parts[0].contains("application/json") && !isHead && status == 200) {
        Subject.JSON.readTree(parts[1]);
      }
      return;
    }
    assertThat(parts[0]).as(request + answer).contains("application/problem+json");
    assertThat(Subject.JSON.readTree(parts[1]).path("status").asInt()).isEqualTo(status);
    Asking.saysNothingOfTheInsides(request, parts[1]);
  }
}
