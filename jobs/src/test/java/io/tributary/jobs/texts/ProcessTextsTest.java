package io.tributary.jobs.texts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tributary.connectors.json.JsonRows;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Text;
import io.tributary.text.Language;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

final class ProcessTextsTest {
  private static final int LARGEST = 40_000;

  private static ProcessedText process(String text) throws Rejection {
    ProcessTexts step = new ProcessTexts(new EmbeddedClassifier(), LARGEST);
    step.open(new UnregisteredMetricsGroup(), Runnable::run);
    RawText raw =
        new RawText(Text.of("t"), new UUID(0, 0), Text.of(text), Language.FR, Text.of("{}"), 0);
    try {
      return step.enrich(raw).toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Rejection rejection) {
        throw rejection;
      }
      throw e;
    } finally {
      step.close();
    }
  }

  @Test
  void wordsAreThoseOfTheLanguageThatItSeemsToBeWrittenIn() throws Exception {
    ProcessedText english = process("<b>The clients' passwords</b> were found yesterday");
    assertThat(english.identified().language()).contains(Language.EN);
    assertThat(english.isMismatch()).isTrue();
    assertThat(english.words().stems()).contains("password");
    assertThat(english.clean()).isEqualTo("The clients' passwords were found yesterday");
    assertThat(process("12").isMismatch()).as("no language").isFalse();
  }

  @Test
  void aTextThatMakesTooLargeARecordIsRejected() throws Exception {
    String word = "hôpital ";
    int fits = 0;
    for (int words = 100; words < 3_000; words += 100) {
      String text = word.repeat(words);
      try {
        int bytes = new JsonRows<>(ProcessedText.TOPIC).bytes(process(text)).length;
        assertThat(bytes).isLessThan(LARGEST);
        fits = words;
      } catch (Rejection rejection) {
        assertThat(rejection.reason()).isEqualTo(RejectReason.TOO_LONG);
        assertThat(rejection.field()).isEqualTo("text");
        assertThat(rejection.detail()).contains("takes 40000");
        break;
      }
    }
    assertThat(fits).as("words that fit").isBetween(900, 1_500);
    assertThatExceptionOfType(Rejection.class).isThrownBy(() -> process(word.repeat(3_000)));
  }
}
