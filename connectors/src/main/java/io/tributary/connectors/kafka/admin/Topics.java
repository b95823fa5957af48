package io.tributary.connectors.kafka.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Looks at topics and creates those that are missing. A topic that is there is never changed. */
public final class Topics {

  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private Topics() {}

  /** Each topic as it should be and as it is, in the order of the specifications. */
  public static List<TopicState> describe(Admin admin, List<TopicSpec> specs) {
    Set<String> names = new LinkedHashSet<>();
    for (TopicSpec spec : specs) {
      names.add(spec.name());
      names.addAll(spec.roomFor());
    }
    Map<String, TopicDescription> descriptions = descriptions(admin, names);
    Map<String, Config> configs = configs(admin, descriptions.keySet());
    List<TopicState> states = new ArrayList<>();
    for (TopicSpec spec : specs) {
      TopicSpec wanted = resolve(admin, spec, specs, configs);
      Optional<TopicState.Actual> actual =
          Optional.ofNullable(descriptions.get(spec.name()))
              .map(found -> actual(wanted, found, configs.get(spec.name())));
      states.add(new TopicState(wanted, actual));
    }
    return states;
  }

  /** What is missing or different. */
  public static List<TopicFinding> check(Admin admin, List<TopicSpec> specs) {
    return describe(admin, specs).stream().flatMap(state -> state.findings().stream()).toList();
  }

  /**
   * Creates the topics that are missing and waits until the brokers lead them.
   *
   * @return what was created, and what differs
   * @throws BrokerProblem when a topic can't be created
   */
  public static List<TopicFinding> ensure(Admin admin, List<TopicSpec> specs) {
    List<TopicFinding> findings = new ArrayList<>();
    List<TopicSpec> missing = new ArrayList<>();
    for (TopicState state : describe(admin, specs)) {
      if (state.actual().isEmpty()) {
        missing.add(state.wanted());
      } else {
        findings.addAll(state.findings());
      }
    }
    for (TopicSpec spec : missing) {
      if (create(admin, spec)) {
        findings.add(new TopicFinding(spec.name(), TopicFinding.Kind.CREATED, settings(spec)));
      }
    }
    awaitLeaders(admin, missing.stream().map(TopicSpec::name).toList());
    return findings;
  }

  /** The largest message that a topic takes, bytes, its key and headers included. */
  public static int maxMessageBytes(Admin admin, String topic) {
    return Optional.ofNullable(configs(admin, List.of(topic)).get(topic))
        .flatMap(config -> value(config, TopicSpec.LARGEST))
        .map(Integer::parseInt)
        .orElseThrow(
            () ->
                new BrokerProblem(
                    topic
                        + ": the brokers don't tell its max.message.bytes: grant DescribeConfigs"));
  }

  private static boolean create(Admin admin, TopicSpec spec) {
    NewTopic topic =
        new NewTopic(spec.name(), spec.partitions(), (short) spec.replication())
            .configs(spec.configs());
    try {
      Answer.of(admin.createTopics(List.of(topic)).all(), "creating the topic " + spec.name());
      return true;
    } catch (TopicExistsException e) {
      // Somebody else was faster, such as another feed's job started at the same moment.
      return false;
    } catch (InvalidReplicationFactorException e) {
      throw new BrokerProblem(
          "topics.replication: "
              + spec.replication()
              + " copies of "
              + spec.name()
              + " need as many brokers ("
              + e.getMessage()
              + "): lower it, or start more brokers",
          e);
    } catch (ApiException e) {
      throw new BrokerProblem(
          spec.name()
              + ": can't be created ("
              + e.getMessage()
              + "): grant the right to create topics, or have it created with "
              + settings(spec),
          e);
    }
  }

  private static String settings(TopicSpec spec) {
    StringBuilder text = new StringBuilder();
    text.append("partitions ").append(spec.partitions());
    text.append(", replication ").append(spec.replication());
    new TreeMap<>(spec.configs())
        .forEach((config, value) -> text.append(", ").append(config).append(' ').append(value));
    return text.toString();
  }

