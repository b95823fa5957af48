package io.tributary.connectors.kafka.admin;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Which of Kafka's client properties people may set themselves.
 *
 * <p>Addresses, security, time-outs and sizes are theirs. What exactly-once delivery, the keys of
 * records or the reading of topics depends on is not. Names are those of Kafka's consumer, producer
 * and admin client, so a name Kafka doesn't know is told before anything starts.
 */
public final class ClientProperties {

  private static final List<String> ALLOWED_FAMILIES =
      List.of(
          "security.",
          "sasl.",
          "ssl.",
          "client.",
          "metadata.",
          "fetch.",
          "socket.",
          "reconnect.",
          "retry.",
          "compression.");

  private static final List<String> ALLOWED_NAMES =
      List.of(
          "request.timeout.ms",
          "default.api.timeout.ms",
          "delivery.timeout.ms",
          "connections.max.idle.ms",
          "max.block.ms",
          "max.partition.fetch.bytes",
          "max.poll.records",
          "max.request.size",
          "send.buffer.bytes",
          "receive.buffer.bytes",
          "linger.ms",
          "batch.size",
          "buffer.memory",
          "enable.metrics.push");

  private static final String EXACTLY_ONCE = "exactly-once delivery depends on it";
  private static final String POSITION =
      "the position in a topic comes from the checkpoint, never from a consumer group";
  private static final String BYTES = "records are read and written as bytes";
  private static final String TRUST = "the brokers' certificates and names are always checked";

