package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.KafkaBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopicsCommandIT {
  @Test
  void saysWhatIsMissingCreatesItAndIsContentThen(@TempDir Path folder) {
    try (KafkaBroker broker = KafkaBroker.start(folder)) {
      Call before = topics(broker);
      assertThat(before.exitCode()).isEqualTo(1);
      assertThat(before.out())
          .contains("clients: is not there", "--create creates what is missing");

      Call create = topics(broker, "--create");
      assertThat(create.exitCode()).as(create.err()).isZero();
      assertThat(create.out()).contains("tickets-late: created, partitions 3, replication 1");

      Call after = topics(broker);
      assertThat(after.exitCode()).as(after.out()).isZero();
      assertThat(after.out())
          .containsPattern(
              "clients +partitions 3, replication 1, cleanup.policy compact +partitions 3, replication 1, cleanup.policy compact +ok\n");
      assertThat(topics(broker, "--create").exitCode()).isZero();

      String kafka = "--kafka.bootstrap.servers=" + broker.bootstrap();
      assertThat(Call.of("topics", kafka).exitCode()).as("those of all feeds").isEqualTo(1);
      assertThat(Call.of("topics", kafka, "--create").out())
          .contains("raw-text-ar: created")
          .doesNotContain("client_tickets: created");
      Call all = Call.of("topics", kafka);
      assertThat(all.exitCode()).as(all.out()).isZero();
      assertThat(all.out()).contains("client_tickets", "raw-text-ar", "processed-text");
    }
  }

  @Test
  void saysWhatIsDifferentAndChangesNothing(@TempDir Path folder) throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(folder);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      admin.createTopics(List.of(new NewTopic("client_tickets", 5, (short) 1))).all().get();
      Call create = topics(broker, "--create");
      assertThat(create.exitCode()).as(create.err()).isZero();
      assertThat(create.out()).contains("client_tickets: partitions 5, expected 3");
      Call after = topics(broker);
      assertThat(after.exitCode()).isEqualTo(1);
      assertThat(after.out()).contains("client_tickets: partitions 5, expected 3");
    }
  }

  @Test
  void saysInOneLineThatNoBrokerAnswers() {
    Call call = Call.of("topics", "tickets", "--kafka.bootstrap.servers", "127.0.0.1:1");
    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.err().lines()).hasSize(1);
    assertThat(call.err()).contains("no broker answers at 127.0.0.1:1");
  }

  @Test
  void refusesAFeedOrKeyThatThereIsNot() {
    assertThat(Call.of("topics", "tikets").err())
        .contains("take one of [tickets, texts, invoices, weather, tweets]");
    assertThat(Call.of("topics", "tikets").exitCode()).isEqualTo(2);
    assertThat(Call.of("topics", "--creat").exitCode()).isEqualTo(2);
  }

  private static Call topics(KafkaBroker broker, String... options) {
    String[] args = new String[options.length + 4];
    args[0] = "topics";
    args[1] = "tickets";
    args[2] = "--kafka.bootstrap.servers";
    args[3] = broker.bootstrap();
    System.arraycopy(options, 0, args, 4, options.length);
    return Call.of(args);
  }
}
