package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.analytics.AnalyticsServer;
import io.tributary.analytics.Options;
import io.tributary.cli.Call;
import io.tributary.cli.Feeds;
import io.tributary.connectors.kafka.admin.BrokerProblem;
import io.tributary.connectors.kafka.admin.Topics;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.launch.Launcher;
import io.tributary.jobs.settings.Settings;
import io.tributary.testkit.FreePort;
import io.tributary.testkit.SecuredBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The feeds' jobs with a Kafka that asks for passwords and rights, and with nothing to spare. */
final class SecuredKafkaIT {
  private static final String PASSWORD = "canary-of-kafka";
  private static final Path DOCUMENT = Path.of("../docs/security.md");

  /** A line of the document's table. */
  private record Row(String feed, List<String> reads, List<String> writes, String transactions) {
    static Row of(String line) {
      List<List<String>> cells =
          Arrays.stream(line.split("\\|"))
              .skip(1)
              .map(cell -> Arrays.stream(cell.replaceAll("[` ]", "").split(",")).toList())
              .toList();
      return new Row(
          cells.get(0).get(0), cells.get(1), cells.get(2), String.join("", cells.get(3)));
    }

    List<AclBinding> rights() {
      List<AclBinding> rights = new ArrayList<>();
      for (String topic : reads) {
        rights.addAll(on(topic, AclOperation.READ, AclOperation.DESCRIBE_CONFIGS));
      }
      for (String topic : writes) {
        rights.addAll(
            on(topic, AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS));
      }
      rights.add(
          allowed(
              new ResourcePattern(
                  ResourceType.TRANSACTIONAL_ID, transactions, PatternType.PREFIXED),
              AclOperation.WRITE));
      return rights;
    }

    private List<AclBinding> on(String topic, AclOperation... operations) {
      ResourcePattern pattern = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
      return Arrays.stream(operations).map(operation -> allowed(pattern, operation)).toList();
    }

    private AclBinding allowed(ResourcePattern pattern, AclOperation operation) {
      return allowed(feed, pattern, operation);
    }

