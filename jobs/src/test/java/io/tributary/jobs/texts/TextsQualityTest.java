package io.tributary.jobs.texts;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connectors.model.Classification;
import io.tributary.jobs.QualitySteps;
import io.tributary.jobs.texts.Classifier.Classified;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Text;
import io.tributary.text.Language;
import io.tributary.text.LanguageIdentifier.Identified;
import io.tributary.text.Words;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TextsQualityTest {
  private static Accepted<ProcessedText> processed(boolean isPredicted) {
    RawText raw =
        new RawText(Text.of("t"), new UUID(1, 2), Text.of("x"), Language.FR, Text.of("{}"), 0);
    return new Accepted<>(
        new RawRecord("text-fr", 0, 0, 0, null, new byte[0], false, 0),
        new ProcessedText(
            raw,
            "x",
            new Identified(Optional.empty(), 0),
            new Words(0, List.of()),
            new Classified(new Classification("sport", 1, "model", "1"), isPredicted, 0)));
  }

  @Test
  void aTextThatTheModelHasNotClassifiedIsUnenriched() throws Exception {
    assertThat(steps().delivered(processed(true))).isEmpty();
    assertThat(steps().delivered(processed(false)))
        .hasValueSatisfying(why -> assertThat(why).contains("1 are unenriched"));
  }

  private static QualitySteps steps() {
    return QualitySteps.of(new TextsJob(), "--quality.unenriched=0");
  }
}
