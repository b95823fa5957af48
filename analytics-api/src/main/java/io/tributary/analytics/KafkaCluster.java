package io.tributary.analytics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka now and then how its brokers and topics are, for whoever watches them. */
final class KafkaCluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaCluster.class);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int PATIENCE_MILLIS = 10_000;

  /** Each is some series in Prometheus. */
  private static final int MOST_TOPICS = 500;

  private final Map<String, Object> client;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread = new Thread(this::watch, "analytics-kafka-cluster");
  private volatile Optional<State> state = Optional.empty();
  private boolean mayLookAtDisks = true;

  /**
   * A topic's records.
   *
   * @param begin the sum of its partitions' first offsets that are kept
   * @param end of those after the last ones
   * @param bytes on the disks of all brokers; empty without the right to look at them
   */
  record Topic(long begin, long end, OptionalLong bytes) {}

  /** A broker's disk, or its part of one, in bytes. */
  record Disk(int broker, String path, long size, long free) {}

  /**
   * What Kafka said last.
   *
   * @param underReplicated partitions that have fewer replicas in step than they should
   * @param offline partitions without a leader, which nobody can read or write
   */
  record State(
      int brokers, int underReplicated, int offline, Map<String, Topic> topics, List<Disk> disks) {}

  KafkaCluster(String bootstrap, Map<String, String> properties) {
    client = new HashMap<>(properties);
    client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    client.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    client.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    client.keySet().retainAll(AdminClientConfig.configNames());
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    try {
      do {
        // A client of its own each time: it is asked seldom, and none that lasts can be stuck.
        try (Admin admin = Admin.create(client)) {
          state = Optional.of(ask(admin));
        } catch (ExecutionException | KafkaException e) {
          // KafkaWatch says so.
          state = Optional.empty();
          LOG.debug("Kafka can't be asked how it is", e);
        }
      } while (!stopped.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private State ask(Admin admin) throws ExecutionException, InterruptedException {
    DescribeClusterResult cluster = admin.describeCluster();
    Collection<Node> brokers = cluster.nodes().get();
    List<String> names =
        admin.listTopics().names().get().stream().sorted().limit(MOST_TOPICS).toList();
    int underReplicated = 0;
    int offline = 0;
    List<TopicPartition> led = new ArrayList<>();
    for (TopicDescription topic : admin.describeTopics(names).allTopicNames().get().values()) {
      for (var partition : topic.partitions()) {
        underReplicated += partition.isr().size() < partition.replicas().size() ? 1 : 0;
        if (partition.leader() == null || partition.leader().isEmpty()) {
          offline++;
        } else {
          led.add(new TopicPartition(topic.name(), partition.partition()));
        }
      }
    }
    Map<String, Long> begins = offsets(admin, led, OffsetSpec.earliest());
    Map<String, Long> ends = offsets(admin, led, OffsetSpec.latest());
    Map<String, Long> bytes = new HashMap<>();
    List<Disk> disks = new ArrayList<>();
    lookAtDisks(admin, brokers, bytes, disks);
    Map<String, Topic> topics = new HashMap<>();
    ends.forEach(
        (name, end) -> {
          Long size = bytes.get(name);
          topics.put(
              name,
              new Topic(
                  begins.getOrDefault(name, 0L),
                  end,
                  size == null ? OptionalLong.empty() : OptionalLong.of(size)));
        });
    return new State(
        brokers.size(), underReplicated, offline, Map.copyOf(topics), List.copyOf(disks));
  }

  private static Map<String, Long> offsets(Admin admin, List<TopicPartition> of, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    of.forEach(partition -> asked.put(partition, which));
    Map<String, Long> sums = new HashMap<>();
    admin
        .listOffsets(asked)
        .all()
        .get()
        .forEach((partition, found) -> sums.merge(partition.topic(), found.offset(), Long::sum));
    return sums;
  }

  /** Takes the right Describe on the cluster; without it the rest is known all the same. */
  private void lookAtDisks(
      Admin admin, Collection<Node> brokers, Map<String, Long> bytes, List<Disk> disks)
      throws InterruptedException {
    try {
      var all = admin.describeLogDirs(brokers.stream().map(Node::id).toList()).allDescriptions();
      all.get()
          .forEach(
              (broker, folders) ->
                  folders.forEach((path, folder) -> add(broker, path, folder, bytes, disks)));
      mayLookAtDisks = true;
    } catch (ExecutionException e) {
      if (mayLookAtDisks) {
        LOG.info("Kafka's disks can't be looked at: {}", String.valueOf(e.getCause()));
      }
      mayLookAtDisks = false;
    }
  }

  private static void add(
      int broker,
      String path,
      LogDirDescription folder,
      Map<String, Long> bytes,
      List<Disk> disks) {
    if (folder.error() != null) {
      return;
    }
    folder
        .replicaInfos()
        .forEach((partition, replica) -> bytes.merge(partition.topic(), replica.size(), Long::sum));
    if (folder.totalBytes().isPresent() && folder.usableBytes().isPresent()) {
      disks.add(
          new Disk(
              broker, path, folder.totalBytes().getAsLong(), folder.usableBytes().getAsLong()));
    }
  }

  /** What it said last; empty while it doesn't answer. */
  Optional<State> state() {
    return state;
  }

  @Override
  public void close() throws InterruptedException {
    stopped.countDown();
    thread.interrupt();
    thread.join(PATIENCE_MILLIS);
  }
}