    static AclBinding allowed(String user, ResourcePattern pattern, AclOperation operation) {
      return new AclBinding(
          pattern, new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    List<String> topics() {
      return Stream.concat(reads.stream(), writes.stream()).toList();
    }

    /** What the document lists for a command, for the user of the feed. */
    List<AclBinding> rightsOf(String command) {
      String replay = "tributary-replay-" + feed;
      return switch (command) {
        case "audit" ->
            topics().stream().flatMap(topic -> on(topic, AclOperation.READ).stream()).toList();
        case "topics" ->
            topics().stream()
                .flatMap(
                    topic ->
                        on(topic, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS).stream())
                .toList();
        case "publish" ->
            reads.stream().flatMap(topic -> on(topic, AclOperation.WRITE).stream()).toList();
        case "transactions" ->
            Stream.concat(
                    writes.stream().flatMap(topic -> on(topic, AclOperation.READ).stream()),
                    Stream.of(
                        allowed(
                            new ResourcePattern(
                                ResourceType.TRANSACTIONAL_ID, transactions, PatternType.PREFIXED),
                            AclOperation.DESCRIBE)))
                .toList();
        case "replay" ->
            Stream.of(
                    on(feed + "-dead-letters", AclOperation.READ).stream(),
                    reads.stream().flatMap(topic -> on(topic, AclOperation.WRITE).stream()),
                    Stream.of(
                        allowed(
                            new ResourcePattern(
                                ResourceType.TRANSACTIONAL_ID, replay, PatternType.PREFIXED),
                            AclOperation.WRITE),
                        allowed(
                            new ResourcePattern(ResourceType.GROUP, replay, PatternType.PREFIXED),
                            AclOperation.READ)))
                .flatMap(each -> each)
                .toList();
        default -> throw new IllegalArgumentException(command);
      };
    }
  }

  @TempDir private static Path folder;
  private static SecuredBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = SecuredBroker.start(folder.resolve("kafka"));
    for (FeedJob job : Feeds.all()) {
      broker.addUser(job.name(), PASSWORD);
      Topics.ensure(broker.administrator(), job.topics(1));
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  static Stream<Row> rows() throws IOException {
    Set<String> feeds = new TreeSet<>(Feeds.all().stream().map(FeedJob::name).toList());
    List<Row> rows =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> feeds.stream().anyMatch(feed -> line.startsWith("| `" + feed + "` |")))
            .map(Row::of)
            .toList();
    assertThat(rows).extracting(Row::feed).containsExactlyInAnyOrderElementsOf(feeds);
    return rows.stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void runsWithJustTheRightsThatTheDocumentLists(Row row) throws Exception {
    broker.forbidAll();
    broker.allow(row.rights());
    send(row.reads().get(0), record(row.feed()), "garbage");

    launcher(row.feed()).launch(flink()).awaitEndAndStop(() -> false);

    Topic delivered = new Topic(broker.administratorsBootstrap(), row.writes().get(0));
    // The commit's markers come a moment after its answer.
    await().untilAsserted(() -> assertThat(delivered.count()).as("delivered").isEqualTo(1));
    Topic rejected = new Topic(broker.administratorsBootstrap(), row.feed() + "-dead-letters");
    await().untilAsserted(() -> assertThat(rejected.count()).as("rejected").isEqualTo(1));

    for (String command : List.of("audit", "transactions", "replay", "topics", "publish")) {
      broker.forbidAll();
      broker.allow(row.rightsOf(command));
      Call call = call(command, row.feed());
      assertThat(call.exitCode()).as("%s", call).isZero();
      assertThat(call.out()).contains(command.equals("transactions") ? row.transactions() : "");

      // Without a right on them, Kafka doesn't tell of transactions that there are.
      if (!command.equals("transactions")) {
        broker.forbidAll();
        broker.allow(row.rightsOf(command).subList(1, row.rightsOf(command).size()));
        call = call(command, row.feed());
        assertThat(call.exitCode()).as("%s", call).isNotZero();
        assertThat(call.err()).containsPattern("grant|lacks").doesNotContain("\tat ");
      }
    }

    broker.forbidAll();
    broker.allow(row.rights().subList(0, row.rights().size() - 1));
    assertThatThrownBy(() -> launcher(row.feed()).launch(flink()))
        .isInstanceOf(BrokerProblem.class)
        .hasMessageContaining(
            "lacks the rights Write on transactional ids that begin with " + row.feed() + "-");
  }

  @Test
  void theAnalyticsApiSeesKafkaWithJustTheRightsThatTheDocumentLists() throws Exception {
    String user = "analytics";
    broker.addUser(user, PASSWORD);
    List<AclBinding> rights = new ArrayList<>();
    for (String topic : rows().flatMap(row -> row.topics().stream()).toList()) {
      boolean isRead = topic.matches(".*-(metrics|dead-letters|late)");
      rights.add(
          Row.allowed(
              user,
              new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
              isRead ? AclOperation.READ : AclOperation.DESCRIBE));
    }
    ResourcePattern cluster =
        new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL);
    rights.add(Row.allowed(user, cluster, AclOperation.DESCRIBE));
    broker.forbidAll();
    broker.allow(rights);
    int port = FreePort.any();
    Options options =
        Options.of(Files.createDirectories(folder.resolve("lake-of-all")).toString())
            .at("127.0.0.1", port)
            .withKafka(
                broker.bootstrap(),
                Map.of(
                    "security.protocol", "SASL_SSL",
                    "sasl.mechanism", "SCRAM-SHA-512",
                    "sasl.jaas.config", SecuredBroker.jaas(user, PASSWORD),
                    "ssl.truststore.type", "PEM",
                    "ssl.truststore.location", broker.authority().toString()));
    Dashboard api = new Dashboard(port);
    try (AnalyticsServer server = AnalyticsServer.start(options)) {
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> {
                assertThat(api.get("/metrics"))
                    .contains("tributary_analytics_part_up{part=\"kafka\"} 1.0")
                    .contains("tributary_kafka_disk_free_bytes{")
                    .contains("topic=\"client_tickets\"");
                assertThat(api.get("/analytics/tickets/quality")).contains("\"available\":true");
              });
    }
  }

