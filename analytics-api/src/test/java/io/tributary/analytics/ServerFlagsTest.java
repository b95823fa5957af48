package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ServerFlagsTest {
  @Test
  void anEmptyPathIsNone() {
    assertThat(flags("--texts.processed.path=").options().processedTexts()).isEmpty();
    assertThat(flags("--texts.processed.path=s3://other/processed").options().processedTexts())
        .contains("s3://other/processed");
  }

  private static ServerFlags flags(String... arguments) {
    ServerFlags flags = new ServerFlags();
    new CommandLine(flags).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    return flags;
  }
}
