package io.tributary.elasticsearch;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.AnalyzerScope;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * What Elasticsearch's own module analysis-common, which isn't published for Maven, brings of
 * analyzers for our languages: the same classes of Lucene, by the same names.
 */
public final class LanguageAnalyzers extends Plugin implements AnalysisPlugin {
  @Override
  public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
    return Map.of(
        "french", provider(FrenchAnalyzer::new),
        "english", provider(EnglishAnalyzer::new),
        "arabic", provider(ArabicAnalyzer::new));
  }

  private static AnalysisProvider<AnalyzerProvider<? extends Analyzer>> provider(
      Supplier<Analyzer> analyzer) {
    return (index, environment, name, settings) -> new Provided(name, analyzer.get());
  }

  private record Provided(String name, Analyzer get) implements AnalyzerProvider<Analyzer> {
    @Override
    public AnalyzerScope scope() {
      return AnalyzerScope.INDEX;
    }
  }
}
