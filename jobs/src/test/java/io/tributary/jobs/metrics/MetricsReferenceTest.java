package io.tributary.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class MetricsReferenceTest {
  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("docs/metrics.md");

  /** Made past the definitions: {@code group.counter("…")}. */
  private static final Pattern UNDEFINED =
      Pattern.compile("(?<!Metric)\\.(counter|gauge|histogram|meter)\\(\\s*[\"A-Z][^)]");

  @Test
  void thePageSaysWhatTheCodeSays() throws IOException {
    if (Boolean.getBoolean("metrics.write")) {
      Files.writeString(PAGE, MetricsReference.page());
    }
    assertThat(Files.readString(PAGE))
        .as(
            "docs/metrics.md is not what the code says; write it anew: %s",
            MetricsReference.command())
        .isEqualTo(MetricsReference.page());
  }

  @Test
  void everyRowIsWholeAndEveryNameItsOwn() {
    List<String> rows =
        MetricsReference.page().lines().filter(line -> line.startsWith("| `")).toList();

    assertThat(rows).hasSizeGreaterThan(70);
    assertThat(rows).allMatch(row -> row.split("\\|", -1).length == 7);
    assertThat(rows.stream().map(row -> row.split("`")[1])).doesNotHaveDuplicates();
  }

  /** What is registered otherwise would not be on the page. */
  @Test
  void noStepHasAMetricWithoutADefinition() throws IOException {
    for (String module : List.of("pipeline-core", "connectors", "jobs", "text")) {
      try (Stream<Path> sources = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
          assertThat(UNDEFINED.matcher(Files.readString(source)).results())
              .as("%s", source)
              .isEmpty();
        }
      }
    }
  }
}
