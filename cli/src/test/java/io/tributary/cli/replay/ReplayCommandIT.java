package io.tributary.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.cli.Call;
import io.tributary.cli.Main;
import io.tributary.cli.Topics;
import io.tributary.testkit.KafkaBroker;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplayCommandIT {
  private static final String LETTERS = "tickets-dead-letters";
  private static final String DELIVERED = "550e8400-e29b-41d4-a716-000000000001";

  private static KafkaBroker broker;

  @TempDir private Path lake;
  private Topics topics;

  @BeforeAll
  static void startBroker(@TempDir Path folder) {
    broker = KafkaBroker.start(folder);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void begin() throws Exception {
    topics = new Topics(broker.bootstrap());
    topics.recreate(List.of("client_tickets", "clients", LETTERS, "mended"), 2);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      admin
          .deleteConsumerGroups(
              admin.listGroups().all().get().stream().map(group -> group.groupId()).toList())
          .all()
          .get();
    }
    row("tickets_with_assignment", "{\"ticket_id\":\"" + DELIVERED + "\"}");
  }

  private void row(String dataset, String row) throws Exception {
    Path folder = Files.createDirectories(lake.resolve(dataset).resolve("date=2026-01-05"));
    Files.writeString(folder.resolve("a.json"), row + "\n");
  }

  @Test
  void sendsBytesBackToWhereTheyCameFromOnceAndSaysWhichLetterTheyWere() {
    byte[] undecodable = {'{', (byte) 0xFF};
    topics.send(
        List.of(
            letter("client_tickets", "MALFORMED_JSON", undecodable),
            letter("clients", "MISSING_FIELD", Topics.bytes("{}"))));

    Call first = replay();
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out())
        .containsPattern("MALFORMED_JSON +1 +0 +0\n")
        .endsWith(LETTERS + ": 2 replayed, 0 passed over, 0 can't be\n");
    ConsumerRecord<byte[], byte[]> record = topics.readSettled("client_tickets").get(0);
    assertThat(record.value()).isEqualTo(undecodable);
    assertThat(record.key()).isEqualTo(Topics.bytes("key"));
    assertThat(record.headers()).hasSize(1);
    assertThat(Topics.text(record.headers().lastHeader("tributary.replayed").value()))
        .matches(LETTERS + "-0@0");
    assertThat(topics.readSettled("clients")).hasSize(1);

    assertThat(replay().out()).isEqualTo(LETTERS + ": 0 replayed, 0 passed over, 0 can't be\n");
    assertThat(topics.readSettled("client_tickets")).hasSize(1);
  }

  @Test
  void passesOverWhatTheLakeHoldsAndNamesWhatWasCut() {
    ProducerRecord<byte[], byte[]> cut = letter("client_tickets", "TOO_LONG", Topics.bytes("{"));
    cut.headers().add(Topics.header("tributary.truncated", "2000000 abc"));
    topics.send(
        List.of(
            letter("client_tickets", "TOO_OLD", ticket(DELIVERED.toUpperCase(Locale.ROOT))),
            letter("client_tickets", "TOO_OLD", ticket("550e8400-e29b-41d4-a716-000000000002")),
            cut));
    Call call = replay();
    assertThat(call.out())
        .containsPattern("TOO_OLD +1 +1 +0\n")
        .containsPattern("TOO_LONG +0 +0 +1\n")
        .contains(LETTERS + "-0@2: cut, the whole is client_tickets-1@7\n")
        .endsWith(LETTERS + ": 1 replayed, 1 passed over, 1 can't be\n");
    assertThat(topics.readSettled("client_tickets")).hasSize(1);
  }

  @Test
  void replaysOneReasonToAnotherTopicAndStopsAtTheLimit() {
    topics.send(
        List.of(
            letter("client_tickets", "TOO_LONG", Topics.bytes("1")),
            letter("client_tickets", "INVALID_VALUE", Topics.bytes("2")),
            letter("client_tickets", "INVALID_VALUE", Topics.bytes("3"))));
    String[] options = {"--reason", "INVALID_VALUE", "--to", "mended", "--limit", "1"};
    assertThat(replay(options).out()).contains(": 1 replayed");
    assertThat(topics.readSettled("mended")).hasSize(1);
    assertThat(replay(options).out()).contains(": 1 replayed");
    assertThat(replay(options).out()).contains(": 0 replayed");
    assertThat(topics.readSettled("mended").stream().map(record -> Topics.text(record.value())))
        .containsExactly("2", "3");
    assertThat(topics.readSettled("client_tickets")).isEmpty();
  }

  @Test
  void sendsAndRemembersNothingWhenItIsDry() {
    topics.send(List.of(letter("client_tickets", "TOO_LONG", Topics.bytes("1"))));
    assertThat(replay("--dry-run").out()).contains(": 1 would be replayed");
    assertThat(replay("--dry-run").out()).contains(": 1 would be replayed");
    assertThat(topics.readSettled("client_tickets")).isEmpty();
    assertThat(replay().out()).contains(": 1 replayed");
  }

  @Test
  void takesBackWhatAKilledReplayHadSentAndNotCommitted() {
    topics.send(
        List.of(
            letter("client_tickets", "TOO_LONG", Topics.bytes("1")),
            letter("client_tickets", "TOO_LONG", Topics.bytes("2"))));
    KafkaProducer<byte[], byte[]> killed =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrap(),
                "transactional.id",
                "tributary-replay-tickets"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    try {
      killed.initTransactions();
      killed.beginTransaction();
      killed.send(new ProducerRecord<>("client_tickets", Topics.bytes("1")));
      killed.flush();
      killed.sendOffsetsToTransaction(
          Map.of(new TopicPartition(LETTERS, 0), new OffsetAndMetadata(1)),
          new ConsumerGroupMetadata("tributary-replay-tickets"));

      assertThat(replay().out()).contains(": 2 replayed");
    } finally {
      killed.close(Duration.ZERO);
    }
    assertThat(
            topics.readSettled("client_tickets").stream()
                .map(record -> Topics.text(record.value())))
        .containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void sendsEachOnceHoweverOftenItIsKilled() throws Exception {
    int all = 30_000;
    List<ProducerRecord<byte[], byte[]>> letters = new ArrayList<>();
    for (int i = 0; i < all; i++) {
      letters.add(letter("client_tickets", "TOO_LONG", Topics.bytes(Integer.toString(i))));
    }
    topics.send(letters);
    for (int more : List.of(1, 5_000)) {
      int before = topics.read("client_tickets").size();
      Process process = start();
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !process.isAlive() || topics.read("client_tickets").size() >= before + more);
      process.destroyForcibly().waitFor();
    }
    Call last = replay();
    assertThat(last.exitCode()).as(last.err()).isZero();
    List<String> values =
        topics.readSettled("client_tickets").stream()
            .map(record -> Topics.text(record.value()))
            .toList();
    assertThat(values).hasSize(all).doesNotHaveDuplicates();
  }

  @Test
  void keysWhatHadNoKeyAsTheFeedKeys() {
    ProducerRecord<byte[], byte[]> letter =
        letter("client_tickets", "TOO_OLD", ticket("550e8400-e29b-41d4-a716-00000000000F"));
    topics.send(
        List.of(new ProducerRecord<>(LETTERS, 0, null, null, letter.value(), letter.headers())));
    assertThat(replay().out()).contains(": 1 replayed");
    assertThat(topics.readSettled("client_tickets").get(0).key())
        .isEqualTo(Topics.bytes("550e8400-e29b-41d4-a716-00000000000f"));
  }

  @Test
  void refusesToSendWhereThereIsNothing() {
    assertThat(replay("--to", "nowhere").err()).contains("the topics [nowhere] are not there");
    assertThat(replay("--to", LETTERS).exitCode()).isEqualTo(2);
    assertThat(replay("--limit", "0").exitCode()).isEqualTo(2);
  }

  private Process start() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(Main.class.getName());
    command.addAll(List.of(arguments()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.redirectErrorStream(true).redirectOutput(new File(lake.toFile(), "out.txt"));
    return builder.start();
  }

  private Call replay(String... options) {
    List<String> all = new ArrayList<>(List.of(arguments()));
    all.addAll(List.of(options));
    return Call.of(all.toArray(String[]::new));
  }

  private String[] arguments() {
    return new String[] {
      "replay",
      "tickets",
      "--kafka.bootstrap.servers",
      broker.bootstrap(),
      "--lake.path",
      lake.toString()
    };
  }

  private static byte[] ticket(String id) {
    return Topics.bytes("{\"ticket_id\":\"" + id + "\"}");
  }

  private static ProducerRecord<byte[], byte[]> letter(String topic, String reason, byte[] value) {
    List<Header> headers =
        List.of(
            Topics.header("tributary.reason", reason),
            Topics.header("tributary.topic", topic),
            Topics.header("tributary.partition", 1),
            Topics.header("tributary.offset", 7));
    return new ProducerRecord<>(LETTERS, 0, null, Topics.bytes("key"), value, headers);
  }
}
