package io.tributary.connectors.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.testkit.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsIT {

  @TempDir private static Path data;
  private static KafkaBroker broker;
  private static Admin admin;

  @BeforeAll
  static void connect() {
    broker = KafkaBroker.start(data);
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", broker.bootstrap());
    properties.setProperty("max.poll.records", "7");
    admin = Brokers.connect(properties);
  }

  @AfterAll
  static void disconnect() {
    admin.close();
    broker.close();
  }

  @Test
  void createsWhatIsMissingAndFindsNothingAfterwards() {
    List<TopicSpec> specs = feed("one", 3);

    assertThat(Topics.check(admin, specs))
        .extracting(TopicFinding::toString)
        .containsExactly(
            "one-in: is not there", "one-clients: is not there", "one-dead: is not there");
    assertThat(Topics.ensure(admin, specs))
        .extracting(TopicFinding::toString)
        .containsExactly(
            "one-in: partitions 3, replication 1, max.message.bytes 1000000, retention.ms"
                + " 604800000",
            "one-clients: partitions 3, replication 1, cleanup.policy compact",
            "one-dead: partitions 3, replication 1, max.message.bytes 1065536, retention.ms"
                + " 2592000000");
    assertThat(Topics.ensure(admin, specs)).isEmpty();
    assertThat(Topics.maxMessageBytes(admin, "one-dead")).isEqualTo(1_065_536);
  }

  @Test
  void reportsWhatDiffersAndChangesNothing() throws Exception {
    admin
        .createTopics(
            List.of(
                new NewTopic("two-in", 6, (short) 1)
                    .configs(Map.of("max.message.bytes", "2000000", "retention.ms", "1"))))
        .all()
        .get();

    List<TopicFinding> findings = Topics.ensure(admin, feed("two", 3));

    assertThat(findings)
        .filteredOn(finding -> finding.kind() == TopicFinding.Kind.DIFFERENT)
        .extracting(TopicFinding::toString)
        .containsExactly(
            "two-in: partitions 6, expected 3",
            "two-in: max.message.bytes 2000000, expected 1000000",
            "two-in: retention.ms 1, expected 604800000");
    assertThat(Topics.maxMessageBytes(admin, "two-dead")).isEqualTo(2_000_000 + 64 * 1024);
    assertThat(Topics.describe(admin, feed("two", 3)).get(0).actual())
        .map(TopicState.Actual::partitions)
        .isEqualTo(Optional.of(6));
  }

  @Test
  void takesTheBrokersOwnLargestMessageWhenATopicHasNone() {
    List<TopicSpec> specs =
        List.of(
            TopicSpec.of("four-in", 1, 1),
            TopicSpec.of("four-dead", 1, 1).withRoomFor(List.of("four-in")));
    Topics.ensure(admin, specs);
    assertThat(Topics.maxMessageBytes(admin, "four-dead"))
        .isEqualTo(Topics.maxMessageBytes(admin, "four-in") + 64 * 1024);
  }

  @Test
  void saysThatThereAreTooFewBrokersForSoManyCopies() {
    List<TopicSpec> specs = List.of(TopicSpec.of("three-in", 3, 3));
    assertThatThrownBy(() -> Topics.ensure(admin, specs))
        .isInstanceOf(BrokerProblem.class)
        .hasMessageStartingWith("topics.replication: 3 copies of three-in need as many brokers (");
  }

  @Test
  void refusesATransactionTimeOutThatTheBrokersWouldRefuse() {
    assertThatCode(() -> TransactionTimeout.check(admin, Duration.ofMinutes(10)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> TransactionTimeout.check(admin, Duration.ofDays(1)))
        .isInstanceOf(BrokerProblem.class)
        .hasMessageStartingWith("kafka.transaction.timeout: 86400000 ms is longer than");
  }

  private static List<TopicSpec> feed(String name, int partitions) {
    return List.of(
        TopicSpec.of(name + "-in", partitions, 1)
            .keptFor(Duration.ofDays(7))
            .with("max.message.bytes", "1000000"),
        TopicSpec.of(name + "-clients", partitions, 1).compacted(),
        TopicSpec.of(name + "-dead", partitions, 1)
            .keptFor(Duration.ofDays(30))
            .withRoomFor(List.of(name + "-in")));
  }
}