  private static final String LOOK_UP = "config.providers";

  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("bootstrap.servers", "it has a key of its own, kafka.bootstrap.servers"),
          Map.entry(
              "transactional.id",
              EXACTLY_ONCE + ", its first part has a key of its own, kafka.transaction.prefix"),
          Map.entry(
              "transaction.timeout.ms",
              EXACTLY_ONCE + ", it has a key of its own, kafka.transaction.timeout"),
          Map.entry("transaction.two.phase.commit.enable", EXACTLY_ONCE),
          Map.entry("isolation.level", EXACTLY_ONCE),
          Map.entry("acks", EXACTLY_ONCE),
          Map.entry("enable.idempotence", EXACTLY_ONCE),
          Map.entry("retries", EXACTLY_ONCE),
          Map.entry("max.in.flight.requests.per.connection", EXACTLY_ONCE),
          Map.entry("interceptor.classes", "an interceptor can drop or change records"),
          Map.entry("enable.auto.commit", POSITION),
          Map.entry("auto.commit.interval.ms", POSITION),
          Map.entry("auto.offset.reset", POSITION),
          Map.entry("group.id", POSITION),
          Map.entry("group.instance.id", POSITION),
          Map.entry("key.serializer", BYTES),
          Map.entry("value.serializer", BYTES),
          Map.entry("key.deserializer", BYTES),
          Map.entry("value.deserializer", BYTES),
          Map.entry("partitioner.class", "copies of a record must meet in one partition"),
          Map.entry("partitioner.ignore.keys", "copies of a record must meet in one partition"),
          Map.entry("allow.auto.create.topics", "topics are created with their settings only"),
          Map.entry("ssl.endpoint.identification.algorithm", TRUST),
          Map.entry("ssl.engine.factory.class", TRUST),
          Map.entry("security.providers", TRUST),
          Map.entry(LOOK_UP, "directory, env and file are there already"));

  /**
   * With these a value may say where a secret is, instead of being it: a file of a directory, a
   * variable of the environment, or a line of a properties file. Each client looks it up where it
   * is made, so that a job carries none.
   */
  private static final Map<String, String> LOOK_UPS =
      Map.of(
          LOOK_UP,
          "directory,env,file",
          LOOK_UP + ".directory.class",
          DirectoryConfigProvider.class.getName(),
          LOOK_UP + ".env.class",
          EnvVarConfigProvider.class.getName(),
          LOOK_UP + ".file.class",
          FileConfigProvider.class.getName());

  private static final Pattern SECRET_WORD =
      Pattern.compile("(^|\\.)(password|passphrase|secret|jaas|token|key)(\\.|$)");
  private static final Pattern NO_SECRET = Pattern.compile(".*\\.(url|file|ms|seconds)$");

  private static final Map<String, ConfigDef.ConfigKey> KNOWN = known();

  private ClientProperties() {}

  /**
   * What one kind of client knows of properties that are for all kinds, and the means to look up
   * secrets.
   *
   * @param names those that it knows
   */
  public static Map<String, String> of(Set<String> names, Map<?, ?> properties) {
    Map<String, String> own = new HashMap<>(LOOK_UPS);
    properties.forEach(
        (name, value) -> {
          if (names.contains(name)) {
            own.put(String.valueOf(name), String.valueOf(value));
          }
        });
    return own;
  }

  /**
   * What an admin client knows of them. Unless they say otherwise it goes on with the brokers that
   * it knows when all of them are away, and doesn't begin anew with the bootstrap servers: Kafka's
   * (4.2) does that, after five minutes, in a loop without a pause, each time with lines in the
   * log.
   */
  public static Map<String, Object> ofAdmin(Map<?, ?> properties) {
    Map<String, Object> own = new HashMap<>(of(AdminClientConfig.configNames(), properties));
    own.putIfAbsent(
        AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG, MetadataRecoveryStrategy.NONE.name);
    return own;
  }

  /** The names that may be set, sorted. */
  public static SortedSet<String> allowed() {
    SortedSet<String> names = new TreeSet<>();
    for (String name : KNOWN.keySet()) {
      if (refusal(name).isEmpty()) {
        names.add(name);
      }
    }
    return names;
  }

  /** Every name that Kafka's clients know, allowed or not, sorted. */
  public static SortedSet<String> names() {
    return new TreeSet<>(KNOWN.keySet());
  }

  /**
   * Why a property may not be set, as the end of a sentence ("refused, because …"); empty when it
   * may.
   */
  public static Optional<String> refusal(String name) {
    String reason = REFUSED.get(name);
    if (reason != null) {
      return Optional.of(reason);
    }
    if (!KNOWN.containsKey(name)) {
      return Optional.of("Kafka's clients have no such property");
    }
    if (ALLOWED_NAMES.contains(name) || ALLOWED_FAMILIES.stream().anyMatch(name::startsWith)) {
      return Optional.empty();
    }
    return Optional.of("it is not among those that are safe to change");
  }

  /** What is wrong with a value, by Kafka's own rules; empty when nothing is. Secrets pass. */
  public static Optional<String> complaint(String name, String value) {
    ConfigDef.ConfigKey key = KNOWN.get(name);
    if (key == null || secret(name) || key.type() == ConfigDef.Type.CLASS) {
      return Optional.empty();
    }
    try {
      Object parsed = ConfigDef.parseType(name, value, key.type());
      if (key.validator != null) {
        key.validator.ensureValid(name, parsed);
      }
      return Optional.empty();
    } catch (ConfigException e) {
      String type = key.type().name().toLowerCase(Locale.ROOT);
      return Optional.of(
          key.validator == null
              ? "'" + value + "' is no " + type
              : "'" + value + "' is no " + type + " within " + key.validator);
    }
  }

  /**
   * Whether a property's value must be shown to nobody: those that Kafka itself calls passwords,
   * and any with a word such as {@code password}, {@code secret}, {@code jaas}, {@code token} or
   * {@code key} between its dots, known to Kafka or not.
   */
  public static boolean secret(String name) {
    ConfigDef.ConfigKey key = KNOWN.get(name);
    if (key != null && key.type() == ConfigDef.Type.PASSWORD) {
      return true;
    }
    return SECRET_WORD.matcher(name).find() && !NO_SECRET.matcher(name).matches();
  }

  /** The families and single names that are allowed, for the documentation. */
  public static List<String> allowList() {
    List<String> families = ALLOWED_FAMILIES.stream().map(family -> family + "*").toList();
    return Stream.concat(families.stream(), ALLOWED_NAMES.stream()).toList();
  }

  /** The names that are refused for a reason of their own, with it, for the documentation. */
  public static Map<String, String> refused() {
    return new TreeMap<>(REFUSED);
  }

  private static Map<String, ConfigDef.ConfigKey> known() {
    Map<String, ConfigDef.ConfigKey> keys = new TreeMap<>();
    for (ConfigDef client :
        Arrays.asList(
            ConsumerConfig.configDef(),
            ProducerConfig.configDef(),
            AdminClientConfig.configDef())) {
      client.configKeys().forEach(keys::putIfAbsent);
    }
    return Map.copyOf(keys);
  }
}