  @Test
  void tellsNobodyItsSecrets() throws Exception {
    broker.forbidAll();
    Row tweets = rows().filter(row -> row.feed().equals("tweets")).findFirst().orElseThrow();
    broker.allow(tweets.rights());
    Path home = Files.createDirectories(folder.resolve("told"));
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    Path searchPassword = Files.writeString(secrets.resolve("search"), "canary-of-search\n");
    int port = FreePort.any();
    Map<String, String> environment =
        Map.of(
            "KAFKA_PROPERTIES_SASL_JAAS_CONFIG",
            SecuredBroker.jaas("tweets", PASSWORD),
            "OPENAI_API_KEY",
            "canary-of-openai",
            "TWEETS_CASSANDRA_PASSWORD",
            "canary-of-cassandra");
    List<String> call = new ArrayList<>(List.of("run", "tweets"));
    call.addAll(arguments("tweets", home));
    call.addAll(
        List.of(
            "--rest.port=" + port,
            "--kafka.transaction.prefix=tweets-told",
            "--openai.policy=fallback",
            "--openai.timeout=1s",
            "--openai.linger=0ms",
            "--openai.base-url=http://127.0.0.1:" + FreePort.any() + "/v1",
            "--tweets.elasticsearch.url=http://127.0.0.1:" + FreePort.any(),
            "--tweets.elasticsearch.user=tributary",
            "--tweets.elasticsearch.password-file=" + searchPassword,
            "--tweets.cassandra.contact-points=127.0.0.1:" + FreePort.any(),
            "--tweets.cassandra.user=tributary"));
    try (Tributary job = Tributary.start(home, environment, call.toArray(String[]::new))) {
      Dashboard dashboard = new Dashboard(port);
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .failFast(() -> assertThat(job.isAlive()).as(job.said()).isTrue())
          .until(() -> dashboard.completedCheckpoints(dashboard.runningJob()) >= 1);
      send("tweets_raw", record("tweets"));
      // All that is away has been asked, in vain.
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .untilAsserted(
              () ->
                  assertThat(job.logged())
                      .contains("index tweets_analyzed at", "keyspace tributary at"));
      assertThat(canaries(dashboard)).isEmpty();
      assertThat(job.said() + job.logged()).doesNotContain("canary");
    }
    endTransactions("tweets-told-");
    Path planted = Files.writeString(home.resolve("planted"), "canary");
    assertThat(filesWithCanaries(home)).as("but for the one planted").containsExactly(planted);
  }

  @Test
  void tellsNobodyThePasswordThatIsRefused() throws Exception {
    Map<String, String> environment =
        Map.of("KAFKA_PROPERTIES_SASL_JAAS_CONFIG", SecuredBroker.jaas("tickets", "canary-wrong"));
    List<String> call = new ArrayList<>(List.of("--verbose", "run", "tickets"));
    call.addAll(arguments("tickets", folder.resolve("refused")));
    try (Tributary job =
        Tributary.start(folder.resolve("refused"), environment, call.toArray(String[]::new))) {
      assertThat(job.awaitExit()).isEqualTo(1);
      assertThat(job.said() + job.logged())
          .contains("refuses this user and password")
          .doesNotContain("canary");
    }
  }

  /** What a killed job has left open holds up whoever reads its topics. */
  private static void endTransactions(String prefix) throws Exception {
    Admin admin = broker.administrator();
    admin
        .fenceProducers(
            admin.listTransactions().all().get().stream()
                .map(TransactionListing::transactionalId)
                .filter(id -> id.startsWith(prefix))
                .toList())
        .all()
        .get();
  }

  /** The dashboard's pages that show a secret. */
  private static List<String> canaries(Dashboard dashboard) throws IOException {
    String job = dashboard.runningJob();
    List<String> pages =
        new ArrayList<>(
            List.of(
                "/jobmanager/config",
                "/jobmanager/environment",
                "/jobs/" + job,
                "/jobs/" + job + "/config",
                "/jobs/" + job + "/plan",
                "/jobs/" + job + "/checkpoints/config",
                "/jobs/" + job + "/exceptions"));
    for (JsonNode vertex : dashboard.json("/jobs/" + job).path("vertices")) {
      pages.add("/jobs/" + job + "/vertices/" + vertex.path("id").asText());
      pages.add("/jobs/" + job + "/vertices/" + vertex.path("id").asText() + "/accumulators");
    }
    assertThat(pages).hasSizeGreaterThan(10);
    List<String> telling = new ArrayList<>();
    for (String page : pages) {
      String shown = dashboard.get(page);
      assertThat(shown).as(page).isNotEmpty();
      if (shown.contains("canary")) {
        telling.add(page);
      }
    }
    return telling;
  }

