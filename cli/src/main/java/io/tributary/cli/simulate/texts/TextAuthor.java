package io.tributary.cli.simulate.texts;

import static io.tributary.cli.simulate.Choice.any;

import io.tributary.cli.simulate.Author;
import io.tributary.cli.simulate.EventTime;
import io.tributary.cli.simulate.Oddity;
import io.tributary.text.Language;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Writes believable texts in French, English and Arabic about what the classifier tells apart. */
final class TextAuthor implements Author {
  /** Of a hundred texts, so many are declared to be in each language. */
  private static final Map<Language, Integer> SHARES =
      new EnumMap<>(Map.of(Language.FR, 40, Language.EN, 35, Language.AR, 25));

  private static final List<Integer> DIGITS = List.of(0, 3, 6);
  private static final int FINEST = 6;

  private final double mismatches;
  private final Map<Language, Voice> voices = new EnumMap<>(Language.class);

  /** Who writes in one language. */
  private record Voice(Prose prose, Dressing dressing) {}

  /** Prepares everything that does not depend on the single text, which takes about a second. */
  TextAuthor(TextParameters parameters) {
    mismatches = parameters.mismatches();
    for (Language language : Language.values()) {
      Prose prose = new Prose(language, parameters.common().seed());
      voices.put(language, new Voice(prose, new Dressing(language, prose)));
    }
  }

  @Override
  public Written valid(long epochMicros, SplittableRandom random) {
    Language declared = language(random);
    boolean mismatch = random.nextDouble() < mismatches;
    TextDraft draft =
        draft(declared, mismatch ? another(declared, random) : declared, epochMicros, random);
    Optional<Oddity> oddity =
        mismatch ? Optional.of(TextOddity.IN_ANOTHER_LANGUAGE) : Optional.empty();
    return new Written(oddity, draft.topic(), draft.key(), draft.json(random));
  }

  @Override
  public Written invalid(long epochMicros, SplittableRandom random) {
    TextFault fault = TextFault.any(random);
    Language language = language(random);
    TextDraft draft = draft(language, language, epochMicros, random);
    return new Written(
        Optional.of(fault), draft.topic(), draft.key(), InvalidText.value(fault, draft, random));
  }

  private TextDraft draft(
      Language declared, Language language, long epochMicros, SplittableRandom random) {
    Voice voice = voices.get(language);
    if (voice == null) {
      throw new IllegalStateException("nobody writes in " + language);
    }
    List<String> sentences = voice.prose().sentences(any(Prose.TOPICS, random), random);
    Metadata metadata = Metadata.any(voice.prose(), random);
    // Two texts without an identity of their own must differ: here they do by the microsecond.
    int digits = metadata.id() == null ? FINEST : any(DIGITS, random);
    return new TextDraft(
        voice.dressing().dressed(sentences, random),
        declared,
        metadata,
        EventTime.written(epochMicros, digits, random));
  }

  private static Language language(SplittableRandom random) {
    int left = random.nextInt(100);
    for (Map.Entry<Language, Integer> share : SHARES.entrySet()) {
      left -= share.getValue();
      if (left < 0) {
        return share.getKey();
      }
    }
    throw new IllegalStateException("the shares are not 100");
  }

  private static Language another(Language declared, SplittableRandom random) {
    List<Language> others = new ArrayList<>(List.of(Language.values()));
    others.remove(declared);
    return any(others, random);
  }
}
