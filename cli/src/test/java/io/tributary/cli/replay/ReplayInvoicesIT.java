package io.tributary.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Call;
import io.tributary.cli.Topics;
import io.tributary.testkit.KafkaBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters of invoices: those from the topic go back to it, unless they were delivered. */
final class ReplayInvoicesIT {
  private static final String LETTERS = "invoices-dead-letters";
  private static final String INPUT = "factures-raw";

  @TempDir private Path folder;

  @Test
  void sendsBackWhatCameFromTheTopicAndWasNotDelivered() throws Exception {
    Path clean = Files.createDirectories(folder.resolve("lake/clean/factures/files/2026-01-05"));
    Files.writeString(clean.resolve("a.json"), "{\"source\":\"files\",\"invoice_id\":\"F-1\"}\n");
    try (KafkaBroker broker = KafkaBroker.start(folder.resolve("kafka"))) {
      Topics topics = new Topics(broker.bootstrap());
      topics.recreate(List.of(INPUT, LETTERS), 2);
      byte[] fromTopic = Topics.bytes("{\"invoice_id\":\"F-1\",\"amount\":\"twelve\"}");
      topics.send(
          List.of(
              letter(INPUT, fromTopic),
              letter(INPUT, Topics.bytes("{\"invoice_id\":\"F-1\",\"source\":\"files\"}")),
              letter("files/january.csv", Topics.bytes("F-2;twelve"))));
      Call replay =
          Call.of(
              "replay",
              "invoices",
              "--kafka.bootstrap.servers",
              broker.bootstrap(),
              "--lake.path",
              folder.resolve("lake").toString());
      assertThat(replay.exitCode()).as(replay.err()).isZero();
      assertThat(replay.out())
          .contains("@2: came from files/january.csv, which is no topic: hand it in there again")
          .endsWith(LETTERS + ": 1 replayed, 1 passed over, 1 can't be\n");
      List<ConsumerRecord<byte[], byte[]>> sent = topics.readSettled(INPUT);
      assertThat(sent).hasSize(1);
      assertThat(sent.get(0).value()).isEqualTo(fromTopic);
      assertThat(sent.get(0).key()).isEqualTo(Topics.bytes("F-1"));
    }
  }

  private static ProducerRecord<byte[], byte[]> letter(String origin, byte[] value) {
    return new ProducerRecord<>(
        LETTERS,
        0,
        null,
        null,
        value,
        List.of(
            Topics.header("tributary.reason", "INVALID_VALUE"),
            Topics.header("tributary.topic", origin),
            Topics.header("tributary.partition", 0),
            Topics.header("tributary.offset", 7)));
  }
}
