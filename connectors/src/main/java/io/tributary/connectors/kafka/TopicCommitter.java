package io.tributary.connectors.kafka;

import io.tributary.connectors.kafka.FlushedTransaction.Span;
import io.tributary.connectors.kafka.TransactionFates.Fate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink's committer, and what it leaves open: whether a commit that Kafka refuses is the harmless
 * repetition of an earlier one, or a loss. The topic itself is asked; a loss halts the job.
 */
final class TopicCommitter implements Committer<FlushedTransaction> {
  private static final Logger LOG = LoggerFactory.getLogger(TopicCommitter.class);

  private final Committer<KafkaCommittable> committer;
  private final String topic;
  private final TransactionFates fates;
  private final boolean lossAllowed;

  /** Refused, but not yet to be read: Flink's committer would try to commit them again. */
  private final Set<FlushedTransaction> undecided = new HashSet<>();

  TopicCommitter(
      Committer<KafkaCommittable> committer,
      String topic,
      TransactionFates fates,
      boolean lossAllowed) {
    this.committer = committer;
    this.topic = topic;
    this.fates = fates;
    this.lossAllowed = lossAllowed;
  }

  @Override
  public void commit(Collection<CommitRequest<FlushedTransaction>> requests)
      throws IOException, InterruptedException {
    List<CommitRequest<KafkaCommittable>> toCommit = new ArrayList<>();
    List<Attempt> attempts = new ArrayList<>();
    for (CommitRequest<FlushedTransaction> request : requests) {
      Attempt attempt = new Attempt(request);
      attempts.add(attempt);
      if (!undecided.contains(request.getCommittable())) {
        toCommit.add(attempt);
      }
    }
    committer.commit(toCommit);
    // Only now: an open transaction of these can hide a refused one from readers.
    for (Attempt attempt : attempts) {
      if (attempt.unknownReason != null && !isRefusal(attempt.unknownReason)) {
        settleFailed(attempt.request, attempt.unknownReason);
      } else if (attempt.refusal != null
          || attempt.unknownReason != null
          || undecided.contains(attempt.request.getCommittable())) {
        settleRefused(
            attempt.request, attempt.refusal != null ? attempt.refusal : attempt.unknownReason);
      }
    }
  }

  /** Kafka has forgotten the name, or says so in an older protocol's words. */
  private static boolean isRefusal(Throwable reason) {
    return reason instanceof InvalidPidMappingException
        || reason instanceof InvalidProducerEpochException;
  }

  /** Kafka says that the transaction isn't the one that is open under its name. */
  private void settleRefused(CommitRequest<FlushedTransaction> request, @Nullable Throwable refusal)
      throws InterruptedException {
    FlushedTransaction transaction = request.getCommittable();
    Fate fate = fates.of(transaction);
    switch (fate) {
      case COMMITTED -> alreadyCommitted(request);
      case UNDECIDED -> {
        LOG.warn("{}: whether {} was committed can't be read yet", topic, transaction);
        undecided.add(transaction);
        request.retryLater();
      }
      case ABORTED, UNKNOWN -> lost(request, fate, refusal);
    }
  }

  /** Something else went wrong; a restart may help, unless the outcome is there to be read. */
  private void settleFailed(CommitRequest<FlushedTransaction> request, Throwable reason)
      throws InterruptedException {
    Fate fate;
    try {
      fate = fates.of(request.getCommittable());
    } catch (KafkaException e) {
      reason.addSuppressed(e);
      fate = Fate.UNDECIDED;
    }
    switch (fate) {
      case COMMITTED -> alreadyCommitted(request);
      case ABORTED -> lost(request, fate, reason);
      case UNDECIDED, UNKNOWN -> request.signalFailedWithUnknownReason(reason);
    }
  }

  private void alreadyCommitted(CommitRequest<FlushedTransaction> request)
      throws InterruptedException {
    FlushedTransaction transaction = request.getCommittable();
    fates.endSuccessor(transaction.committable());
    LOG.info("{}: {} had been committed before, nothing is lost", topic, transaction);
    undecided.remove(transaction);
    request.signalAlreadyCommitted();
  }

  private void lost(
      CommitRequest<FlushedTransaction> request, Fate fate, @Nullable Throwable refusal)
      throws InterruptedException {
    FlushedTransaction transaction = request.getCommittable();
    String message = message(transaction, fate);
    if (!lossAllowed) {
      LOG.error("{}", message, refusal);
      throw new LostTransaction(message);
    }
    LOG.error("{}; going on without it: allow-lost-transactions is set", message, refusal);
    fates.endSuccessor(transaction.committable());
    undecided.remove(transaction);
    request.signalFailedWithKnownReason(new LostTransaction(message));
  }

  private String message(FlushedTransaction transaction, Fate fate) {
    String place =
        transaction.spans().stream().map(Span::toString).collect(Collectors.joining(", "));
    String what =
        fate == Fate.ABORTED
            ? "was ended before it was committed: its records, " + place + ", are lost there"
            : "is refused, and whether it had been committed before can't be told: where its records"
                + " were isn't kept any more or wasn't noted"
                + (place.isEmpty() ? "" : ", " + place);
    return "topic "
        + topic
        + ": the transaction "
        + transaction
        + " of a checkpoint "
        + what
        + ". Kafka ends what is open for longer than kafka.transaction.timeout, and when another"
        + " deployment with the same kafka.transaction.prefix starts: make the one longer than your"
        + " longest outage, the other unique. `./tributary audit` counts what is missing,"
        + " in this topic and others;"
        + " --allow-lost-transactions goes on without it";
  }

  @Override
  public void close() throws Exception {
    committer.close();
  }

  /** A commit by Flink's committer, whose complaints are kept for later. */
  private static final class Attempt implements CommitRequest<KafkaCommittable> {
    private final CommitRequest<FlushedTransaction> request;
    private @Nullable Throwable refusal;
    private @Nullable Throwable unknownReason;

    Attempt(CommitRequest<FlushedTransaction> request) {
      this.request = request;
    }

    @Override
    public KafkaCommittable getCommittable() {
      return request.getCommittable().committable();
    }

    @Override
    public int getNumberOfRetries() {
      return request.getNumberOfRetries();
    }

    @Override
    public void signalFailedWithKnownReason(Throwable reason) {
      refusal = reason;
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable reason) {
      unknownReason = reason;
    }

    @Override
    public void retryLater() {
      request.retryLater();
    }

    @Override
    public void updateAndRetryLater(KafkaCommittable committable) {
      request.updateAndRetryLater(
          new FlushedTransaction(committable, request.getCommittable().spans()));
    }

    @Override
    public void signalAlreadyCommitted() {
      request.signalAlreadyCommitted();
    }
  }
}
