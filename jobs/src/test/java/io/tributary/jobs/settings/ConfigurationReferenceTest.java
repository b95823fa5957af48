package io.tributary.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {

  private static final Path PAGE = Path.of("..", "docs", "configuration.md");

  @Test
  void thePageSaysWhatTheCodeSays() throws IOException {
    if (Boolean.getBoolean("configuration.write")) {
      Files.writeString(PAGE, ConfigurationReference.page());
    }
    assertThat(Files.readString(PAGE))
        .as(
            "docs/configuration.md is not what the code says; write it anew: %s",
            ConfigurationReference.command())
        .isEqualTo(ConfigurationReference.page());
  }

  @Test
  void everySettingIsDescribedInOneSentence() {
    assertThat(SettingKeys.ALL)
        .extracting(Setting::description)
        .allSatisfy(text -> assertThat(text).endsWith(".").doesNotContain("|"));
  }
}
