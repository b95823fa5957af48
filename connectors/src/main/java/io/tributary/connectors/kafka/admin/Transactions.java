package io.tributary.connectors.kafka.admin;

import io.tributary.connectors.kafka.admin.Transaction.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/**
 * The transactions on a cluster: which there are, whether somebody works on them, and their end.
 */
public final class Transactions {
  private static final Set<TransactionState> ENDED =
      Set.of(
          TransactionState.EMPTY,
          TransactionState.COMPLETE_ABORT,
          TransactionState.COMPLETE_COMMIT);
  private static final Set<TransactionState> ABORTED =
      Set.of(
          TransactionState.PREPARE_ABORT,
          TransactionState.PREPARE_EPOCH_FENCE,
          TransactionState.COMPLETE_ABORT);
  private static final Comparator<TopicPartition> BY_NAME =
      Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

  private final Admin admin;
  private final Predicate<String> ours;

  /**
   * Looks at a cluster's transactions.
   *
   * @param ours whether a name is of those that are shown open or not; of others, open ones are
   */
  public Transactions(Admin admin, Predicate<String> ours) {
    this.admin = admin;
    this.ours = ours;
  }

  /**
   * What there is now, by name; orphaned ones last.
   *
   * @param topics where orphaned ones are looked for besides the partitions of open ones; those
   *     that don't exist are passed over
   * @throws BrokerProblem when there is no answer
   */
  public List<Transaction> find(Collection<String> topics) {
    Map<String, TransactionDescription> known = described();
    Set<TopicPartition> partitions = partitions(topics);
    known.values().forEach(each -> partitions.addAll(each.topicPartitions()));
    Map<TopicPartition, Long> behind = behind(partitions);
    List<Transaction> found = new ArrayList<>();
    known.forEach((name, each) -> found.add(transaction(name, each, behind)));
    found.addAll(orphaned(partitions, behind));
    return found;
  }

  /**
   * What changes under a name when somebody works with it.
   *
   * @param epoch counted up for each producer that begins to work with the name, which Flink's
   *     sinks do at each checkpoint, whether they have written or not
   * @param written the newest records in its partitions while it is open; empty otherwise
   */
  public record Trace(long producerId, int epoch, TransactionState state, String written) {
    /** Whether it is neither open nor about to end: as long as nobody works with it, it stays. */
    public boolean rests() {
      return ENDED.contains(state);
    }

    @Override
    public String toString() {
      return producerId + " " + epoch + " " + state + (written.isEmpty() ? "" : " " + written);
    }
  }

  /**
   * The traces of all transactions of ours, by name: compare what this says now and later. A
   * running job changes it with each record and each checkpoint.
   */
  public SortedMap<String, Trace> signsOfLife() {
    Map<String, TransactionDescription> known = ours();
    Map<String, String> written = written(known);
    SortedMap<String, Trace> signs = new TreeMap<>();
    known.forEach(
        (name, each) ->
            signs.put(
                name,
                new Trace(
                    each.producerId(),
                    each.producerEpoch(),
                    each.state(),
                    written.getOrDefault(name, ""))));
    return signs;
  }

