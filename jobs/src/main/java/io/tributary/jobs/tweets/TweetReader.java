package io.tributary.jobs.tweets;

import io.tributary.text.Keywords;
import io.tributary.text.Language;
import io.tributary.text.LanguageIdentifier;
import io.tributary.text.TextCleaner;
import java.util.List;
import java.util.Optional;

/** Finds out what stands in a tweet. Not thread-safe. */
final class TweetReader implements AutoCloseable {
  /** ISO 639-2's code for a language that can't be told. */
  private static final String UNDETERMINED = "und";

  private final Keywords keywords = new Keywords();

  TweetContent read(Tweet tweet) {
    String clean = TextCleaner.clean(tweet.text().toString());
    Optional<String> declared = tweet.lang().filter(lang -> !lang.equals(UNDETERMINED));
    Optional<Language> ours = declared.flatMap(Language::of);
    Optional<Language> found =
        ours.isPresent() ? ours : LanguageIdentifier.shipped().identify(clean).language();
    String lang = declared.or(() -> found.map(Language::code)).orElse(UNDETERMINED);
    return new TweetContent(
        clean,
        lang,
        found.orElse(Language.EN),
        Hashtags.of(tweet, clean),
        Language.of(lang).map(language -> keywords.of(language, clean)).orElse(List.of()));
  }

  @Override
  public void close() {
    keywords.close();
  }
}
