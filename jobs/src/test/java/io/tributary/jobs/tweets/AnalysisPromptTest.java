package io.tributary.jobs.tweets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connectors.openai.Prompt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class AnalysisPromptTest {
  /** Of all that decides what a model answers. */
  private static final String SHA_256_OF_VERSION_1 =
      "059373d889b5a6cf57038c8fdeeb95342a32c6560644c4161ffcff6d94634b6c";

  private final Prompt prompt = AnalysisPrompt.shipped();

  @Test
  void aChangedPromptIsAnotherVersion() throws Exception {
    byte[] said =
        (prompt.instructions() + prompt.sentiments() + prompt.topics())
            .getBytes(StandardCharsets.UTF_8);
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(said)))
        .as("give the changed prompt a new file and version: old answers are not its answers")
        .isEqualTo(SHA_256_OF_VERSION_1);
    assertThat(prompt.version()).isEqualTo("1");
  }

  @Test
  void everyLabelIsExplained() {
    assertThat(prompt.sentiments())
        .allMatch(each -> prompt.instructions().contains('"' + each + '"'));
    assertThat(prompt.topics()).allMatch(each -> prompt.instructions().contains('"' + each + '"'));
  }
}
