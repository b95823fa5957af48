package io.tributary.jobs.texts;

import io.tributary.connectors.model.Classification;
import io.tributary.connectors.model.ModelAway;
import io.tributary.connectors.model.ModelClient;
import io.tributary.connectors.model.ModelMetrics;
import io.tributary.connectors.model.ServedModel;
import io.tributary.connectors.model.TextRefused;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** A model on a server, and what becomes of texts while it gives no answer. */
final class ServedClassifier implements Classifier {
  private static final long serialVersionUID = 1L;

  private static final Classified UNCLASSIFIED =
      new Classified(new Classification("unclassified", 0, "none", "none"), false, 0);

  private final ServedModel model;
  private final Policy policy;
  private transient @Nullable ModelClient client;
  private transient @Nullable Counter instead;

  /** What becomes of a text that gets no answer. */
  enum Policy {
    /** It waits until there is one; one that the model refuses is rejected. */
    WAIT(ServedModel.UNTIL_ANSWERED),
    /** The embedded model classifies it. */
    FALLBACK(3),
    /** It stays unclassified. */
    UNCLASSIFIED(3);

    /** How often it is sent. */
    private final int attempts;

    Policy(int attempts) {
      this.attempts = attempts;
    }
  }

  ServedClassifier(ServedModel model, Policy policy) {
    this.model = model;
    this.policy = policy;
  }

  /** As settings describe it. */
  static ServedClassifier of(
      java.net.URI url, String name, Duration timeout, int inFlight, int batch, Policy policy) {
    return new ServedClassifier(
        new ServedModel(url, name, timeout, inFlight, batch, policy.attempts), policy);
  }

  /** As many as can be under way, and as many again that wait for their turn. */
  @Override
  public int capacity() {
    return 2 * model.inFlight() * model.batch();
  }

  @Override
  public void open(MetricGroup metrics, Executor task) {
    client = new ModelClient(model, task, metrics);
    instead = ModelMetrics.WITHOUT_ANSWER.countIn(metrics);
  }

  @Override
  public CompletionStage<Classified> classify(String clean, int[] ngrams) {
    if (client == null) {
      throw new IllegalStateException("not opened");
    }
    long begun = System.nanoTime();
    return client
        .classify(clean)
        .handle(
            (answer, failure) -> {
              if (failure == null) {
                long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
                return CompletableFuture.completedFuture(new Classified(answer, true, millis));
              }
              return instead(failure, ngrams);
            })
        .thenCompose(classified -> classified);
  }

  private CompletableFuture<Classified> instead(Throwable failure, int[] ngrams) {
    if (!(failure instanceof ModelAway || failure instanceof TextRefused)) {
      return CompletableFuture.failedFuture(failure);
    }
    if (instead != null) {
      instead.inc();
    }
    return switch (policy) {
      case WAIT ->
          CompletableFuture.failedFuture(
              new Rejection(
                  RejectReason.ENRICHMENT_FAILED, "text", String.valueOf(failure.getMessage())));
      case FALLBACK ->
          CompletableFuture.completedFuture(EmbeddedClassifier.inPlaceOfAnother(ngrams));
      case UNCLASSIFIED -> CompletableFuture.completedFuture(UNCLASSIFIED);
    };
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
  }
}
