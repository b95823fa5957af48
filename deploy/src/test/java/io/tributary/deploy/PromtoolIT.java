package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PromtoolIT {
  private static final String RULES = "rules/model.yml";
  private static final String TESTS = "tests/model.yml";
  private static final Path FOLDER = Documents.root().resolve("deploy/prometheus");

  private final SystemProgram promtool =
      new SystemProgram("promtool", "apt-get install prometheus");

  @Test
  void takesTheConfigurationWithItsRules() {
    SystemProgram.Outcome outcome =
        promtool.run("check", "config", FOLDER.resolve("prometheus.yml").toString());

    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    assertThat(outcome.output()).contains("1 rule files found");
  }

  @Test
  void findsNoFaultWithTheRules() {
    SystemProgram.Outcome outcome =
        promtool.run("check", "rules", "--lint-fatal", FOLDER.resolve(RULES).toString());

    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
  }

  @Test
  void seesEachAlertFireWhenItShouldAndSilentWhenNot() {
    SystemProgram.Outcome outcome = promtool.run("test", "rules", FOLDER.resolve(TESTS).toString());

    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
  }

  static Stream<String> alerts() {
    return Documents.yaml("deploy/prometheus/" + RULES).findValuesAsText("alert").stream();
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void wouldSeeAnAlertThatNeverFires(String alert, @TempDir Path folder) throws IOException {
    assertThat(testWith(alert, rule -> rule.put("expr", "vector(0) > 1"), folder))
        .contains("alertname: " + alert);
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void wouldSeeAnAlertThatDoesNotWait(String alert, @TempDir Path folder) throws IOException {
    assertThat(testWith(alert, rule -> rule.put("for", "0m"), folder))
        .contains("alertname: " + alert);
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void wouldSeeAnAlertThatFiresForLess(String alert, @TempDir Path folder) throws IOException {
    assertThat(testWith(alert, PromtoolIT::withLowerThresholds, folder))
        .contains("alertname: " + alert);
  }

  /** What was tolerated no longer is: a tenth of each share, none of each state or number. */
  private static void withLowerThresholds(ObjectNode rule) {
    String expression = rule.path("expr").asText();
    rule.put(
        "expr",
        expression
            .replace("> 0.0", "> 0.00")
            .replace("> 0.8", "> 0.08")
            .replace(" > 0\n", " >= 0\n")
            .replace(" == 0\n", " >= 0\n"));
    assertThat(rule.path("expr").asText()).isNotEqualTo(expression);
  }

  private interface Change {
    void make(ObjectNode rule);
  }

  /** What promtool says of the tests when one alert is another; it must fail. */
  private String testWith(String alert, Change change, Path folder) throws IOException {
    JsonNode rules = Documents.yaml("deploy/prometheus/" + RULES);
    for (JsonNode rule : rules.at("/groups/0/rules")) {
      if (rule.path("alert").asText().equals(alert)) {
        change.make((ObjectNode) rule);
      }
    }
    Files.createDirectories(folder.resolve("rules"));
    Files.createDirectories(folder.resolve("tests"));
    Files.writeString(folder.resolve(RULES), rules.toString()); // JSON is YAML
    Files.copy(FOLDER.resolve(TESTS), folder.resolve(TESTS));
    SystemProgram.Outcome outcome = promtool.run("test", "rules", folder.resolve(TESTS).toString());
    assertThat(outcome.exitCode()).as(outcome.toString()).isNotZero();
    return outcome.output() + outcome.errors();
  }
}
