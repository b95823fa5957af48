package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.BrokerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QualityBudgetIT {
  private static final int GOOD = 180;
  private static final int BAD = 20;

  @TempDir private Path folder;
  private BrokerProcess broker;

  @BeforeEach
  void sendTicketsOfWhichATenthIsBad() throws Exception {
    broker = BrokerProcess.start(folder.resolve("kafka"));
    Topic tickets = new Topic(broker.bootstrap(), "client_tickets");
    tickets.create(1, Map.of());
    try (KafkaProducer<byte[], byte[]> producer = tickets.producer()) {
      for (int i = 0; i < GOOD + BAD; i++) {
        String type = i < BAD ? "complaint" : "billing";
        String ticket =
            "{\"ticket_id\":\"%s\",\"client_id\":\"CLIENT_1\",\"created_at\":\"2026-01-26T12:00:00Z\",\"request\":\"r\",\"request_type\":\"%s\",\"priority\":\"low\"}"
                .formatted(new UUID(0, i), type);
        producer.send(
            new ProducerRecord<>(
                tickets.name(),
                0,
                1_769_428_800_000L + i, // 2026-01-26T12:00:00Z
                null,
                ticket.getBytes(StandardCharsets.UTF_8)));
      }
    }
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  @Test
  void haltsBeforeAnythingIsSeenAndGoesOnOnceItMay() throws Exception {
    try (Tributary job =
        Tributary.start(folder, run("--quality.rejected=5%", "--quality.policy=halt"))) {
      assertThat(job.awaitExit()).isEqualTo(1);
      assertThat(job.said())
          .contains(
              "tickets: of the 200 records",
              "2026-01-26T12:00:00Z",
              "20 are rejected, more than quality.rejected=5% allows",
              "such as client_tickets-0@0 (INVALID_VALUE, request_type: ",
              "set quality.policy=warn");
      assertThat(job.logged()).doesNotContain("RESTARTING");
    }
    assertThat(new Topic(broker.bootstrap(), "tickets-enriched").count()).isZero();
    assertThat(new Topic(broker.bootstrap(), "tickets-dead-letters").count()).isZero();

    Tributary.run(folder, run("--quality.rejected=5%", "--quality.policy=warn"));

    assertThat(new Topic(broker.bootstrap(), "tickets-enriched").count()).isEqualTo(GOOD);
    assertThat(new Topic(broker.bootstrap(), "tickets-dead-letters").count()).isEqualTo(BAD);
  }

  private String[] run(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "tickets",
                "--bounded",
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + folder.resolve("lake"),
                "--checkpoint.path=" + folder.resolve("checkpoints"),
                "--parallelism=2",
                "--rest.port=0"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
