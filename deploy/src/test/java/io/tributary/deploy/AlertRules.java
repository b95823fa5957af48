package io.tributary.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The alerts and their tests, as they stand in the files. */
final class AlertRules {
  static final Path FOLDER = Documents.root().resolve("deploy/prometheus");

  private AlertRules() {}

  /**
   * An alert.
   *
   * @param file the name of its file below {@code rules}, which is that of its tests below {@code
   *     tests}
   */
  record Alert(String file, JsonNode rule) {
    String name() {
      return rule.path("alert").asText();
    }

    /**
     * The tests of its file, each with the looks at this alert only; those without one are left
     * out.
     */
    JsonNode tests() {
      JsonNode all = Documents.yaml("deploy/prometheus/tests/" + file);
      for (var test = all.path("tests").elements(); test.hasNext(); ) {
        JsonNode looks = test.next().path("alert_rule_test");
        for (var look = looks.elements(); look.hasNext(); ) {
          if (!look.next().path("alertname").asText().equals(name())) {
            look.remove();
          }
        }
        if (looks.isEmpty()) {
          test.remove();
        }
      }
      return all;
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /** Names of the files of rules. */
  static List<String> files() {
    try (Stream<Path> files = Files.list(FOLDER.resolve("rules"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static List<Alert> all() {
    List<Alert> all = new ArrayList<>();
    for (String file : files()) {
      for (JsonNode group : Documents.yaml("deploy/prometheus/rules/" + file).path("groups")) {
        group.path("rules").forEach(rule -> all.add(new Alert(file, rule)));
      }
    }
    return all;
  }
}
