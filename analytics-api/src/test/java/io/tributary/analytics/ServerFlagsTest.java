package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ServerFlagsTest {
  @Test
  void anEmptyPathIsNone() {
    assertThat(flags("--texts.processed.path=").options().processedTexts()).isEmpty();
    assertThat(flags("--texts.processed.path=s3://other/processed").options().processedTexts())
        .contains("s3://other/processed");
  }

  @Test
  void takesSeveralFlinksOneOrNone() {
    assertThat(flags().options().flink()).isEmpty();
    assertThat(flags("--flink.url=").options().flink()).isEmpty();
    assertThat(flags("--flink.url=http://a:8081").options().flink())
        .containsExactly(URI.create("http://a:8081"));
    assertThat(flags("--flink.url=http://a:8081, https://b,").options().flink())
        .containsExactly(URI.create("http://a:8081"), URI.create("https://b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:8081", "javascript:alert(1)", "http:a", "http://a b"})
  void takesNoFlinkWithoutAddress(String url) {
    assertThatThrownBy(() -> flags("--flink.url=http://a:8081," + url).options())
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("flink.url: " + url + " is no address");
  }

  private static ServerFlags flags(String... arguments) {
    ServerFlags flags = new ServerFlags();
    new CommandLine(flags).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    return flags;
  }
}
