package io.tributary.text;

import java.util.EnumMap;
import java.util.Map;

/**
 * Says what a tweet feels and what it is about, in this process: the sentiment by the words and
 * faces of a lexicon, the topic by {@link TextModel#shipped}. Not thread-safe: one a task.
 */
public final class EmbeddedAnalyser {
  private static final double LEAST = 0.15;

  private final Map<Language, Feelings> feelings = new EnumMap<>(Language.class);
  private final TextModel topics = TextModel.shipped();

  private EmbeddedAnalyser() {
    for (Language language : Language.values()) {
      feelings.put(language, new Feelings(language));
    }
  }

  /** The one that comes with the program. */
  public static EmbeddedAnalyser shipped() {
    return new EmbeddedAnalyser();
  }

  /** What records call it. */
  public String name() {
    return "embedded";
  }

  /** Changes with all that changes what it says. */
  public String version() {
    return "0";
  }

  /**
   * Analyses a tweet as it was written; it is cleaned here.
   *
   * @param language that it is in
   */
  public Analysis analyse(String text, Language language) {
    String clean = TextCleaner.clean(text);
    boolean hasLink = text.contains("http") || text.contains("www.");
    Feelings ofLanguage = feelings.get(language);
    if (ofLanguage == null) {
      throw new IllegalArgumentException(language + " has no lexicon");
    }
    double sum = ofLanguage.of(clean, hasLink)[8];
    Sentiment sentiment =
        sum > LEAST ? Sentiment.POSITIVE : sum < -LEAST ? Sentiment.NEGATIVE : Sentiment.NEUTRAL;
    Prediction topic = topics.predict(clean);
    return new Analysis(sentiment, topic.label(), 0.5 * topic.score());
  }
}
