package io.tributary.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cli.Call;
import io.tributary.cli.Topics;
import io.tributary.testkit.KafkaBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditInvoicesIT {
  private static KafkaBroker broker;

  @TempDir private Path lake;
  private final InvoicesOutcome outcome = InvoicesOutcome.right();
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
  void connect() {
    topics = new Topics(broker.bootstrap());
  }

  @Test
  void holdsForARightResultAndProvesNothingOfWindowsThatAreNone() throws Exception {
    outcome.write(topics, lake);
    Call call = audit();
    assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
    assertThat(call.out())
        .containsPattern("all +all +7 +5 +2 +0 +0 +0 +0\n")
        .contains("delivered 5 = windowed + late: not applicable, there are no windows\n")
        .endsWith("\nin = delivered + rejected + duplicate: holds\n");
    JsonNode json = new ObjectMapper().readTree(audit("--json").out());
    assertThat(json.path("delivered").asInt()).isEqualTo(5);
    assertThat(json.path("windowed").isNull()).isTrue();
  }

  private Call audit(String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "audit",
                "invoices",
                "--kafka.bootstrap.servers",
                broker.bootstrap(),
                "--lake.path",
                lake.toString()));
    all.addAll(List.of(options));
    return Call.of(all.toArray(String[]::new));
  }
}
