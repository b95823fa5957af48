package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is asked: no fault of the server's, and nothing about its insides. */
class HostileRequestsTest {
  private static final int REQUESTS = 10_000;
  private static final long SEED = 20_261_121;

  private static final List<String> NAMES =
      List.of(
          "from",
          "to",
          "currency",
          "limit",
          "cursor",
          "dimension",
          "granularity",
          "top",
          "language",
          "feed",
          "",
          "__proto__");

  private static final List<String> VALUES =
      List.of(
          "' OR '1'='1",
          "'; DROP TABLE invoices_total; --",
          "1) UNION SELECT * FROM duckdb_settings() --",
          "read_text('/etc/passwd')",
          "${jndi:ldap://127.0.0.1/a}",
          "{{7*7}}",
          "<script>alert(1)</script>",
          "../../../../etc/passwd",
          "..\\..\\windows",
          "/proc/self/environ",
          "file:///etc/passwd",
          "\u0000",
          "\r\nSet-Cookie: a=b",
          "\u202e\u200b\ufeff",
          "𝕯🇫🇷👩‍👩‍👧",
          "\ud800",
          "2026-02-30",
          "0000-00-00",
          "9999-12-31",
          "9999-12-31T23:59:59.999999999Z",
          "-0001-01-01",
          "+999999999-12-31",
          "2026-11-21T24:00:00Z",
          "2026-11-21T10:00:00+99:99",
          "2026-11-21",
          "2025-11-21T10:00:00Z",
          "NaN",
          "-1",
          "0",
          "1",
          "1e309",
          "99999999999999999999999999",
          "9223372036854775807",
          "0x7f",
          "true",
          "null",
          "[]",
          "EUR",
          "eur",
          "hour",
          "minute",
          "day",
          "request_type",
          "country",
          "place",
          "keyword",
          "total",
          "n",
          "day, value",
          "REU",
          "OTk5OTk5OTk5OTk5OTk5OTk5OmE",
          "LTk5OTk5OTk5OTk5OTk5OTk5OmE",
          "MDo",
          "====",
          "%",
          "%zz",
          "%00",
          "%c0%ae%c0%ae/");

  private static final List<String> RAW_PATHS =
      List.of(
          "/..%2f..%2fetc/passwd",
          "/%2e%2e/%2e%2e/etc/passwd",
          "//etc/passwd",
          "/page/../io/tributary/analytics/openapi.json",
          "/../io/tributary/analytics/AnalyticsServer.class",
          "/io/tributary/analytics/AnalyticsServer.class",
          "/META-INF/MANIFEST.MF",
          "/analytics/../metrics",
          "/analytics/%00/metrics",
          "/analytics/tickets%2fmetrics",
          "/analytics/;/metrics",
          "/analytics/tickets;jsessionid=1/metrics",
          "/analytics/ü/metrics",
          "/analytics/" + "a".repeat(3000) + "/metrics",
          "/" + "a/".repeat(1000),
          "/index.html%00.png",
          "/\\..\\..",
          "/%",
          "/?",
          "*",
          "http://example.org/analytics/summary",
          "/analytics/summary?" + "a=b&".repeat(1500),
          "/analytics/summary?" + "x".repeat(9000));

  private static final List<String> METHODS =
      List.of(
          "GET", "GET", "GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS",
          "TRACE", "BREW");

  @TempDir static Path folder;
  private static AnalyticsServer server;

  @BeforeAll
  static void start() throws Exception {
    LakeOnDisk lake = LakeOnDisk.withAnswers(folder.resolve("lake-in-a-secret-place"));
    server = AnalyticsServer.start(Options.of(lake.root().toString()).at("127.0.0.1", 0));
    assertThat(server.awaitLake(Duration.ofSeconds(30))).isTrue();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void neverMakesTheServerFailOrTalk() throws IOException {
    Random random = new Random(SEED);
    Map<Integer, Integer> statuses = new TreeMap<>();
    for (int i = 0; i < REQUESTS; i++) {
      String request = request(random);
      String answer = send(request);
      String[] parts = answer.split("\r\n\r\n", 2);
      assertThat(answer).as("answer to " + request).startsWith("HTTP/1.1 ");
      int status = Integer.parseInt(answer.substring(9, 12));
      statuses.merge(status, 1, Integer::sum);
      assertThat(status).as(request + " → " + answer).isLessThan(500);
      String body = parts.length > 1 ? parts[1] : "";
      assertThat(parts[0]).doesNotContain("Set-Cookie");
      assertThat(body)
          .doesNotContain("secret-place")
          .doesNotContain(System.getProperty("user.dir"));
      if (status >= 400) {
        assertThat(parts[0]).as(request + " → " + answer).contains("application/problem+json");
        Asking.saysNothingOfTheInsides(request, body);
      }
    }
    assertThat(statuses.keySet())
        .as("not everything is refused, not everything let pass")
        .contains(200, 400, 404, 405);
    assertThat(new Caller(server).json("/analytics/summary").path("invoices").asLong())
        .isEqualTo(3);
  }

  private static String request(Random random) {
    String target;
    if (random.nextInt(5) == 0) {
      target = RAW_PATHS.get(random.nextInt(RAW_PATHS.size()));
    } else {
      StringBuilder asked =
          new StringBuilder(Asking.PATHS.get(random.nextInt(Asking.PATHS.size())));
      int parameters = random.nextInt(4);
      for (int p = 0; p < parameters; p++) {
        asked.append(p == 0 ? '?' : '&');
        asked.append(NAMES.get(random.nextInt(NAMES.size()))).append('=');
        asked.append(value(random));
      }
      target = asked.toString();
    }
    String method = METHODS.get(random.nextInt(METHODS.size()));
    String more =
        switch (random.nextInt(20)) {
          case 0 -> "Accept-Encoding: gzip;q=x, \r\n";
          case 1 -> "If-None-Match: \"" + "x".repeat(500) + "\r\n";
          case 2 -> "Range: bytes=-9999999999\r\n";
          case 3 -> "Authorization: Bearer " + "x".repeat(2000) + "\r\n";
          case 4 -> "X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Host: example.org\r\n";
          case 5 -> "Last-Event-ID: " + "9".repeat(100) + "\r\n";
          default -> "";
        };
    return method
        + " "
        + target
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + more
        + "\r\n";
  }

  private static String value(Random random) {
    String value = VALUES.get(random.nextInt(VALUES.size()));
    return switch (random.nextInt(6)) {
      case 0 ->
          random
              .ints(random.nextInt(200), 0, 0x10FFFF)
              .filter(c -> c < 0xD800 || c > 0xDFFF)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .chars()
              .collect(
                  StringBuilder::new,
                  (b, c) ->
                      b.append(URLEncoder.encode(String.valueOf((char) c), StandardCharsets.UTF_8)),
                  StringBuilder::append)
              .toString();
      case 1 -> value.replaceAll("[\\s\\x00-\\x20]", "+");
      case 2 -> URLEncoder.encode(value.repeat(1 + random.nextInt(20)), StandardCharsets.UTF_8);
      default -> URLEncoder.encode(value, StandardCharsets.UTF_8);
    };
  }

  private static String send(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
