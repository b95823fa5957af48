package io.tributary.text;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.ar.ArabicNormalizationFilter;
import org.apache.lucene.analysis.ar.ArabicStemFilter;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.core.DecimalDigitFilter;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.jspecify.annotations.Nullable;

/**
 * Cuts texts into words and stems them with the filters of Lucene's analyzer of the language. Words
 * are those of Unicode Standard Annex 29, in lower case.
 *
 * <ul>
 *   <li>French: elisions are cut off (<i>l'arbre</i> is <i>arbre</i>), ligatures become two
 *       letters, light stems
 *   <li>English: possessives are cut off, Porter's stems
 *   <li>Arabic: letters that are stored by their shape become plain ones, digits become 0 to 9,
 *       variants of a letter one, prefixes and suffixes are cut off
 * </ul>
 *
 * <p>Not thread-safe.
 */
public final class WordAnalyzer implements AutoCloseable {
  private final Map<Language, Chain> chains = new EnumMap<>(Language.class);

  public WordAnalyzer() {
    chains.put(
        Language.FR,
        new Chain(
            text -> new MappingCharFilter(LIGATURES, text),
            words -> new LowerCaseFilter(new ElisionFilter(words, FrenchAnalyzer.DEFAULT_ARTICLES)),
            words ->
                new FrenchLightStemFilter(
                    new StopFilter(words, FrenchAnalyzer.getDefaultStopSet()))));
    chains.put(
        Language.EN,
        new Chain(
            text -> text,
            words -> new LowerCaseFilter(new EnglishPossessiveFilter(words)),
            words ->
                new PorterStemFilter(new StopFilter(words, EnglishAnalyzer.getDefaultStopSet()))));
    chains.put(
        Language.AR,
        new Chain(
            text -> text,
            words -> new DecimalDigitFilter(new LowerCaseFilter(words)),
            words ->
                new ArabicStemFilter(
                    new ArabicNormalizationFilter(
                        new StopFilter(words, ArabicAnalyzer.getDefaultStopSet())))));
  }

  private static final NormalizeCharMap LIGATURES = ligatures();

  private static NormalizeCharMap ligatures() {
    NormalizeCharMap.Builder map = new NormalizeCharMap.Builder();
    map.add("œ", "oe");
    map.add("Œ", "OE");
    map.add("æ", "ae");
    map.add("Æ", "AE");
    map.add("ﬀ", "ff");
    map.add("ﬁ", "fi");
    map.add("ﬂ", "fl");
    map.add("ﬃ", "ffi");
    map.add("ﬄ", "ffl");
    return map.build();
  }

  /** Analyses a clean text of a language. */
  public Words analyze(Language language, String clean) {
    Chain chain = chains.get(language);
    if (chain == null) {
      throw new IllegalArgumentException(language + " has no analyzer");
    }
    return chain.words(
        language == Language.AR ? Normalizer.normalize(clean, Normalizer.Form.NFKC) : clean);
  }

  @Override
  public void close() {
    chains.values().forEach(Analyzer::close);
  }

  /** What is done to the text, to each word, and to each that is counted. */
  private static final class Chain extends Analyzer {
    private final UnaryOperator<Reader> letters;
    private final UnaryOperator<TokenStream> words;
    private final UnaryOperator<TokenStream> stems;
    private @Nullable Counting counting;

    Chain(
        UnaryOperator<Reader> letters,
        UnaryOperator<TokenStream> words,
        UnaryOperator<TokenStream> stems) {
      this.letters = letters;
      this.words = words;
      this.stems = stems;
    }

    @Override
    protected Reader initReader(String field, Reader text) {
      return letters.apply(text);
    }

    @Override
    protected TokenStreamComponents createComponents(String field) {
      StandardTokenizer tokenizer = new StandardTokenizer();
      Counting counted = new Counting(words.apply(tokenizer));
      counting = counted;
      return new TokenStreamComponents(tokenizer, stems.apply(counted));
    }

    Words words(String text) {
      try (TokenStream stream = tokenStream("", text)) {
        CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
        List<String> found = new ArrayList<>();
        stream.reset();
        while (stream.incrementToken()) {
          if (!term.isEmpty()) {
            found.add(term.toString());
          }
        }
        stream.end();
        return new Words(counting == null ? 0 : counting.count, found);
      } catch (IOException e) {
        throw new UncheckedIOException(e); // a string can always be read
      }
    }
  }

  /** Counts the words that pass. */
  private static final class Counting extends TokenFilter {
    private int count;

    Counting(TokenStream words) {
      super(words);
    }

    @Override
    public boolean incrementToken() throws IOException {
      boolean found = input.incrementToken();
      if (found) {
        count++;
      }
      return found;
    }

    @Override
    public void reset() throws IOException {
      super.reset();
      count = 0;
    }
  }
}