  /** Sets the room that a topic needs by what its inputs take, or will take once created. */
  private static TopicSpec resolve(
      Admin admin, TopicSpec spec, List<TopicSpec> specs, Map<String, Config> configs) {
    long largest = -1;
    for (String input : spec.roomFor()) {
      Optional<String> actual =
          Optional.ofNullable(configs.get(input)).flatMap(c -> value(c, TopicSpec.LARGEST));
      Optional<String> planned =
          specs.stream()
              .filter(one -> one.name().equals(input))
              .flatMap(one -> Optional.ofNullable(one.configs().get(TopicSpec.LARGEST)).stream())
              .findFirst();
      Optional<String> bytes =
          actual.or(() -> planned).or(() -> BrokerConfig.value(admin, "message.max.bytes"));
      largest = Math.max(largest, bytes.map(Long::parseLong).orElse(-1L));
    }
    return largest < 0
        ? spec
        : spec.with(
            TopicSpec.LARGEST,
            String.valueOf(Math.min(Integer.MAX_VALUE, largest + TopicSpec.HEADROOM)));
  }

  private static TopicState.Actual actual(
      TopicSpec wanted, TopicDescription found, @Nullable Config config) {
    Map<String, String> values = new HashMap<>();
    if (config != null) {
      for (String name : wanted.configs().keySet()) {
        value(config, name).ifPresent(value -> values.put(name, value));
      }
    }
    int replication =
        found.partitions().stream()
            .mapToInt(partition -> partition.replicas().size())
            .min()
            .orElse(0);
    return new TopicState.Actual(found.partitions().size(), replication, values);
  }

  private static Optional<String> value(Config config, String name) {
    return Optional.ofNullable(config.get(name)).map(ConfigEntry::value);
  }

  private static Map<String, TopicDescription> descriptions(Admin admin, Collection<String> names) {
    Map<String, TopicDescription> found = new HashMap<>();
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin.describeTopics(names).topicNameValues();
    for (String name : names) {
      KafkaFuture<TopicDescription> answer = answers.get(name);
      if (answer == null) {
        continue;
      }
      try {
        found.put(name, Answer.of(answer, "describing the topic " + name));
      } catch (UnknownTopicOrPartitionException e) {
        // Not there: that is an answer, too.
        continue;
      } catch (ApiException e) {
        throw new BrokerProblem(
            name + ": can't be looked at (" + e.getMessage() + "): grant Describe on it", e);
      }
    }
    return found;
  }

  private static Map<String, Config> configs(Admin admin, Collection<String> topics) {
    Map<String, Config> found = new HashMap<>();
    List<ConfigResource> resources =
        topics.stream().map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic)).toList();
    admin
        .describeConfigs(resources)
        .values()
        .forEach(
            (resource, answer) -> {
              try {
                found.put(resource.name(), Answer.of(answer, "describing " + resource.name()));
              } catch (ApiException e) {
                throw new BrokerProblem(
                    resource.name()
                        + ": its settings can't be read ("
                        + e.getMessage()
                        + "): grant DescribeConfigs on it",
                    e);
              }
            });
    return found;
  }

  /**
   * Waits until new topics can be read and written: a broker may not know at once what the
   * controller has created, nor lead at once what it knows. A source fails on that; a producer may
   * get stuck, namely when it has several requests in flight and the first is refused and the
   * second taken: what it sends again is out of order for ever.
   *
   * @throws BrokerProblem when it takes too long
   */
  public static void awaitLeaders(Admin admin, Collection<String> names) {
    Instant end = Instant.now().plus(VISIBLE_WITHIN);
    Map<String, TopicDescription> known = descriptions(admin, names);
    while (!known.keySet().containsAll(names)) {
      if (Instant.now().isAfter(end)) {
        throw new BrokerProblem(
            String.join(", ", names) + ": created, but not known to the brokers: start again");
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      known = descriptions(admin, names);
    }
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    known.forEach(
        (name, topic) ->
            topic
                .partitions()
                .forEach(
                    each ->
                        ends.put(new TopicPartition(name, each.partition()), OffsetSpec.latest())));
    // Only a leader answers; the client asks until one does.
    try {
      Answer.of(admin.listOffsets(ends).all(), "looking for the leaders of " + names);
    } catch (ApiException e) {
      throw new BrokerProblem(
          String.join(", ", names) + ": created, but nobody leads it (" + e.getMessage() + ")", e);
    }
  }
}
