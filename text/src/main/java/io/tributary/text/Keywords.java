package io.tributary.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.ar.ArabicNormalizationFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.util.ElisionFilter;

/**
 * The words of a short text that say something, as people read them: words of Unicode Standard
 * Annex 29 in lower case, French without elisions, English without possessives, Arabic with one
 * form for the variants of a letter. They are no stems: those can't be read.
 *
 * <p>Left out: the stop words of Lucene (of English those of Snowball, which are more), mentions
 * ({@code @name}) and hashtags, words without a letter, and words of fewer than three letters, of
 * Arabic fewer than two.
 *
 * <p>Not thread-safe.
 */
public final class Keywords implements AutoCloseable {
  /** More of them in one text are left out. */
  public static final int MOST = 100;

  private static final int LONGEST = 100;

  private final Map<Language, Chain> chains = new EnumMap<>(Language.class);

  public Keywords() {
    chains.put(
        Language.FR,
        new Chain(
            words ->
                new StopFilter(
                    new LowerCaseFilter(new ElisionFilter(words, FrenchAnalyzer.DEFAULT_ARTICLES)),
                    FRENCH_STOP_WORDS)));
    chains.put(
        Language.EN,
        new Chain(
            words ->
                new StopFilter(
                    new LowerCaseFilter(new EnglishPossessiveFilter(words)), ENGLISH_STOP_WORDS)));
    chains.put(
        Language.AR,
        new Chain(
            words ->
                new ArabicNormalizationFilter(
                    new StopFilter(words, ArabicAnalyzer.getDefaultStopSet()))));
  }

  /** Lucene's, and some that are frequent though they could mean more: the east, the summer. */
  private static final CharArraySet FRENCH_STOP_WORDS = frenchStopWords();

  private static final CharArraySet ENGLISH_STOP_WORDS = englishStopWords();

  private static CharArraySet frenchStopWords() {
    CharArraySet words = new CharArraySet(FrenchAnalyzer.getDefaultStopSet(), false);
    words.addAll(List.of("est", "plus", "très", "tout", "toute", "tous", "comme", "aussi", "quel"));
    return words;
  }

  private static CharArraySet englishStopWords() {
    try (InputStream in = SnowballFilter.class.getResourceAsStream("english_stop.txt")) {
      if (in == null) {
        throw new IllegalStateException("Lucene's english_stop.txt is not on the class path");
      }
      return WordlistLoader.getSnowballWordSet(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The different keywords of a clean text of a language, in their order. */
  public List<String> of(Language language, String clean) {
    Chain chain = chains.get(language);
    if (chain == null) {
      throw new IllegalArgumentException(language + " has no keywords");
    }
    int fewest = language == Language.AR ? 2 : 3;
    Set<String> found = new LinkedHashSet<>();
    try (TokenStream words = chain.tokenStream("", withoutNames(clean))) {
      CharTermAttribute word = words.addAttribute(CharTermAttribute.class);
      words.reset();
      while (words.incrementToken() && found.size() < MOST) {
        int letters = (int) word.codePoints().filter(Character::isLetter).count();
        if (letters >= fewest && word.length() <= LONGEST) {
          found.add(word.toString());
        }
      }
      words.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string can always be read
    }
    return List.copyOf(found);
  }

  /** Without what begins with an at or a number sign. */
  private static String withoutNames(String clean) {
    String text = Normalizer.normalize(clean, Normalizer.Form.NFKC);
    StringBuilder kept = new StringBuilder(text.length());
    boolean inName = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      inName = c == '@' || c == '#' || inName && (Character.isLetterOrDigit(c) || c == '_');
      kept.append(inName ? ' ' : c);
    }
    return kept.toString();
  }

  @Override
  public void close() {
    chains.values().forEach(Analyzer::close);
  }

  /** What is done to the words. */
  private static final class Chain extends Analyzer {
    private final UnaryOperator<TokenStream> words;

    Chain(UnaryOperator<TokenStream> words) {
      this.words = words;
    }

    @Override
    protected TokenStreamComponents createComponents(String field) {
      StandardTokenizer tokenizer = new StandardTokenizer();
      return new TokenStreamComponents(tokenizer, words.apply(tokenizer));
    }
  }
}
