package io.tributary.text;

/** The analyser that comes with the program. */
public final class EmbeddedAnalyser {
  private EmbeddedAnalyser() {}

  public static EmbeddedAnalyser shipped() {
    return new EmbeddedAnalyser();
  }

  public String name() {
    return "embedded";
  }

  public String version() {
    return "0";
  }

  /** Analyses a text. */
  public Analysis analyse(String text, Language language) {
    Prediction topic = TextModel.shipped().predict(Ngrams.of(text));
    return new Analysis(Sentiment.NEUTRAL, topic.label(), topic.score());
  }
}
