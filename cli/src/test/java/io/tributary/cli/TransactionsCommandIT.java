package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TransactionsCommandIT {
  private static final String OURS = "tickets-topic-0-1";
  private static final String TOPIC = "tickets-enriched";

  @TempDir private Path folder;
  private BrokerProcess broker;

  @BeforeEach
  void startBroker() throws Exception {
    broker = BrokerProcess.start(folder);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  @Test
  void saysOfEachTransactionWhatItHoldsBackAndWhatWillBecomeOfIt() throws Exception {
    assertThat(call().out())
        .isEqualTo("no transactions of the deployment tickets, and none of others are open\n");
    try (KafkaProducer<byte[], byte[]> ended = open("tickets-late-0-0", 1);
        KafkaProducer<byte[], byte[]> ours = open(OURS, 2);
        KafkaProducer<byte[], byte[]> similar = open("tickets-test-topic-0-0", 1)) {
      ended.commitTransaction();

      Call call = call("--checkpoint.interval=5min");
      assertThat(call.exitCode()).as(call.err()).isZero();
      assertThat(call.out())
          .containsPattern("tickets-late-0-0 +CompleteCommit .* nothing is open\n")
          .containsPattern(
              OURS + " +Ongoing .* 60 s .*in tickets-enriched-0 +ongoing: a running job commits it")
          .containsPattern("tickets-test-topic-0-0 +Ongoing .* another program's");

      similar.abortTransaction();
      JsonNode json =
          new ObjectMapper().readTree(call("--checkpoint.interval=5min", "--json").out());
      assertThat(json.path("hanging").asInt()).isZero();
      assertThat(json.path("transactions")).hasSize(2);
      JsonNode open = json.path("transactions").get(1);
      assertThat(open.path("outlook").asText()).isEqualTo("next-checkpoint");
      assertThat(open.path("partitions").get(0).path("readers_behind").asInt())
          .as("two of ours, a commit's mark, another's record and its mark")
          .isEqualTo(5);
      ours.abortTransaction();
    }
  }

  @Test
  void abortsNothingUnlessTheDeadDeploymentIsNamed() throws Exception {
    try (KafkaProducer<byte[], byte[]> ours = open(OURS, 1)) {
      for (List<String> more :
          List.of(List.of("--abort"), List.of("--abort", "--force-prefix", "tikets"))) {
        Call call = call(more.toArray(String[]::new));
        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.err()).contains("start the job instead", "--force-prefix tickets");
      }
      assertThat(call("--force-prefix", "tickets").exitCode()).isEqualTo(2);
      ours.commitTransaction();
    }
  }

  @Test
  void refusesToAbortWhatIsAlive() throws Exception {
    try (KafkaProducer<byte[], byte[]> ours = open(OURS, 1)) {
      Call young = abort();
      assertThat(young.exitCode()).as(young.out()).isEqualTo(1);
      assertThat(young.err())
          .contains("is alive", "younger than a checkpoint interval", "stop the job");

      awaitDown();
      ScheduledExecutorService job = Executors.newSingleThreadScheduledExecutor();
      try {
        var writing =
            job.scheduleAtFixedRate(
                () -> ours.send(new ProducerRecord<>(TOPIC, new byte[1])),
                0,
                100,
                TimeUnit.MILLISECONDS);
        Call busy = abort();
        assertThat(busy.exitCode()).as(busy.out()).isEqualTo(1);
        assertThat(busy.err()).contains("is alive, its transactions change");
        writing.cancel(false);
      } finally {
        job.shutdown();
        assertThat(job.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      }
      ours.commitTransaction();
    }
    assertThat(committed()).isPositive();
  }

  @Test
  void abortsWhatADeadDeploymentLeftOpen() throws Exception {
    try (KafkaProducer<byte[], byte[]> dead = open(OURS, 3);
        KafkaProducer<byte[], byte[]> other = open("others", 1)) {
      awaitDown();
      Call call = abort();
      assertThat(call.exitCode()).as(call.err()).isZero();
      assertThat(call.err()).contains("aborted " + OURS + "\n").doesNotContain("aborted others");
      other.commitTransaction();
      dead.close(Duration.ZERO);
    }
    assertThat(committed()).isEqualTo(1);
  }

  @Test
  void findsAndAbortsATransactionThatNoCoordinatorKnows() throws Exception {
    try (KafkaProducer<byte[], byte[]> dead = open(OURS, 3)) {
      dead.close(Duration.ZERO);
    }
    broker.stop();
    forgetCoordinators();
    broker.restart();
    // An empty log of the coordinators has to be there again.
    open("others", 1).close(Duration.ZERO);

    Call call = call();
    assertThat(call.exitCode()).as(call.out()).isEqualTo(1);
    assertThat(call.out())
        .containsPattern("\\? +unknown to every coordinator .*hangs: no coordinator knows it")
        .contains("1 transaction hangs");

    Call abort = abort();
    assertThat(abort.err()).contains("aborted what hung in tickets-enriched-0");
    assertThat(abort.exitCode()).as(abort.out()).isZero();
  }

  /** Its log is deleted, as by accident. */
  private void forgetCoordinators() throws IOException {
    List<Path> doomed = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(path -> path.toString().contains("__transaction_state"))
          .sorted(Comparator.reverseOrder())
          .forEach(doomed::add);
    }
    assertThat(doomed).isNotEmpty();
    for (Path each : doomed) {
      Files.delete(each);
    }
  }

  /** Waits until the transaction is older than a checkpoint may be. */
  private void awaitDown() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> call("--checkpoint.interval=1s").out().contains("its job is down or slow"));
  }

  private Call abort() {
    return call("--abort", "--force-prefix", "tickets", "--checkpoint.interval=1s");
  }

  private Call call(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("transactions", "tickets", "--kafka.bootstrap.servers=" + broker.bootstrap()));
    all.addAll(List.of(more));
    return Call.of(all.toArray(String[]::new));
  }

  private long committed() {
    return new Topics(broker.bootstrap()).read(TOPIC).size();
  }

  private KafkaProducer<byte[], byte[]> open(String name, int records) throws Exception {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrap(),
                "transactional.id",
                name,
                "transaction.timeout.ms",
                60_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    for (int i = 0; i < records; i++) {
      producer.send(new ProducerRecord<>(TOPIC, new byte[1])).get();
    }
    return producer;
  }
}
