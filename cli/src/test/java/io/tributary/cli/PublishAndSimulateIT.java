package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connectors.kafka.admin.Topics;
import io.tributary.testkit.BrokerProcess;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PublishAndSimulateIT {
  private static final String UPPER = "550E8400-E29B-41D4-A716-446655440000";
  private static final String LOWER = UPPER.toLowerCase(Locale.ROOT);

  @TempDir private Path folder;
  private BrokerProcess broker;

  @BeforeEach
  void startBroker() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  @Test
  void publishesLinesByteForByteAndKeyedByTicket() throws Exception {
    createTopic("client_tickets");
    byte[] undecodable = {'{', '"', (byte) 0xFF, '"', '}'};
    Path file = folder.resolve("tickets.jsonl");
    Files.write(
        file,
        join(
            bytes("{\"ticket_id\":\"" + UPPER + "\"}\r\n\n"),
            undecodable,
            bytes("\n{\"ticket_id\":\"" + LOWER + "\",\n")));

    Call call = Call.of("publish", "tickets", file.toString(), kafka());

    assertThat(call)
        .isEqualTo(
            new Call(
                0,
                "client_tickets: 3 published, 1 without a readable key, 1 empty lines left out\n",
                ""));
    List<ConsumerRecord<byte[], byte[]>> records = read("client_tickets");
    assertThat(records.stream().map(record -> record.value()))
        .containsExactlyInAnyOrder(
            bytes("{\"ticket_id\":\"" + UPPER + "\"}"),
            undecodable,
            bytes("{\"ticket_id\":\"" + LOWER + "\","));
    assertThat(
            records.stream()
                .filter(record -> record.key() != null)
                .map(record -> new String(record.key(), StandardCharsets.UTF_8)))
        .containsExactly(LOWER, LOWER);
  }

  @Test
  void takesTheAddressFromAFileUnlessItIsTyped() throws Exception {
    createTopic("client_tickets");
    String tickets = Files.writeString(folder.resolve("tickets.jsonl"), "{}\n").toString();
    Path right = folder.resolve("right.properties");
    Files.writeString(right, "kafka.bootstrap.servers=" + broker.bootstrap() + "\n");
    Path wrong = folder.resolve("wrong.properties");
    Files.writeString(wrong, "kafka.bootstrap.servers=127.0.0.1:1\n");
    for (String[] where : new String[][] {{"--config=" + right}, {"--config=" + wrong, kafka()}}) {
      List<String> call = new ArrayList<>(List.of("publish", "tickets", tickets));
      call.addAll(List.of(where));
      assertThat(Call.of(call.toArray(String[]::new)).out())
          .contains("client_tickets: 1 published");
    }
  }

  @Test
  void saysHowToCreateATopicThatIsMissing() throws Exception {
    Path file = Files.writeString(folder.resolve("tickets.jsonl"), "{}\n");
    Call call = Call.of("publish", "tickets", file.toString(), kafka());
    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.err())
        .contains("client_tickets does not exist", "tributary topics tickets --create");
  }

  @Test
  void namesTheLineThatIsTooLargeForTheTopic() throws Exception {
    createTopic("client_tickets");
    Path file =
        Files.writeString(
            folder.resolve("tickets.jsonl"), "{}\n\"" + "x".repeat(27 * 1024 * 1024) + "\"\n");
    Call call = Call.of("publish", "tickets", file.toString(), kafka());
    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.err()).contains("tickets.jsonl, line 2 is larger than");
  }

  @Test
  void simulatesTheSameRecordsForTheSameSeedAndKeepsThemThroughAKill() throws Exception {
    String[] simulate = {
      "simulate",
      "tickets",
      "--count",
      "2000",
      "--seed",
      "7",
      "--start",
      "2025-12-19T23:30:00Z",
      "--invalid",
      "0.2",
      "--clients",
      "100",
      kafka()
    };
    Call first = Call.of(simulate);
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).contains("client_tickets: 2000 sent", "null value ");

    broker.kill();
    broker.restart();

    Call second = Call.of(simulate);
    assertThat(second.exitCode()).as(second.err()).isZero();
    List<ConsumerRecord<byte[], byte[]>> tickets = read("client_tickets");
    assertThat(tickets).hasSize(4000);
    for (List<ConsumerRecord<byte[], byte[]>> partition : byPartition(tickets)) {
      int half = partition.size() / 2;
      assertThat(texts(partition.subList(0, half)))
          .isEqualTo(texts(partition.subList(half, partition.size())));
    }
    assertThat(keys(read("clients"))).hasSizeBetween(85, 99);
    assertThat(cleanupPolicy("clients")).isEqualTo("compact");
  }

  @Test
  void simulatesTextsInTheTopicsOfTheirLanguagesAndTheSameForTheSameSeed() throws Exception {
    String[] simulate = {
      "simulate",
      "texts",
      "--count",
      "3000",
      "--seed",
      "7",
      "--start",
      "2025-12-19T23:30:00Z",
      "--invalid",
      "0.1",
      "--duplicates",
      "0.1",
      kafka()
    };
    Call first = Call.of(simulate);
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out())
        .contains(
            "raw-text-ar, raw-text-en, raw-text-fr: 3000 sent",
            "invalid: malformed json ",
            "valid: in another language ");
    assertThat(Call.of(simulate).exitCode()).isZero();

    int sent = 0;
    for (String language : List.of("fr", "en", "ar")) {
      List<ConsumerRecord<byte[], byte[]>> texts = read("raw-text-" + language);
      sent += texts.size();
      assertThat(first.out()).contains("raw-text-" + language + " " + texts.size() / 2);
      List<String> all = texts(texts);
      assertThat(counts(all)).as("each as often again").allMatch(count -> count % 2 == 0);
      for (List<ConsumerRecord<byte[], byte[]>> partition : byPartition(texts)) {
        List<String> keyed = texts(partition.stream().filter(text -> text.key() != null).toList());
        assertThat(keyed.subList(0, keyed.size() / 2))
            .isEqualTo(keyed.subList(keyed.size() / 2, keyed.size()));
      }
      assertThat(texts.stream().map(ConsumerRecord::partition).distinct()).hasSize(3);
      assertThat(counts(all)).as("copies").anyMatch(count -> count > 2);
    }
    assertThat(sent).isEqualTo(6000);
  }

  @Test
  void simulatesInvoicesKeyedByTheirIdsAndTheSameForTheSameSeed() throws Exception {
    String[] simulate = {
      "simulate",
      "invoices",
      "--count",
      "3000",
      "--seed",
      "7",
      "--start",
      "2025-12-19T23:30:00Z",
      "--corrections",
      "0.1",
      "--invalid",
      "0.1",
      kafka()
    };
    Call first = Call.of(simulate);
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out())
        .contains("factures-raw: 3000 sent", "credit note ", "correction ", "unknown currency ");
    assertThat(Call.of(simulate).exitCode()).isZero();

    List<ConsumerRecord<byte[], byte[]>> invoices = read("factures-raw");
    assertThat(invoices).hasSize(6000);
    for (List<ConsumerRecord<byte[], byte[]>> partition : byPartition(invoices)) {
      int half = partition.size() / 2;
      assertThat(texts(partition.subList(0, half)))
          .isEqualTo(texts(partition.subList(half, partition.size())));
    }
  }

  @Test
  void createsTopicsWithAsManyCopiesAsTheSettingsSay() throws Exception {
    Path two = Files.writeString(folder.resolve("two.properties"), "topics.replication=2\n");
    String[] simulate = {
      "simulate", "tickets", "--count", "1", "--clients", "1", "--config", two.toString(), kafka()
    };
    Call refused = Call.of(simulate);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains("topics.replication: 2 copies of client", "lower it, or start more brokers");

    List<String> typed = new ArrayList<>(List.of(simulate));
    typed.add("--topics.replication=1");
    Call taken = Call.of(typed.toArray(String[]::new));
    assertThat(taken.exitCode()).as(taken.err()).isZero();
  }

  @Test
  void sendsAtTheRateAskedFor() {
    long begun = System.nanoTime();
    Call call =
        Call.of("simulate", "tickets", "--count", "101", "--rate", "50", "--clients", "1", kafka());
    assertThat(call.exitCode()).as(call.err()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void letsEventTimePassFasterThanTheClock() {
    long begun = System.nanoTime();
    Call call =
        Call.of(
            "simulate",
            "tickets",
            "--count",
            "101",
            "--rate",
            "0.5",
            "--speed",
            "100",
            "--clients",
            "1",
            kafka());
    assertThat(call.exitCode()).as(call.err()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(100));
  }

  private String kafka() {
    return "--kafka.bootstrap.servers=" + broker.bootstrap();
  }

  private void createTopic(String name) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      admin.createTopics(List.of(new NewTopic(name, 3, (short) 1))).all().get();
      Topics.awaitLeaders(admin, List.of(name));
    }
  }

  private String cleanupPolicy(String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      return admin
          .describeConfigs(List.of(resource))
          .all()
          .get()
          .get(resource)
          .get("cleanup.policy")
          .value();
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long expected =
          consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (records.size() < expected) {
        consumer.poll(Duration.ofSeconds(10)).forEach(records::add);
      }
      return records;
    }
  }

  private static Iterable<List<ConsumerRecord<byte[], byte[]>>> byPartition(
      List<ConsumerRecord<byte[], byte[]>> records) {
    return new HashMap<>(records.stream().collect(Collectors.groupingBy(r -> r.partition())))
        .values();
  }

  private static List<String> texts(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream()
        .map(record -> Arrays.toString(record.key()) + Arrays.toString(record.value()))
        .toList();
  }

  private static Collection<Long> counts(List<String> texts) {
    return texts.stream()
        .collect(Collectors.groupingBy(text -> text, Collectors.counting()))
        .values();
  }

  private static Set<String> keys(List<ConsumerRecord<byte[], byte[]>> records) {
    Set<String> keys = new TreeSet<>();
    records.forEach(record -> keys.add(new String(record.key(), StandardCharsets.UTF_8)));
    return keys;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
