package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Option;

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

  /** The table of docs/analytics-api.md: each flag's name, variable and default. */
  @Test
  void areWhatThePageSays() throws IOException {
    Map<String, String> flags = new TreeMap<>();
    for (Field field : ServerFlags.class.getDeclaredFields()) {
      Option option = field.getAnnotation(Option.class);
      Matcher variable =
          Pattern.compile("\\$\\{env:(\\w+)(?::-(.*))?}").matcher(option.defaultValue());
      if (variable.matches()) {
        flags.put(
            option.names()[0],
            variable.group(1) + " " + (variable.group(2) == null ? "none" : variable.group(2)));
      }
    }
    // These two know their defaults elsewhere.
    flags.put("--analytics.refresh", "ANALYTICS_REFRESH " + Options.of("lake").refresh());
    flags.put("--texts.processed.path", "TEXTS_PROCESSED_PATH processed");
    Map<String, String> said = new TreeMap<>();
    String page = Files.readString(Path.of("../docs/analytics-api.md"));
    for (String row : page.lines().filter(line -> line.startsWith("| `--")).toList()) {
      String[] cells = row.split(" \\| ", -1);
      List<String> names = words(cells[0]);
      for (int i = 0; i < names.size(); i++) {
        String value = cells[2].equals("none") ? "none" : words(cells[2]).get(i);
        said.put(names.get(i), words(cells[1]).get(i) + " " + value);
      }
    }

    assertThat(said).isNotEmpty().isEqualTo(flags);
    assertThat(page)
        .contains("remote lakes `" + Options.of("s3://bucket/lake").refresh() + "`")
        .contains("`--kafka.properties NAME=VALUE`");
  }

  private static List<String> words(String cell) {
    return Pattern.compile("`([^`]+)`").matcher(cell).results().map(it -> it.group(1)).toList();
  }

  private static ServerFlags flags(String... arguments) {
    ServerFlags flags = new ServerFlags();
    new CommandLine(flags).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    return flags;
  }
}
