package io.tributary.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connectors.kafka.TransactionFates.Fate;
import io.tributary.testkit.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.internal.FlinkKafkaInternalProducer;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.source.legacy.SourceFunction;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What a job does whose checkpoint is complete, but not its commits. */
final class TopicSinkIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int RECORDS = 100;

  @TempDir private static Path data;
  private static KafkaBroker broker;
  private static Admin admin;

  @TempDir private Path checkpoints;
  private String topic;
  private Duration timeout = Duration.ofMinutes(5);
  private Duration interval = Duration.ofMillis(500);

  @BeforeAll
  static void startBroker() {
    broker = KafkaBroker.start(data);
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    topic = test.getTestMethod().orElseThrow().getName();
    admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
  }

  @Test
  void haltsWhenKafkaHasEndedATransactionThatTheCheckpointCountsOn() throws Exception {
    timeout = Duration.ofSeconds(5);
    String transaction = dieBeforeTheCommit();
    awaitExpiry(transaction);

    JobClient job = goOn(sinks(false));
    assertThatThrownBy(() -> result(job))
        .rootCause()
        .hasMessageStartingWith(
            "topic " + topic + ": the transaction " + transaction + " (producer ")
        .hasMessageContainingAll(
            "was ended before it was committed: its records, " + topic + "-0 offsets 0 to 99, are",
            "kafka.transaction.prefix",
            "--allow-lost-transactions");
    assertThat(committed()).isZero();
  }

  @Test
  void goesOnWithoutALostTransactionWhenTold() throws Exception {
    timeout = Duration.ofSeconds(5);
    awaitExpiry(dieBeforeTheCommit());

    JobClient job = goOn(sinks(true));
    awaitCommitted(job, RECORDS);
  }

  @Test
  void commitsAfterTheRestartWhatKafkaStillKeepsOpen() throws Exception {
    dieBeforeTheCommit();

    JobClient job = goOn(sinks(false));
    awaitCommitted(job, 2 * RECORDS);
  }

  @Test
  void goesOnWhenTheTransactionHadBeenCommittedBefore() throws Exception {
    dieAfterTheCommit();

    JobClient job = goOn(sinks(false));
    awaitCommitted(job, 2 * RECORDS);
  }

  @Test
  void goesOnWhenTheTransactionHadBeenCommittedAndItsNameWasUsedAgain() throws Exception {
    String transaction = dieAfterTheCommit();
    try (KafkaProducer<byte[], byte[]> later = producer(transaction)) {
      later.beginTransaction();
      later.send(new ProducerRecord<>(topic, new byte[1]));
      later.flush();
      later.abortTransaction();
    }
    awaitExpiry(transaction); // which is what it looks like to its coordinator

    JobClient job = goOn(sinks(false));
    awaitCommitted(job, 2 * RECORDS);
  }

  @Test
  void endsWhatAFailedAttemptHasBegunUnderTheNameOfACommittedTransaction() throws Exception {
    String transaction = dieAfterTheCommit();
    KafkaProducer<byte[], byte[]> failed = producer(transaction);
    failed.beginTransaction();
    failed.send(new ProducerRecord<>(topic, new byte[1]));
    failed.flush();
    assertThat(state(transaction)).isEqualTo(TransactionState.ONGOING);

    interval = PATIENCE; // a later checkpoint would use the name again, which ends it, too
    JobClient job = goOn(sinks(false));
    Awaitility.await()
        .atMost(PATIENCE.dividedBy(2))
        .until(() -> state(transaction) != TransactionState.ONGOING);
    job.cancel().get();
    failed.close(Duration.ZERO);
  }

  @Test
  void haltsWhenItCannotBeToldWhetherTheTransactionHadBeenCommitted() throws Exception {
    String transaction = dieAfterTheCommit();
    producer(transaction).close();
    deleteRecords();

    JobClient job = goOn(sinks(false));
    assertThatThrownBy(() -> result(job))
        .satisfies(
            failure ->
                assertThat(ExceptionUtils.stringifyException(failure))
                    .contains(transaction, "whether it had been committed before can't be told"));
  }

  @Test
  void tellsTheFateOfEachTransactionFromTheTopicAlone() throws Exception {
    TransactionFates fates = new TransactionFates(clientProperties());
    try (FlinkKafkaInternalProducer<byte[], byte[]> aborted = open("aborted");
        FlinkKafkaInternalProducer<byte[], byte[]> done = open("done")) {
      FlushedTransaction first = flushed(aborted);
      FlushedTransaction second = flushed(done);
      assertThat(second.spans().get(0).first()).isEqualTo(1);
      done.commitTransaction();
      producer("done").close();
      assertThat(fates.of(second))
          .as("hidden by the first, and its name is used again")
          .isEqualTo(Fate.UNDECIDED);
      aborted.abortTransaction();
      assertThat(fates.of(first)).isEqualTo(Fate.ABORTED);
      assertThat(fates.of(second)).isEqualTo(Fate.COMMITTED);
      assertThat(fates.of(new FlushedTransaction(first.committable(), List.of())))
          .isEqualTo(Fate.UNKNOWN);
    }
  }

  @Test
  void asksTheCoordinatorWhereTheTopicDoesNotTell() throws Exception {
    TransactionFates fates = new TransactionFates(clientProperties());
    try (FlinkKafkaInternalProducer<byte[], byte[]> open = open("open");
        FlinkKafkaInternalProducer<byte[], byte[]> done = open("committed")) {
      FlushedTransaction hidden = flushed(done);
      FlushedTransaction unplaced = new FlushedTransaction(hidden.committable(), List.of());
      assertThat(fates.of(unplaced)).isEqualTo(Fate.UNKNOWN);
      done.commitTransaction();
      assertThat(fates.of(hidden)).isEqualTo(Fate.COMMITTED);
      assertThat(fates.of(unplaced)).isEqualTo(Fate.COMMITTED);
      open.abortTransaction();
    }
  }

  @Test
  void takesNobodyElsesCommitForOneThatWasLost() throws Exception {
    TransactionFates fates = new TransactionFates(clientProperties());
    try (FlinkKafkaInternalProducer<byte[], byte[]> lost = open("fenced")) {
      FlushedTransaction unplaced = new FlushedTransaction(flushed(lost).committable(), List.of());
      for (int i = 0; i < 3; i++) {
        try (KafkaProducer<byte[], byte[]> next = producer("fenced")) {
          next.beginTransaction();
          next.send(new ProducerRecord<>(topic, new byte[1]));
          next.commitTransaction();
        }
        assertThat(fates.of(unplaced)).isEqualTo(Fate.UNKNOWN);
      }
    }
  }

  private FlinkKafkaInternalProducer<byte[], byte[]> open(String name) {
    Properties properties = new Properties();
    properties.putAll(clientProperties());
    properties.put("key.serializer", ByteArraySerializer.class.getName());
    properties.put("value.serializer", ByteArraySerializer.class.getName());
    FlinkKafkaInternalProducer<byte[], byte[]> producer =
        new FlinkKafkaInternalProducer<>(properties, name);
    producer.initTransactions();
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(topic, new byte[1]));
    producer.flush();
    return producer;
  }

  private FlushedTransaction flushed(FlinkKafkaInternalProducer<?, ?> producer) throws Exception {
    KafkaCommittable committable = KafkaCommittable.of(producer);
    try (TransactionSpans spans = new TransactionSpans(topic, clientProperties())) {
      return new FlushedTransaction(committable, spans.of(committable));
    }
  }

  private String dieBeforeTheCommit() throws Exception {
    return die(false);
  }

  private String dieAfterTheCommit() throws Exception {
    String transaction = die(true);
    assertThat(committed()).isEqualTo(RECORDS);
    return transaction;
  }

  /** Runs a job to its first commit, where it dies; returns the transaction's name. */
  private String die(boolean committing) throws Exception {
    Sink<String> sink =
        new Dying((TopicSink<String>) sinks(false).sink("out", records()), committing);
    JobClient job =
        start(sink, new Configuration().set(RestartStrategyOptions.RESTART_STRATEGY, "none"));
    assertThatThrownBy(() -> result(job))
        .satisfies(
            failure ->
                assertThat(ExceptionUtils.stringifyException(failure)).contains("dies here"));
    return topic + "-out-0-0";
  }

  private JobClient goOn(TopicSinks sinks) throws Exception {
    try (Stream<Path> all = Files.walk(checkpoints)) {
      Path newest =
          all.filter(path -> path.getFileName().toString().equals("_metadata"))
              .max(Comparator.comparing(TopicSinkIT::number))
              .orElseThrow()
              .getParent();
      return start(
          sinks.sink("out", records()),
          new Configuration()
              .set(StateRecoveryOptions.SAVEPOINT_PATH, newest.toUri().toString())
              .set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay"));
    }
  }

  private static int number(Path metadata) {
    return Integer.parseInt(metadata.getParent().getFileName().toString().replace("chk-", ""));
  }

  private JobClient start(Sink<String> sink, Configuration more) throws Exception {
    Configuration configuration =
        new Configuration()
            .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval)
            .set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString())
            .set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    configuration.addAll(more);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    environment.addSource(new Hundred()).uid("source").sinkTo(sink).uid("sink");
    return environment.executeAsync(topic);
  }

  private static void result(JobClient job) throws Exception {
    job.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private TopicSinks sinks(boolean lossAllowed) {
    return new TopicSinks(clientProperties(), topic, timeout, Duration.ofMillis(5), lossAllowed);
  }

  private static Map<String, String> clientProperties() {
    return Map.of("bootstrap.servers", broker.bootstrap());
  }

  private TopicRecords<String> records() {
    return new Lines(topic);
  }

  private KafkaProducer<byte[], byte[]> producer(String transaction) {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap(), "transactional.id", transaction),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  private void awaitExpiry(String transaction) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> state(transaction) == TransactionState.COMPLETE_ABORT);
  }

  private static TransactionState state(String transaction) throws Exception {
    return admin.describeTransactions(List.of(transaction)).description(transaction).get().state();
  }

  private void awaitCommitted(JobClient job, int records) throws Exception {
    Awaitility.await()
        .atMost(PATIENCE)
        .failFast("the job has ended", () -> job.getJobExecutionResult().isDone())
        .until(() -> committed() == records);
    job.cancel().get();
  }

  private void deleteRecords() throws Exception {
    TopicPartition partition = new TopicPartition(topic, 0);
    admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(RECORDS))).all().get();
  }

  private int committed() {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrap(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      int count = 0;
      while (consumer.position(partition) < end) {
        count += consumer.poll(Duration.ofMillis(100)).count();
      }
      return count;
    }
  }

  /** A hundred records at each start, and then nothing. */
  private static final class Hundred implements SourceFunction<String> {
    private static final long serialVersionUID = 1L;
    private volatile boolean cancelled;

    @Override
    public void run(SourceContext<String> context) throws InterruptedException {
      synchronized (context.getCheckpointLock()) {
        for (int i = 0; i < RECORDS; i++) {
          context.collect("record " + i);
        }
      }
      while (!cancelled) {
        Thread.sleep(50);
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private record Lines(String topic) implements TopicRecords<String> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        String line, KafkaSinkContext context, Long timestamp) {
      return new ProducerRecord<>(topic, line.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The sink of a job that dies at its first commit. */
  private record Dying(TopicSink<String> sink, boolean committing)
      implements Sink<String>,
          SupportsWriterState<String, KafkaWriterState>,
          SupportsCommitter<FlushedTransaction>,
          SupportsPostCommitTopology<FlushedTransaction> {

    @Override
    public StatefulSinkWriter<String, KafkaWriterState> createWriter(WriterInitContext context)
        throws IOException {
      return sink.createWriter(context);
    }

    @Override
    public StatefulSinkWriter<String, KafkaWriterState> restoreWriter(
        WriterInitContext context, Collection<KafkaWriterState> recovered) throws IOException {
      return sink.restoreWriter(context, recovered);
    }

    @Override
    public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
      return sink.getWriterStateSerializer();
    }

    @Override
    public SimpleVersionedSerializer<FlushedTransaction> getCommittableSerializer() {
      return sink.getCommittableSerializer();
    }

    @Override
    public void addPostCommitTopology(
        DataStream<CommittableMessage<FlushedTransaction>> committables) {
      sink.addPostCommitTopology(committables);
    }

    @Override
    public Committer<FlushedTransaction> createCommitter(CommitterInitContext context) {
      Committer<FlushedTransaction> committer = sink.createCommitter(context);
      return new Committer<>() {
        @Override
        public void commit(Collection<CommitRequest<FlushedTransaction>> requests)
            throws IOException, InterruptedException {
          if (requests.isEmpty()) {
            return;
          }
          if (committing) {
            committer.commit(requests);
          }
          throw new IOException("dies here");
        }

        @Override
        public void close() throws Exception {
          committer.close();
        }
      };
    }
  }
}