  private static List<Path> filesWithCanaries(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertThat(all).as("log, checkpoint").hasSizeGreaterThan(2);
      List<Path> telling = new ArrayList<>();
      for (Path each : all) {
        if (new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1).contains("canary")) {
          telling.add(each);
        }
      }
      return telling;
    }
  }

  private static List<String> arguments(String feed, Path home) {
    return List.of(
        "--kafka.bootstrap.servers=" + broker.bootstrap(),
        "--kafka.properties.security.protocol=SASL_SSL",
        "--kafka.properties.sasl.mechanism=SCRAM-SHA-512",
        "--kafka.properties.ssl.truststore.type=PEM",
        "--kafka.properties.ssl.truststore.location=" + broker.authority(),
        "--lake.path=" + home.resolve("lake-" + feed),
        "--checkpoint.path=" + home.resolve("checkpoints-" + feed),
        "--checkpoint.interval=1s",
        "--parallelism=1");
  }

  private static String jaasFile(String feed) throws IOException {
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    Files.writeString(secrets.resolve(feed), SecuredBroker.jaas(feed, PASSWORD) + "\n");
    return "${directory:" + secrets + ":" + feed + "}";
  }

  private static Call call(String command, String feed) throws IOException {
    Path file = folder.resolve(feed + ".properties");
    List<String> lines =
        new ArrayList<>(List.of("kafka.properties.sasl.jaas.config=" + jaasFile(feed)));
    List<String> call = new ArrayList<>(List.of(command, feed, "--config", file.toString()));
    if (command.equals("publish")) { // it takes Kafka's address only, and files
      arguments(feed, folder).stream()
          .filter(argument -> argument.startsWith("--kafka."))
          .forEach(argument -> lines.add(argument.substring(2)));
      String record = record(feed).replace("\n", "") + "\n";
      call.add(Files.writeString(folder.resolve(feed + ".jsonl"), record).toString());
    } else {
      call.addAll(arguments(feed, folder));
    }
    Files.write(file, lines);
    return Call.of(call.toArray(String[]::new));
  }

  private static Launcher launcher(String feed) throws IOException {
    List<String> arguments = new ArrayList<>(arguments(feed, folder));
    arguments.add("--bounded");
    Map<String, String> environment = Map.of("KAFKA_PROPERTIES_SASL_JAAS_CONFIG", jaasFile(feed));
    return new Launcher(
        Feeds.job(feed), Settings.resolve(feed, arguments, environment), line -> {});
  }

  private static Configuration flink() {
    Configuration flink = new Configuration();
    flink.set(RestOptions.BIND_PORT, "0");
    flink.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    flink.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(250));
    flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    return flink;
  }

  private static void send(String topic, String... values) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new Topic(broker.administratorsBootstrap(), "").producer()) {
      for (String value : values) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(topic, bytes)).get();
      }
    }
  }

  private static String record(String feed) {
    return switch (feed) {
      case "tickets" ->
          """
          {"ticket_id":"550e8400-e29b-41d4-a716-446655440000","client_id":"CLIENT_5234",
           "created_at":"2025-12-19T14:23:45.123456Z","request":"Unable to reset password",
           "request_type":"account","priority":"high"}
          """;
      case "texts" ->
          """
          {"text":"Bonjour à tous","language":"fr","metadata":{},"timestamp":"2025-01-18T20:00:00Z"}
          """;
      case "invoices" ->
          """
          {"invoice_id":"F-1","issued_at":"2025-12-19","customer_id":"C-1","country":"FR",
           "amount":"12.50","currency":"EUR","payment_mode":"card","source":"kafka"}
          """;
      case "weather" ->
          """
          {"place":"Tunis","country":"TN","latitude":36.8065,"longitude":10.1815,
           "observed_at":"2026-01-31T12:00:00Z","temperature_c":14.3,"precipitation_mm":0.4,
           "wind_speed_kmh":18.5,"source":"forecast","collected_at":"2026-01-30T06:00:00Z"}
          """;
      case "tweets" ->
          """
          {"tweet_id":"1","text":"What a day","created_at":"2026-01-26T23:30:00","user":"u",
           "lang":"en"}
          """;
      default -> throw new IllegalArgumentException(feed);
    };
  }
}
