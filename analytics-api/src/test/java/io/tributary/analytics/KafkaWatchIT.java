package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.testkit.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the server learns from a real broker. */
@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored") // a commit fails when a record was not sent
class KafkaWatchIT {
  private static final List<String> TOPICS =
      List.of("tickets-dead-letters", "tickets-late", "tickets-metrics", "invoices-metrics");

  @TempDir Path folder;
  private KafkaBroker broker;
  private LakeOnDisk lake;
  private AnalyticsServer server;
  private Caller caller;

  @BeforeEach
  void start() {
    broker = KafkaBroker.start(folder.resolve("kafka"));
    lake = new LakeOnDisk(folder.resolve("lake"));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
    broker.close();
  }

  private void createTopics() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      admin
          .createTopics(TOPICS.stream().map(name -> new NewTopic(name, 2, (short) 1)).toList())
          .all()
          .get();
    }
  }

  private void serve() throws InterruptedException {
    server =
        AnalyticsServer.start(
            Options.of(lake.root().toString())
                .at("127.0.0.1", 0)
                .refreshedEvery(Duration.ofMillis(50))
                .withKafka(broker.bootstrap(), Map.of()));
    caller = new Caller(server);
    assertThat(server.awaitLake(Duration.ofSeconds(30))).isTrue();
  }

  private KafkaProducer<byte[], byte[]> producer() {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap(), "transactional.id", "test"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  private static ProducerRecord<byte[], byte[]> deadLetter(
      String reason, String detail, byte[] value) {
    List<Header> headers =
        Arrays.asList(
            header("tributary.reason", reason),
            header("tributary.field", "priority"),
            header("tributary.detail", detail),
            header("tributary.topic", "client_tickets"),
            header("tributary.partition", "1"),
            header("tributary.offset", "77"));
    return new ProducerRecord<>("tickets-dead-letters", null, (byte[]) null, value, headers);
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, bytes(value));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ProducerRecord<byte[], byte[]> metric(
      String dimension, String window, long count, int revision, boolean isFinal) {
    String value =
        """
        {"feed":"tickets","dimension":"%s","value":"all","window_start":"%s","window_end":"%s","count":%d,"final":%s,"revision":%d}\
        """
            .formatted(dimension, window, window, count, isFinal, revision);
    return new ProducerRecord<>(
        "tickets-metrics", bytes(dimension + "|all|" + window), bytes(value));
  }

  private JsonNode quality() {
    return caller.json("/analytics/tickets/quality");
  }

  @Test
  void countsRejectedAndLateRecordsThatWereCommitted() throws Exception {
    createTopics();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.beginTransaction();
      producer.send(
          deadLetter(
              "INVALID_VALUE", "priority is \u0007'urgent'", bytes("{\"a\":1}\u0000\u202e<b>")));
      producer.send(deadLetter("MALFORMED_JSON", "no JSON", new byte[] {(byte) 0xff, 'x'}));
      producer.send(deadLetter("MALFORMED_JSON", "null", null));
      producer.send(new ProducerRecord<>("tickets-late", bytes("{}")));
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(deadLetter("INVALID_VALUE", "never happened", bytes("x")));
      producer.send(new ProducerRecord<>("tickets-late", bytes("{}")));
      producer.abortTransaction();

      serve();
      Caller.await(() -> quality().path("rejected").path("count").asLong() == 3);
      Caller.await(() -> quality().path("late").path("count").asLong() == 1);
      JsonNode reasons = quality().path("rejected").path("reasons");
      assertThat(reasons.findValuesAsText("reason"))
          .containsExactly("MALFORMED_JSON", "INVALID_VALUE");
      JsonNode example = reasons.get(1).path("examples").get(0);
      assertThat(example.path("detail").asText()).isEqualTo("priority is \ufffd'urgent'");
      assertThat(example.path("value").asText()).isEqualTo("{\"a\":1}\ufffd\ufffd<b>");
      assertThat(example.path("topic").asText()).isEqualTo("client_tickets");
      assertThat(example.path("offset").asLong()).isEqualTo(77);
      assertThat(reasons.get(0).path("examples").findValuesAsText("value"))
          .contains("\ufffdx", "null");

      for (int i = 0; i < 20; i++) {
        producer.beginTransaction();
        producer.send(deadLetter("INVALID_VALUE", "number " + i, bytes("y".repeat(10_000))));
        producer.commitTransaction();
      }
      Caller.await(() -> quality().path("rejected").path("count").asLong() == 23);
      JsonNode examples = quality().path("rejected").path("reasons").get(0).path("examples");
      assertThat(examples).hasSize(5);
      assertThat(examples.findValuesAsText("detail")).contains("number 19");
      assertThat(examples.get(0).path("value").asText()).hasSize(200);
      assertThat(examples.get(0).path("value_bytes").asLong()).isEqualTo(10_000);
    }
  }

  @Test
  void countsNothingTwiceWhenTheBrokerWasAway() throws Exception {
    createTopics();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.beginTransaction();
      producer.send(deadLetter("INVALID_VALUE", "one", bytes("x")));
      producer.commitTransaction();
    }
    serve();
    Caller.await(() -> quality().path("rejected").path("count").asLong() == 1);
    String bootstrap = broker.bootstrap();
    broker.close();
    Caller.await(() -> caller.json("/health").path("status").asText().equals("stale"));
    assertThat(quality().path("rejected").path("count").asLong())
        .as("known from before")
        .isEqualTo(1);
    broker =
        KafkaBroker.start(
            folder.resolve("kafka"),
            Integer.parseInt(bootstrap.substring(bootstrap.lastIndexOf(':') + 1)));
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.beginTransaction();
      producer.send(deadLetter("INVALID_VALUE", "two", bytes("x")));
      producer.commitTransaction();
    }
    Caller.await(() -> quality().path("rejected").path("count").asLong() == 2);
    Caller.await(() -> caller.json("/health").path("status").asText().equals("ok"));
  }

  @Test
  void findsTopicsThatAreMadeLater() throws Exception {
    serve();
    Caller.await(
        () ->
            quality()
                .path("rejected")
                .path("why")
                .asText()
                .equals("there is no topic tickets-dead-letters"));
    createTopics();
    Caller.await(() -> quality().path("rejected").path("available").asBoolean());
  }

  @Test
  void countsEarlyResultsOnTopOfTheLakeAndEachWindowOnce() throws Exception {
    createTopics();
    window("2026-11-21T10:00:00Z", 10);
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.beginTransaction();
      producer.send(metric("total", "2026-11-21T10:00:00Z", 10, 3, true));
      producer.send(metric("total", "2026-11-21T10:01:00Z", 2, 1, false));
      producer.send(metric("total", "2026-11-21T10:01:00Z", 5, 2, false));
      producer.send(metric("priority", "2026-11-21T10:01:00Z", 5, 2, false));
      producer.commitTransaction();
      serve();
      assertThat(liveCount(15)).isEqualTo("kafka");
      producer.beginTransaction();
      producer.send(metric("total", "2026-11-21T10:01:00Z", 7, 3, true));
      producer.commitTransaction();
      assertThat(liveCount(17)).isEqualTo("kafka");
      window("2026-11-21T10:01:00Z", 7);
      assertThat(liveCount(17)).isIn("kafka", "lake");
    }
  }

  @Test
  void addsUpTheCurrenciesOfADayUntilTheLakeHasThem() throws Exception {
    createTopics();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.beginTransaction();
      producer.send(invoices("EUR", 90, 4));
      producer.send(invoices("EUR", 100, 5));
      producer.send(invoices("USD", 10, 7));
      producer.commitTransaction();
      serve();
      assertThat(liveCount(110)).isEqualTo("kafka");
      lake.invoices("2026-11-21", "summary", "('', 'EUR', 90, 1, 1, 1, 4)");
      lake.invoices("2026-11-21", "summary", "('', 'USD', 11, 1, 1, 1, 8)");
      assertThat(liveCount(111)).as("what is ahead in one currency only").isEqualTo("kafka");
      lake.invoices("2026-11-21", "summary", "('', 'EUR', 100, 1, 1, 1, 5)");
      try (LiveListener listener = LiveListener.of(server, "")) {
        JsonNode feed;
        do {
          feed = Caller.parse(listener.await("data: ")).path("feeds").path(0);
          assertThat(feed.path("delivered").asLong()).isEqualTo(111);
        } while (!feed.path("source").asText().equals("lake"));
      }
    }
  }

  private static ProducerRecord<byte[], byte[]> invoices(
      String currency, long count, int revision) {
    String value =
        """
        {"feed":"invoices","dimension":"total","value":"all","window_start":"2026-11-21T00:00:00Z","window_end":"2026-11-22T00:00:00Z","count":%d,"currency":"%s","final":false,"revision":%d}\
        """
            .formatted(count, currency, revision);
    return new ProducerRecord<>(
        "invoices-metrics", bytes("total|all|2026-11-21T00:00:00Z"), bytes(value));
  }

  @Test
  void goesOnWhenTheLakesMirrorWasTooBusyToBeAsked() throws Exception {
    createTopics();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.beginTransaction();
      producer.send(deadLetter("INVALID_VALUE", "one", bytes("x")));
      producer.commitTransaction();
    }
    AtomicBoolean busy = new AtomicBoolean(true);
    try (KafkaWatch watch =
        new KafkaWatch(
            broker.bootstrap(),
            Map.of(),
            feed -> {
              if (busy.get()) {
                throw Problem.unavailable("too many questions at once: ask again in a second");
              }
              return Optional.empty();
            })) {
      watch.start();
      Caller.await(() -> watch.part().detail().contains("(Problem)"));
      assertThat(watch.part().status()).isEqualTo(Part.Status.STARTING);
      assertThat(watch.rejected("tickets")).as("nothing is known yet").isEmpty();
      busy.set(false);
      Caller.await(() -> watch.rejected("tickets").isPresent());
      assertThat(watch.rejected("tickets").orElseThrow())
          .as("known when it is said to be")
          .extracting(KafkaWatch.Rejected::count)
          .containsExactly(1L);
      Caller.await(watch::answers);
    }
  }

  private void window(String start, int count) {
    lake.windows(
        "2026-11-21",
        "metrics",
        "v AS scope, n::BIGINT AS total_tickets, 1::BIGINT AS billing_count, 1::BIGINT AS"
            + " technical_count, 1::BIGINT AS account_count, 1::BIGINT AS general_count, 0::BIGINT"
            + " AS critical_priority_count, d::BIGINT AS unique_clients",
        "('" + start + "', 'window', " + count + ", 2)");
  }

  /** Listens until that many are delivered; says where that is from. */
  private String liveCount(long delivered) throws Exception {
    try (LiveListener listener = LiveListener.of(server, "")) {
      while (true) {
        JsonNode feed = Caller.parse(listener.await("data: ")).path("feeds").path(0);
        assertThat(feed.path("delivered").asLong()).isLessThanOrEqualTo(delivered);
        if (feed.path("delivered").asLong() == delivered) {
          return feed.path("source").asText();
        }
      }
    }
  }
}