  /**
   * The name of one that somebody has worked with between two looks. What Kafka ends, since it is
   * open for too long, is no sign of life.
   */
  public static Optional<String> workedOn(Map<String, Trace> before, Map<String, Trace> after) {
    return after.entrySet().stream()
        .filter(each -> !each.getValue().equals(before.get(each.getKey())))
        .filter(each -> !ABORTED.contains(each.getValue().state()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private SortedMap<String, TransactionDescription> ours() {
    SortedMap<String, TransactionDescription> known = described();
    known.keySet().removeIf(ours.negate());
    return known;
  }

  /** The newest that was written under each name that is open, as its partitions know it. */
  private Map<String, String> written(Map<String, TransactionDescription> transactions) {
    Map<String, TransactionDescription> open = new HashMap<>(transactions);
    open.values().removeIf(each -> each.state() != TransactionState.ONGOING);
    Set<TopicPartition> partitions = new HashSet<>();
    open.values().forEach(each -> partitions.addAll(each.topicPartitions()));
    Map<Long, String> newest = new HashMap<>();
    producers(partitions)
        .forEach(
            (partition, states) ->
                states.forEach(
                    each ->
                        newest.merge(
                            each.producerId(),
                            partition + " " + each.lastSequence() + "@" + each.lastTimestamp(),
                            (a, b) -> a + " " + b)));
    Map<String, String> written = new HashMap<>();
    open.forEach((name, each) -> written.put(name, newest.getOrDefault(each.producerId(), "")));
    return written;
  }

  /** Ends an open transaction by fencing its producer, an orphaned one by a marker in its log. */
  public void abort(Transaction transaction) {
    if (transaction.stage() == Stage.OPEN) {
      Answer.of(
          admin.fenceProducers(List.of(transaction.name())).all(),
          "fencing the producer of " + transaction.name());
    }
    if (transaction.stage() == Stage.ORPHANED) {
      for (TopicPartition partition : transaction.behind().keySet()) {
        AbortTransactionSpec spec =
            new AbortTransactionSpec(
                partition,
                transaction.producerId(),
                (short) transaction.epoch(),
                transaction.coordinatorEpoch());
        Answer.of(
            admin.abortTransaction(spec).all(),
            "aborting the transaction that hangs in " + partition);
      }
    }
  }

  /** Ours, and those of others that are open; sorted by name. */
  private SortedMap<String, TransactionDescription> described() {
    Collection<TransactionListing> all =
        Answer.of(admin.listTransactions().all(), "listing the transactions");
    List<String> names =
        all.stream()
            .filter(each -> ours.test(each.transactionalId()) || !ENDED.contains(each.state()))
            .map(TransactionListing::transactionalId)
            .toList();
    DescribeTransactionsResult result = admin.describeTransactions(names);
    SortedMap<String, TransactionDescription> described = new TreeMap<>();
    for (String name : names) {
      try {
        described.put(name, Answer.of(result.description(name), "describing transactions"));
      } catch (TransactionalIdNotFoundException gone) {
        // Forgotten since it was listed: nothing is open under it.
        continue;
      }
    }
    return described;
  }

  private Transaction transaction(
      String name, TransactionDescription each, Map<TopicPartition, Long> behind) {
    SortedMap<TopicPartition, Long> held = new TreeMap<>(BY_NAME);
    each.topicPartitions().forEach(p -> held.put(p, behind.getOrDefault(p, 0L)));
    Optional<Instant> since =
        each.transactionStartTimeMs().isPresent()
            ? Optional.of(Instant.ofEpochMilli(each.transactionStartTimeMs().getAsLong()))
            : Optional.empty();
    Stage stage =
        ENDED.contains(each.state())
            ? Stage.ENDED
            : each.state() == TransactionState.ONGOING ? Stage.OPEN : Stage.ENDING;
    return new Transaction(
        name,
        ours.test(name),
        stage,
        each.state().toString(),
        each.producerId(),
        each.producerEpoch(),
        since,
        Duration.ofMillis(each.transactionTimeoutMs()),
        -1,
        held);
  }

  /** Seen open before and after their coordinators were asked: none of those that just ended. */
  private List<Transaction> orphaned(
      Set<TopicPartition> partitions, Map<TopicPartition, Long> behind) {
    Map<TopicPartition, Collection<ProducerState>> before = producers(partitions);
    Set<Long> known = new HashSet<>();
    for (TransactionListing each :
        Answer.of(admin.listTransactions().all(), "listing the transactions")) {
      if (!ENDED.contains(each.state())) {
        known.add(each.producerId());
      }
    }
    List<Transaction> orphaned = new ArrayList<>();
    producers(partitions)
        .forEach(
            (partition, states) -> {
              for (ProducerState state : states) {
                if (state.currentTransactionStartOffset().isPresent()
                    && !known.contains(state.producerId())
                    && wasOpen(before.getOrDefault(partition, List.of()), state)) {
                  orphaned.add(orphan(partition, state, behind));
                }
              }
            });
    return orphaned;
  }

  private static boolean wasOpen(Collection<ProducerState> before, ProducerState now) {
    return before.stream()
        .anyMatch(
            each ->
                each.producerId() == now.producerId()
                    && each.producerEpoch() == now.producerEpoch()
                    && each.currentTransactionStartOffset()
                        .equals(now.currentTransactionStartOffset()));
  }

  private static Transaction orphan(
      TopicPartition partition, ProducerState state, Map<TopicPartition, Long> behind) {
    SortedMap<TopicPartition, Long> held = new TreeMap<>(BY_NAME);
    held.put(partition, behind.getOrDefault(partition, 0L));
    return new Transaction(
        "",
        false,
        Stage.ORPHANED,
        "unknown to every coordinator",
        state.producerId(),
        state.producerEpoch(),
        Optional.of(Instant.ofEpochMilli(state.lastTimestamp())),
        Duration.ZERO,
        Math.max(0, state.coordinatorEpoch().orElse(0)),
        held);
  }

  private Map<TopicPartition, Collection<ProducerState>> producers(Set<TopicPartition> partitions) {
    Map<TopicPartition, Collection<ProducerState>> producers = new TreeMap<>(BY_NAME);
    Answer.of(admin.describeProducers(partitions).all(), "describing the producers")
        .forEach((partition, state) -> producers.put(partition, state.activeProducers()));
    return producers;
  }

  private Set<TopicPartition> partitions(Collection<String> topics) {
    Set<String> there = new HashSet<>(Answer.of(admin.listTopics().names(), "listing the topics"));
    there.retainAll(topics);
    Set<TopicPartition> partitions = new TreeSet<>(BY_NAME);
    Answer.of(admin.describeTopics(there).allTopicNames(), "describing the topics")
        .values()
        .forEach(
            topic ->
                topic
                    .partitions()
                    .forEach(p -> partitions.add(new TopicPartition(topic.name(), p.partition()))));
    return partitions;
  }

  private Map<TopicPartition, Long> behind(Set<TopicPartition> partitions) {
    Map<TopicPartition, ListOffsetsResultInfo> stable =
        ends(partitions, IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Long> behind = new HashMap<>();
    // The ends come later, so none is before what is stable.
    ends(partitions, IsolationLevel.READ_UNCOMMITTED)
        .forEach(
            (partition, end) -> {
              ListOffsetsResultInfo readable = stable.get(partition);
              behind.put(partition, readable == null ? 0 : end.offset() - readable.offset());
            });
    return behind;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> ends(
      Set<TopicPartition> partitions, IsolationLevel level) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    return Answer.of(
        admin.listOffsets(latest, new ListOffsetsOptions(level)).all(), "asking for offsets");
  }
}
