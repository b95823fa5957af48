package io.tributary.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * Says what a tweet feels and what it is about, in this process: the sentiment by a {@link
 * SentimentModel} of its language, the topic by {@link TextModel#shipped}. Not thread-safe: one a
 * task.
 */
public final class EmbeddedAnalyser {
  /** Changes with all that changes what it says: models, lists of words, features. */
  public static final String VERSION = "2";

  private static final Sentiment[] SENTIMENTS = Sentiment.values();

  private final Map<Language, Feelings> feelings = new EnumMap<>(Language.class);
  private final Map<Language, SentimentModel> sentiments;
  private final TextModel topics = TextModel.shipped();

  EmbeddedAnalyser(Map<Language, SentimentModel> sentiments) {
    this.sentiments = sentiments;
    for (Language language : sentiments.keySet()) {
      feelings.put(language, new Feelings(language));
    }
  }

  /** The one that comes with the program. */
  public static EmbeddedAnalyser shipped() {
    return new EmbeddedAnalyser(Shipped.SENTIMENTS);
  }

  /**
   * One of models in files, named as {@link #file} says.
   *
   * @throws IOException if one is not there, or no such model
   */
  public static EmbeddedAnalyser read(Path folder) throws IOException {
    Map<Language, SentimentModel> models = new EnumMap<>(Language.class);
    for (Language language : Language.values()) {
      try (InputStream in = Files.newInputStream(folder.resolve(file(language)))) {
        models.put(language, SentimentModel.read(in));
      }
    }
    return new EmbeddedAnalyser(models);
  }

  /** The name of a language's model as a file. */
  public static String file(Language language) {
    return "sentiment_" + language.code() + "-" + VERSION + ".model";
  }

  private static final class Shipped {
    static final Map<Language, SentimentModel> SENTIMENTS = new EnumMap<>(Language.class);

    static {
      for (Language language : Language.values()) {
        SENTIMENTS.put(language, SentimentModel.shipped(language));
      }
    }
  }

  /** What records call it. */
  public String name() {
    return "embedded";
  }

  public String version() {
    return VERSION;
  }

  /**
   * Analyses a tweet. Its confidence is how likely both are right: the probability of the sentiment
   * times that of the topic.
   *
   * @param clean its clean text, as {@link TextCleaner} makes it: cleaned again, it would lose what
   *     stands behind an angle bracket
   * @param language that it is in
   */
  public Analysis analyse(String clean, Language language) {
    int[] ngrams = Ngrams.of(clean);
    double[] likely = sentiment(clean, ngrams, language);
    int best = TextModel.likeliest(likely);
    Prediction topic = topics.predict(ngrams);
    return new Analysis(SENTIMENTS[best], topic.label(), likely[best] * topic.score());
  }

  /** How likely each sentiment is, in their order. */
  double[] sentiment(String clean, int[] ngrams, Language language) {
    Feelings ofLanguage = feelings.get(language);
    SentimentModel model = sentiments.get(language);
    if (ofLanguage == null || model == null) {
      throw new IllegalArgumentException(language + " has no model of sentiments");
    }
    return model.probabilities(ofLanguage.of(clean), ngrams);
  }
}
