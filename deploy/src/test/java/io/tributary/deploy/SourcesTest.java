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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no source of the product may do. */
final class SourcesTest {
  private static final List<String> MODULES =
      List.of("pipeline-core", "text", "connectors", "lineage", "jobs", "cli", "analytics-api");
  private static final Pattern UNBOUNDED =
      Pattern.compile(
          "new (ObjectMapper|JsonMapper|JsonFactory|JsonFactoryBuilder)\\("
              + "|Json(Factory|Mapper)\\.builder\\(\\)"
              + "|Body(Handlers|Subscribers)(\\.|::)of(String|ByteArray|Lines|InputStream|File)");

  /** Where that is done, and bounded. */
  private static final Set<String> BOUNDED =
      Set.of(
          "connectors/src/main/java/io/tributary/connectors/json/BoundedJson.java",
          "analytics-api/src/main/java/io/tributary/analytics/BoundedBody.java",
          "analytics-api/src/main/java/io/tributary/analytics/BoundedJson.java");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new ObjectMapper()",
        "new JsonMapper(factory)",
        "new JsonFactory()",
        "new JsonFactoryBuilder()",
        "JsonMapper.builder()",
        "http.send(request, BodyHandlers.ofString())",
        "http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())",
        "head -> BodySubscribers.ofByteArray()",
      })
  void knowReadersWithoutBounds(String reader) {
    assertThat(UNBOUNDED.matcher(reader).find()).isTrue();
  }

  @Test
  void readNoJsonWithoutBounds() throws IOException {
    Set<String> unbounded = new TreeSet<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(Documents.root().resolve(module + "/src/main/java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          String name = Documents.root().relativize(file).toString();
          if (UNBOUNDED.matcher(Files.readString(file)).find() && !BOUNDED.contains(name)) {
            unbounded.add(name);
          }
        }
      }
    }
    assertThat(unbounded).as("make parsers by BoundedJson, take answers by BoundedBody").isEmpty();
  }
}
