package io.tributary.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.collect.Collected;
import io.tributary.connectors.collect.Collector.Batch;
import io.tributary.connectors.collect.Collector.Collection;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.testkit.ProductsServer;
import io.tributary.testkit.ServiceFault;
import io.tributary.testkit.ServiceFault.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class ApiCollectorIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration INTERVAL = Duration.ofMinutes(7);

  private ProductsServer server;

  @BeforeEach
  void start() {
    server = ProductsServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ApiSettings settings(String path) {
    return new ApiSettings(
        URI.create(server.address() + path),
        INTERVAL,
        Duration.ofSeconds(1),
        100_000,
        1_000_000,
        20,
        300,
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        4);
  }

  /** Reads like the source does: opened anew from a position that was written and read. */
  private static final class Reading implements AutoCloseable {
    final List<Collected<ApiPosition>> records = new ArrayList<>();
    final List<Duration> pauses = new ArrayList<>();
    ApiPosition after;
    boolean ended;
    final Collection<ApiPosition> open;

    Reading(ApiSettings settings, ApiPosition from, boolean bounded) throws IOException {
      ApiCollector collector = new ApiCollector(settings);
      var positions = collector.positions();
      after = positions.deserialize(positions.getVersion(), positions.serialize(from));
      open = collector.open(after, bounded, new UnregisteredMetricsGroup());
    }

    static Reading of(ApiSettings settings) throws IOException {
      return new Reading(settings, ApiPosition.beginning(), false);
    }

    /** The list once, without the pauses. Returns the new records' identities. */
    List<String> round() throws Exception {
      int before = records.size();
      Batch<ApiPosition> batch;
      do {
        batch = open.next();
        records.addAll(batch.records());
        pauses.add(batch.pause());
        after = batch.after();
        ended = batch.ended();
      } while (!batch.pause().equals(INTERVAL));
      return records.subList(before, records.size()).stream()
          .map(record -> json(record).path("invoice_id").asText())
          .toList();
    }

    static JsonNode json(Collected<ApiPosition> record) {
      try {
        return record.json() == null ? JSON.nullNode() : JSON.readTree(record.json());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() throws IOException {
      open.close();
    }
  }

  private static List<String> ids(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
  }

  @Test
  void turnsAProductIntoAnInvoiceAndKeepsItAsReceived() throws Exception {
    server.items(
        List.of(
            "{\"id\":1,\"title\":\"Sac à dos \\\"x\\\"\","
                + " \"price\":109.950,\"updatedAt\":\"2026-01-02T03:04:05Z\"}",
            "{\"id\":\"b\",\"title\":\"T\",\"price\":\"7\",\"quantity\":2,\"createdAt\":1767322000,\"country\":\"FR\",\"currency\":\"USD\"}",
            "{\"id\":3,\"price\":1e2}"));
    try (Reading reading = Reading.of(settings("/products"))) {
      assertThat(reading.round()).containsExactly("1", "b", "3");
      Collected<ApiPosition> first = reading.records.get(0);
      assertThat(first.raw().topic()).isEqualTo("api/products");
      assertThat(new String(first.raw().value(), StandardCharsets.UTF_8))
          .isEqualTo(
              "{\"id\":1,\"title\":\"Sac à dos \\\"x\\\"\","
                  + " \"price\":109.950,\"updatedAt\":\"2026-01-02T03:04:05Z\"}");
      assertThat(new String(first.json(), StandardCharsets.UTF_8))
          .isEqualTo(
              "{\"invoice_id\":\"1\",\"issued_at\":\"2026-01-02T03:04:05Z\",\"amount\":109.950,"
                  + "\"country\":\"Unspecified\",\"customer_id\":\"unknown\",\"source\":\"api\",\"lines\":[{\"description\":\"Sac"
                  + " à dos \\\"x\\\"\",\"unit_price\":109.950,\"quantity\":\"1\"}]}");
      JsonNode second = Reading.json(reading.records.get(1));
      assertThat(second.path("issued_at").asText()).isEqualTo("2026-01-02T02:46:40Z");
      assertThat(second.path("country").asText()).isEqualTo("FR");
      assertThat(second.path("currency").asText()).isEqualTo("USD");
      assertThat(second.at("/lines/0/quantity").asInt()).isEqualTo(2);
      JsonNode third = Reading.json(reading.records.get(2));
      assertThat(third.has("lines")).isFalse();
      assertThat(LocalDate.parse(third.path("issued_at").asText()))
          .isBetween(LocalDate.now(ZoneOffset.UTC).minusDays(1), LocalDate.now(ZoneOffset.UTC));
    }
  }

  @Test
  void readsPagesToTheLastAndDeliversAgainOnlyWhatHasChanged() throws Exception {
    server.products(30);
    try (Reading reading = Reading.of(settings("/products"))) {
      assertThat(reading.round()).isEqualTo(ids(1, 30));
      int before = server.unchanged();
      assertThat(reading.round()).isEmpty();
      assertThat(server.unchanged()).as("pages by their ETag").isEqualTo(before + 4);
      List<String> items = new ArrayList<>();
      IntStream.rangeClosed(1, 31).forEach(id -> items.add(ProductsServer.product(id, "9.90")));
      items.set(5, ProductsServer.product(6, "12.00"));
      server.items(items);
      assertThat(reading.round()).containsExactly("6", "31");
      assertThat(reading.records.get(30).raw().offset()).isEqualTo(30);
      assertThat(reading.round()).isEmpty();
    }
  }

  @Test
  void whatAListLacksForAWhileIsNotNewAfterwards() throws Exception {
    server.products(25);
    try (Reading reading = Reading.of(settings("/products"))) {
      assertThat(reading.round()).isEqualTo(ids(1, 25));
      for (List<String> less :
          List.of(List.<String>of(), List.of(ProductsServer.product(3, "9.90")))) {
        server.items(less);
        assertThat(reading.round()).isEmpty();
        server.products(25);
        assertThat(reading.round()).isEmpty();
      }
    }
  }

  @Test
  void whatIsGoneIsForgottenOnceThereIsTooMuchToRemember() throws Exception {
    try (Reading reading = Reading.of(settings("/products"))) {
      for (int first = 1; first <= 251; first += 50) {
        server.items(products(first, first + 49));
        assertThat(reading.round()).hasSize(50);
        assertThat(reading.after.items().toMap()).hasSize(first + 49);
      }
      server.items(products(301, 310));
      assertThat(reading.round()).isEqualTo(ids(301, 310));
      assertThat(reading.after.items().toMap()).hasSize(10);
    }
  }

  private static List<String> products(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(id -> ProductsServer.product(id, "9.90"))
        .toList();
  }

  @Test
  void goesOnFromEveryRecordsPositionWithoutLossOrCopy() throws Exception {
    server.products(21);
    ApiSettings settings = settings("/products");
    try (Reading whole = Reading.of(settings)) {
      assertThat(whole.round()).hasSize(21);
      for (int i = 0; i < 21; i++) {
        try (Reading rest = new Reading(settings, whole.records.get(i).after(), true)) {
          assertThat(rest.round()).isEqualTo(ids(i + 2, 21));
          assertThat(rest.ended).isTrue();
        }
      }
    }
  }

  @Test
  void givesManyItemsOutInPortionsWithAPositionEach() throws Exception {
    server.products(250);
    try (Reading reading = Reading.of(settings("/ignoring"))) {
      Batch<ApiPosition> first = reading.open.next();
      assertThat(first.records()).hasSize(200);
      assertThat(first.pause()).isZero();
      try (Reading rest = new Reading(settings("/ignoring"), first.after(), false)) {
        assertThat(rest.round()).isEqualTo(ids(201, 250));
      }
    }
  }

  @Test
  void stopsWhereTheServerIgnoresThePageAndWherePagesNeverEnd() throws Exception {
    server.products(5);
    try (Reading reading = Reading.of(settings("/ignoring"))) {
      assertThat(reading.round()).isEqualTo(ids(1, 5));
    }
    try (Reading reading = Reading.of(settings("/strict"))) {
      assertThat(reading.round()).isEqualTo(ids(1, 5));
      assertThat(reading.round()).isEmpty();
    }
    try (Reading reading = Reading.of(settings("/endless"))) {
      assertThatThrownBy(reading::round)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(
              "has more than 20 pages or 300 items: ask for fewer, or allow more");
      assertThat(reading.records).hasSizeGreaterThan(100);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"HANG", "DRIP", "DROP", "CUT_OFF", "NO_JSON", "HALF_JSON", "ENDLESS", "BOMB"})
  void asksAgainAfterWhateverGoesWrong(Kind kind) throws Exception {
    server.products(6);
    server.fault(ServiceFault.of(kind).times(2));
    try (Reading reading = Reading.of(settings("/products"))) {
      assertThat(reading.round()).isEqualTo(ids(1, 6));
      assertThat(reading.pauses.subList(0, 2))
          .allMatch(pause -> pause.compareTo(Duration.ofMillis(5)) <= 0);
    }
    server.fault(ServiceFault.of(kind));
    try (Reading reading = Reading.of(settings("/products"))) {
      long begun = System.nanoTime();
      assertThatThrownBy(reading::round)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("/products has failed 4 times");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 500, 502, 503, 504})
  void asksAgainAfterServersErrors(int status) throws Exception {
    server.products(2);
    server.fault(ServiceFault.status(status).times(3));
    try (Reading reading = Reading.of(settings("/products"))) {
      assertThat(reading.round()).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 410, 418})
  void saysAtOnceWhatWontChangeByAskingAgain(int status) throws Exception {
    server.fault(ServiceFault.status(status));
    try (Reading reading = Reading.of(settings("/products"))) {
      assertThatThrownBy(reading::round)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("/products?page=1&limit=100 answers " + status + " not now");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void waitsAsLongAsTheServerWants() throws Exception {
    server.products(1);
    ApiSettings settings = settings("/products");
    try (Reading reading = Reading.of(settings)) {
      server.fault(ServiceFault.status(429).retryAfter("17"));
      for (int i = 0; i < 2 * settings.attempts(); i++) {
        Batch<ApiPosition> batch = reading.open.next();
        assertThat(batch.pause()).isEqualTo(Duration.ofSeconds(17));
        assertThat(batch.records()).isEmpty();
        assertThat(batch.ended()).isFalse();
      }
      String date =
          DateTimeFormatter.RFC_1123_DATE_TIME.format(
              ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(30));
      server.fault(ServiceFault.status(429).retryAfter(date));
      assertThat(reading.open.next().pause())
          .isBetween(Duration.ofSeconds(27), Duration.ofSeconds(31));
      server.fault(ServiceFault.status(503).retryAfter("9"));
      assertThat(reading.open.next().pause()).isEqualTo(Duration.ofSeconds(9));
      server.fault(ServiceFault.status(429).retryAfter("99999999"));
      assertThat(reading.open.next().pause()).isEqualTo(Duration.ofDays(1));
      server.fault(ServiceFault.status(429).retryAfter("soon"));
      assertThat(reading.open.next().pause()).isLessThanOrEqualTo(Duration.ofMillis(5));
      server.fault(null);
      assertThat(reading.round()).containsExactly("1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/products",
        "//example.org/products",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://10.0.0.1/",
        "http://localhost/products",
        "http://127.0.0.1:1/products",
        "http://user@127.0.0.1/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1/",
        "jar:http://127.0.0.1!/",
        "ht tp://"
      })
  void refusesToBeLedElsewhere(String link) throws Exception {
    server.products(10);
    server.fault(ServiceFault.redirect(302, link));
    try (Reading reading = Reading.of(settings("/products"))) {
      assertThatThrownBy(reading::round)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("leads to");
    }
  }

  @Test
  void followsRedirectsOnItsOwnServerAFewTimes() throws Exception {
    server.products(3);
    server.fault(ServiceFault.redirect(307, "/ignoring").times(1));
    try (Reading reading = Reading.of(settings("/products"))) {
      assertThat(reading.round()).hasSize(3);
      assertThat(server.requests())
          .containsExactly("/products?page=1&limit=100", "/ignoring", "/products?page=2&limit=100");
      server.fault(ServiceFault.redirect(302, "/products"));
      assertThatThrownBy(reading::round)
          .hasMessageContaining("from one address to the next 5 times");
    }
  }

  @Test
  void keepsToItsQuota() throws Exception {
    server.products(1);
    ApiSettings one = settings("/products");
    ApiSettings hurried =
        new ApiSettings(
            one.url(),
            Duration.ZERO,
            one.timeout(),
            one.mostBytes(),
            6,
            1,
            1,
            one.pause(),
            one.longestPause(),
            1);
    try (Reading reading = Reading.of(hurried)) {
      assertThat(reading.open.next().records()).hasSize(1);
      Batch<ApiPosition> second = reading.open.next();
      assertThat(second.records()).isEmpty();
      assertThat(second.pause()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void refusesItemsThatAreNoneOnceAndGoesOn() throws Exception {
    server.items(
        List.of(
            "7",
            "null",
            "{\"id\":1,\"id\":2}",
            "\"é\"",
            ProductsServer.product(3, "1"),
            "[{\"id\":9}]",
            "{\"title\":\"without\"}"));
    try (Reading reading = Reading.of(settings("/products"))) {
      assertThat(reading.round()).hasSize(7).contains("3");
      assertThat(reading.records)
          .filteredOn(record -> record.problem() != null)
          .hasSize(5)
          .allMatch(record -> record.problem().reason() == RejectReason.MALFORMED_JSON)
          .extracting(record -> new String(record.raw().value(), StandardCharsets.UTF_8))
          .containsExactly("7", "null", "{\"id\":1,\"id\":2}", "\"é\"", "[{\"id\":9}]");
      assertThat(reading.round()).isEmpty();
      try (Reading again = new Reading(settings("/products"), reading.after, false)) {
        assertThat(again.round()).isEmpty();
      }
    }
  }

  @Test
  void deliversTwoItemsOfOneIdentityOnceEach() throws Exception {
    server.items(List.of(ProductsServer.product(1, "1"), ProductsServer.product(1, "2")));
    try (Reading reading = Reading.of(settings("/products"))) {
      assertThat(reading.round()).containsExactly("1", "1");
      server.items(
          List.of(
              ProductsServer.product(1, "1"),
              ProductsServer.product(1, "2"),
              ProductsServer.product(4, "2")));
      assertThat(reading.round()).containsExactly("4");
    }
  }

  @Test
  void isEndedByAnotherThreadWhileItWaits() throws Exception {
    server.fault(ServiceFault.of(Kind.HANG));
    ApiSettings one = settings("/products");
    ApiSettings patient =
        new ApiSettings(
            one.url(),
            one.interval(),
            Duration.ofMinutes(5),
            one.mostBytes(),
            100,
            1,
            1,
            one.pause(),
            one.longestPause(),
            1);
    try (Reading reading = Reading.of(patient)) {
      Thread closing =
          new Thread(
              () -> {
                while (server.requests().isEmpty()) {
                  Thread.onSpinWait();
                }
                try {
                  reading.close();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      closing.start();
      assertThatThrownBy(() -> reading.open.next()).isInstanceOf(IOException.class);
      closing.join();
    }
  }
}
