package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no source of the product may do. */
final class SourcesTest {
  private static final List<String> MODULES =
      List.of("pipeline-core", "text", "connectors", "jobs", "cli", "analytics-api");
  private static final Pattern UNBOUNDED =
      Pattern.compile(
          "new ObjectMapper\\(|new JsonFactory\\(|Json(Factory|Mapper)\\.builder\\(\\)"
              + "|BodyHandlers\\.of(String|ByteArray|Lines)\\(");

  @Test
  void readNoJsonWithoutBounds() throws IOException {
    Set<String> unbounded = new TreeSet<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(Documents.root().resolve(module + "/src/main/java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          if (UNBOUNDED.matcher(Files.readString(file)).find()
              && !file.endsWith("BoundedJson.java")) {
            unbounded.add(Documents.root().relativize(file).toString());
          }
        }
      }
    }
    assertThat(unbounded).as("make parsers by BoundedJson, take answers by BoundedBody").isEmpty();
  }
}
