package io.tributary.connectors.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.testkit.SecuredBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecuredBrokerIT {
  private static final String USER = "feed";
  private static final String PASSWORD = "canary \\\"quoted\\\"";
  private static final List<String> TOPICS = List.of("in", "out");

  @TempDir private static Path data;
  private static SecuredBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = SecuredBroker.start(data.resolve("kafka"));
    broker.addUser(USER, "canary \"quoted\"");
    Topics.ensure(
        broker.administrator(), TOPICS.stream().map(name -> TopicSpec.of(name, 1, 1)).toList());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void forbidAll() throws Exception {
    broker.forbidAll();
  }

  @Test
  void letsAUserInWhosePasswordIsInAFile() throws Exception {
    Path secrets = Files.createDirectories(data.resolve("secrets"));
    Files.writeString(secrets.resolve("jaas"), SecuredBroker.jaas(USER, PASSWORD) + "\n");
    Properties client = client(broker.bootstrap(), "${directory:" + secrets + ":jaas}");
    try (Admin admin = Brokers.connect(client)) {
      assertThat(admin.describeCluster().clusterId().get()).isNotEmpty();
    }
  }

  @Test
  void saysThatTheFileOfThePasswordIsNotThere() {
    assertThatThrownBy(
            () -> Brokers.connect(client(broker.bootstrap(), "${directory:/nowhere:jaas}")))
        .isInstanceOf(BrokerProblem.class)
        .hasMessage(
            "kafka.properties.sasl.jaas.config: there is no ${directory:/nowhere:jaas}: make the"
                + " file or variable, readable for whoever runs this");
  }

  @Test
  void saysThatThePasswordIsWrong() {
    assertThatThrownBy(
            () -> Brokers.connect(client(broker.bootstrap(), SecuredBroker.jaas(USER, "canary-2"))))
        .isInstanceOf(BrokerProblem.class)
        .hasMessageStartingWith(
            "kafka.properties.sasl.jaas.config: "
                + broker.bootstrap()
                + " refuses this user and password (")
        .hasMessageEndingWith(
            "): check both, and that sasl.mechanism is the one they were made for")
        .hasMessageNotContaining("canary");
  }

  @Test
  void saysThatTheMechanismIsAnother() {
    Properties client = client(broker.bootstrap());
    client.setProperty("sasl.mechanism", "SCRAM-SHA-256");
    assertThatThrownBy(() -> Brokers.connect(client))
        .isInstanceOf(BrokerProblem.class)
        .hasMessageStartingWith("kafka.properties.sasl.mechanism: ")
        .hasMessageContaining("SCRAM-SHA-512");
  }

  @Test
  void saysThatTheCertificateIsForAnotherName() {
    assertThatThrownBy(() -> Brokers.connect(client(broker.withOtherName())))
        .isInstanceOf(BrokerProblem.class)
        .hasMessage(
            "kafka.bootstrap.servers: the certificate of "
                + broker.withOtherName()
                + " is for another name (No subject alternative names matching IP address"
                + " 127.0.0.1 found): connect by a name that stands in it, or have this one"
                + " added");
  }

  @Test
  void saysThatTheCertificateHasExpired() {
    assertThatThrownBy(() -> Brokers.connect(client(broker.withExpiredCertificate())))
        .isInstanceOf(BrokerProblem.class)
        .hasMessageStartingWith(
            "kafka.bootstrap.servers: the certificate of "
                + broker.withExpiredCertificate()
                + " has expired (NotAfter: ")
        .hasMessageContaining("2020")
        .hasMessageEndingWith("): renew it at the brokers");
  }

  @Test
  void saysThatNobodyWhomWeTrustHasSignedTheCertificate() {
    Properties client = client(broker.bootstrap());
    client.remove("ssl.truststore.location");
    client.remove("ssl.truststore.type");
    assertThatThrownBy(() -> Brokers.connect(client))
        .isInstanceOf(BrokerProblem.class)
        .hasMessageStartingWith("kafka.properties.ssl.truststore.location: nobody in there has");
  }

  @Test
  void saysWhichRightsAreMissing() throws Exception {
    try (Admin admin = Brokers.connect(client(broker.bootstrap()))) {
      assertThatThrownBy(() -> Topics.check(admin, List.of(TopicSpec.of("in", 1, 1))))
          .isInstanceOf(BrokerProblem.class)
          .hasMessageStartingWith("in: can't be looked at (")
          .hasMessageEndingWith("): grant Describe on it");

      broker.allow(List.of(onTopic("in", AclOperation.DESCRIBE)));
      assertThatThrownBy(() -> Topics.check(admin, List.of(TopicSpec.of("in", 1, 1))))
          .isInstanceOf(BrokerProblem.class)
          .hasMessageStartingWith("in: its settings can't be read (")
          .hasMessageEndingWith("): grant DescribeConfigs on it");
      assertThatThrownBy(() -> Topics.ensure(admin, List.of(TopicSpec.of("new", 1, 1))))
          .isInstanceOf(BrokerProblem.class)
          .hasMessageContaining("grant Describe on it");

      broker.allow(List.of(onTopic("out", AclOperation.DESCRIBE)));
      assertThatThrownBy(() -> Rights.check(admin, TOPICS, Set.of("out"), "feed"))
          .isInstanceOf(BrokerProblem.class)
          .hasMessage(
              "kafka.properties.sasl.jaas.config: its user lacks the rights Read on topic in, Read"
                  + " on topic out, Write on topic out, Write on transactional ids that begin with"
                  + " feed-: have them granted (docs/security.md lists all)");

      broker.allow(
          Stream.of(
                  onTopic("in", AclOperation.READ),
                  onTopic("out", AclOperation.READ),
                  onTopic("out", AclOperation.WRITE),
                  allowed(
                      new ResourcePattern(
                          ResourceType.TRANSACTIONAL_ID, "feed-", PatternType.PREFIXED),
                      AclOperation.WRITE))
              .toList());
      Rights.check(admin, TOPICS, Set.of("out"), "feed");
    }
  }

  @Test
  void lacksNoRightsWhereThereAreNoLists() {
    Rights.check(broker.administrator(), TOPICS, Set.of("out"), "feed");
  }

  private static AclBinding onTopic(String topic, AclOperation operation) {
    return allowed(new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL), operation);
  }

  private static AclBinding allowed(ResourcePattern pattern, AclOperation operation) {
    return new AclBinding(
        pattern, new AccessControlEntry("User:" + USER, "*", operation, AclPermissionType.ALLOW));
  }

  private static Properties client(String bootstrap) {
    return client(bootstrap, SecuredBroker.jaas(USER, PASSWORD));
  }

  private static Properties client(String bootstrap, String jaas) {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", bootstrap);
    client.setProperty("security.protocol", "SASL_SSL");
    client.setProperty("sasl.mechanism", "SCRAM-SHA-512");
    client.setProperty("sasl.jaas.config", jaas);
    client.setProperty("ssl.truststore.type", "PEM");
    client.setProperty("ssl.truststore.location", broker.authority().toString());
    return client;
  }
}
