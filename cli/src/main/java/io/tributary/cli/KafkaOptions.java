package io.tributary.cli;

import io.tributary.connectors.kafka.admin.Brokers;
import io.tributary.connectors.kafka.admin.ClientProperties;
import io.tributary.connectors.kafka.admin.TopicSpec;
import io.tributary.connectors.kafka.admin.Topics;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where Kafka is, and clients for it. */
public final class KafkaOptions {
  /** 26 MiB: the topic decides what it takes, not this client. */
  private static final int LARGEST_REQUEST = 26 * 1024 * 1024;

  private static final String CLIENT_PROPERTY = "KAFKA_PROPERTIES_";

  @Option(
      names = "--kafka.bootstrap.servers",
      paramLabel = "HOST:PORT",
      description =
          "Where Kafka is (localhost:9092; also KAFKA_BOOTSTRAP_SERVERS, or a file of --config).")
  private @Nullable String bootstrap;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Files with kafka.bootstrap.servers and kafka.properties.* in them, such as the feeds'.")
  private List<String> files = List.of();

  /** Kafka at an address, for what isn't typed by a person. */
  static KafkaOptions at(String bootstrap) {
    KafkaOptions options = new KafkaOptions();
    options.bootstrap = bootstrap;
    return options;
  }

  /** The brokers' addresses as they were given: typed, by the environment or by a file. */
  public String bootstrap() {
    return properties().getProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
  }

  /** Which of these topics do not exist, in alphabetical order. */
  public Set<String> missing(Set<String> topics) {
    try (Admin admin = admin()) {
      Set<String> missing = new TreeSet<>(topics);
      missing.removeAll(admin.listTopics().names().get());
      return missing;
    } catch (ExecutionException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Creates those topics that are missing.
   *
   * @param typed how many brokers keep a copy of each, at least 1; else the environment or a file
   *     says it, or the brokers do
   */
  public void createMissing(Collection<TopicSpec> topics, Optional<Integer> typed) {
    List<String> flag =
        typed.map(copies -> List.of("--topics.replication=" + copies)).orElse(List.of());
    Settings settings = settings(flag);
    Optional<Short> copies =
        settings.isSet(SettingKeys.TOPICS_REPLICATION)
            ? Optional.of(settings.get(SettingKeys.TOPICS_REPLICATION).shortValue())
            : Optional.empty();
    Set<String> missing = missing(topics.stream().map(TopicSpec::name).collect(Collectors.toSet()));
    topics.stream()
        .filter(topic -> missing.contains(topic.name()))
        .forEach(
            topic ->
                create(
                    new NewTopic(topic.name(), Optional.of(topic.partitions()), copies)
                        .configs(topic.configs())));
  }

  private void create(NewTopic topic) {
    try (Admin admin = admin()) {
      admin.createTopics(Set.of(topic)).all().get();
      Topics.awaitLeaders(admin, Set.of(topic.name()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InvalidReplicationFactorException tooMany
          && topic.replicationFactor() > 0) { // as the settings say, not the brokers
        throw new CommandFailure(
            "topics.replication: "
                + topic.replicationFactor()
                + " copies of "
                + topic.name()
                + " need as many brokers ("
                + tooMany.getMessage()
                + ")",
            "lower it, or start more brokers",
            e);
      }
      // Somebody else may have been faster.
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new CommandFailure(
            "topic " + topic.name() + " can't be created (" + e.getMessage() + ")",
            "create it by hand, or get the right to",
            e);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** A producer that loses and doubles nothing while this process lives. */
  public KafkaProducer<byte[], byte[]> producer() {
    Properties p = new Properties();
    p.putAll(ClientProperties.of(ProducerConfig.configNames(), properties()));
    p.put(ProducerConfig.ACKS_CONFIG, "all");
    p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    p.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    p.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    p.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
    p.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * LARGEST_REQUEST);
    p.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
    try {
      return new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw unreachable(e);
    }
  }

  /** What to say when Kafka does not answer. */
  public CommandFailure unreachable(Throwable cause) {
    return new CommandFailure(
        "kafka.bootstrap.servers: no broker answers at " + bootstrap(),
        "start one with `tributary kafka`, or correct the address",
        cause);
  }

  private Admin admin() {
    return Brokers.connect(properties());
  }

  /** The address, and what files and the environment give all clients. */
  private Properties properties() {
    return settings(List.of()).kafkaProperties();
  }

  private Settings settings(List<String> typed) {
    List<String> arguments = new ArrayList<>();
    files.forEach(file -> arguments.add("--config=" + file));
    if (bootstrap != null) {
      arguments.add("--kafka.bootstrap.servers=" + bootstrap);
    }
    arguments.addAll(typed);
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> !isOfKafka(name));
    // Which feed doesn't matter: all have the same Kafka.
    return Settings.resolve(Feeds.all().get(0).name(), arguments, environment);
  }

  private static boolean isOfKafka(String variable) {
    return variable.startsWith(CLIENT_PROPERTY)
        || variable.equals("KAFKA_BOOTSTRAP_SERVERS")
        || variable.equals("TOPICS_REPLICATION");
  }

  private static CommandFailure interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new CommandFailure("interrupted", "call it again", e);
  }
}
