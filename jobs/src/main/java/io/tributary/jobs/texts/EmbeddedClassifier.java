package io.tributary.jobs.texts;

import io.tributary.connectors.model.Classification;
import io.tributary.text.Prediction;
import io.tributary.text.TextModel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The model that comes with the program. */
final class EmbeddedClassifier implements Classifier {
  private static final long serialVersionUID = 1L;

  @Override
  public int capacity() {
    return 1; // it answers at once
  }

  @Override
  public CompletionStage<Classified> classify(String clean, int[] ngrams) {
    long begun = System.nanoTime();
    Classification classification = classification(ngrams);
    long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
    return CompletableFuture.completedFuture(new Classified(classification, true, millis));
  }

  private static Classification classification(int[] ngrams) {
    TextModel model = TextModel.shipped();
    Prediction prediction = model.predict(ngrams);
    return new Classification(
        prediction.label(), prediction.score(), model.name(), model.version());
  }

  /** What it says in place of another model; its version tells that. */
  static Classified inPlaceOfAnother(int[] ngrams) {
    Classification own = classification(ngrams);
    return new Classified(
        new Classification(
            own.label(), own.score(), own.modelName(), own.modelVersion() + "+embedded"),
        false,
        0);
  }
}
