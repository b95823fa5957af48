package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job is killed after a checkpoint and before its commits, and stays down for too long. */
final class LostTransactionIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ATTEMPTS = 20;
  private static final Pattern SPAN =
      Pattern.compile("(tickets-enriched-\\d) offsets (\\d+) to (\\d+)");

  @TempDir private Path folder;
  private BrokerProcess broker;
  private Admin admin;

  @BeforeEach
  void startBroker() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
  }

  @AfterEach
  void killBroker() {
    admin.close();
    broker.close();
  }

  @Test
  void theJobHaltsAndSaysWhatIsMissingUntilItIsToldToGoOn() throws Exception {
    try (Tributary simulator =
        Tributary.start(folder, "simulate", "tickets", kafka(), "--rate=500", "--late=0")) {
      for (int attempt = 1; !dieBeforeTheCommit(); attempt++) {
        assertThat(attempt).as("kills, none of which came before a commit").isLessThan(ATTEMPTS);
      }
      simulator.terminate();
      assertThat(simulator.awaitExit()).as(simulator.said()).isZero();
    }
    Awaitility.await().atMost(PATIENCE).until(() -> ongoing().isEmpty());

    try (Tributary job = Tributary.start(folder, run("--bounded"))) {
      assertThat(job.awaitExit()).isEqualTo(1);
      assertThat(job.said().lines().reduce("", (before, last) -> last))
          .as(job.said())
          .startsWith("tributary: the job failed: topic tickets-")
          .contains(
              ": the transaction tickets-",
              " of a checkpoint was ended before it was committed: its records, tickets-",
              " are lost there",
              "kafka.transaction.timeout",
              "--allow-lost-transactions");
      assertThat(job.said()).doesNotContain("\tat ");
    }

    Set<String> lost = lostIn(Tributary.run(folder, run("--bounded", "--allow-lost-transactions")));
    assertThat(missing()).isEqualTo(lost).isNotEmpty();
    try (Tributary audit =
        Tributary.start(folder, "audit", "tickets", "--json", kafka(), lake(), state())) {
      assertThat(audit.awaitExit()).isEqualTo(1);
      // On a slow machine it says first how far it has come.
      String json = audit.said().substring(audit.said().indexOf("{\n"));
      for (JsonNode check : new ObjectMapper().readTree(json).path("checks")) {
        if (check.path("place").asText().equals("tickets-enriched")) {
          // And rejected ones: their dead letters are lost as well, so nothing tells them apart.
          assertThat(check.path("findings").path(0).path("count").asInt())
              .as(audit.said())
              .isGreaterThanOrEqualTo(lost.size());
        }
      }
    }
  }

  /** Kills the job when a checkpoint is complete; whether that came before the tickets' commit. */
  private boolean dieBeforeTheCommit() throws Exception {
    try (Tributary job = Tributary.start(folder, run())) {
      job.awaitSaying("running");
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> ongoing().stream().anyMatch(LostTransactionIT::isOld));
      Set<Path> before = complete();
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> !before.containsAll(complete()));
      job.kill();
    }
    return ongoing().stream().anyMatch(LostTransactionIT::isOld);
  }

  /** What was begun with the checkpoint is younger. */
  private static boolean isOld(TransactionDescription transaction) {
    return System.currentTimeMillis() - transaction.transactionStartTimeMs().orElseThrow() > 2_000;
  }

  private Set<Path> complete() throws IOException {
    Path checkpoints = folder.resolve("checkpoints/tickets");
    try (Stream<Path> jobs = Files.exists(checkpoints) ? Files.list(checkpoints) : Stream.of()) {
      Set<Path> complete = new HashSet<>();
      for (Path job : jobs.toList()) {
        try (Stream<Path> each = Files.list(job)) {
          each.map(directory -> directory.resolve("_metadata"))
              .filter(Files::exists)
              .forEach(complete::add);
        }
      }
      return complete;
    }
  }

  /** The tickets' open transactions. */
  private List<TransactionDescription> ongoing() throws Exception {
    List<String> names =
        admin.listTransactions().all().get().stream()
            .filter(each -> each.state() == TransactionState.ONGOING)
            .map(TransactionListing::transactionalId)
            .filter(name -> name.startsWith("tickets-topic-"))
            .toList();
    return List.copyOf(admin.describeTransactions(names).all().get().values());
  }

  /** The tickets that a reader of everything finds where the job says. */
  private Set<String> lostIn(String said) {
    Set<String> lost = new HashSet<>();
    List<MatchResult> spans = SPAN.matcher(said).results().toList();
    new Topic(broker.bootstrap(), "tickets-enriched")
        .readUncommitted(
            record -> {
              boolean inside =
                  spans.stream()
                      .anyMatch(
                          span ->
                              span.group(1).equals(record.topic() + "-" + record.partition())
                                  && record.offset() >= Long.parseLong(span.group(2))
                                  && record.offset() <= Long.parseLong(span.group(3)));
              if (inside) {
                lost.add(ticket(record));
              }
            });
    return lost;
  }

  private Set<String> missing() {
    Set<String> missing = new HashSet<>(Truth.of(broker.bootstrap(), 60_000).rows.keySet());
    new Topic(broker.bootstrap(), "tickets-enriched").read(each -> missing.remove(ticket(each)));
    return missing;
  }

  private static String ticket(ConsumerRecord<byte[], byte[]> record) {
    try {
      return new ObjectMapper().readTree(record.value()).path("ticket_id").asText();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String[] run(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "tickets",
                kafka(),
                lake(),
                state(),
                "--checkpoint.interval=4s",
                "--kafka.transaction.timeout=20s",
                "--parallelism=1",
                "--rest.port=0"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private String kafka() {
    return "--kafka.bootstrap.servers=" + broker.bootstrap();
  }

  private String lake() {
    return "--lake.path=" + folder.resolve("lake");
  }

  private String state() {
    return "--checkpoint.path=" + folder.resolve("checkpoints");
  }
}
