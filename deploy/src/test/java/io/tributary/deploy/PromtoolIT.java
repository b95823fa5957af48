package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.deploy.AlertRules.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PromtoolIT {
  private static final String ALERTS = "io.tributary.deploy.AlertRules#all";
  private static final String FILES = "io.tributary.deploy.AlertRules#files";
  private static final Pattern COMPARISON = Pattern.compile("(>|<|==) ([\\d.]+|max_over_time)");

  private final SystemProgram promtool =
      new SystemProgram("promtool", "apt-get install prometheus");

  /** Without the files of secrets, which are where it runs. */
  @Test
  void takesTheConfigurationWithItsRules() {
    Path configuration = AlertRules.FOLDER.resolve("prometheus.yml");
    SystemProgram.Outcome outcome =
        promtool.run("check", "config", "--syntax-only", configuration.toString());

    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
  }

  @ParameterizedTest
  @MethodSource(FILES)
  void findsNoFaultWithTheRules(String file) {
    SystemProgram.Outcome outcome =
        promtool.run(
            "check",
            "rules",
            "--lint-fatal",
            AlertRules.FOLDER.resolve("rules").resolve(file).toString());

    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
  }

  @ParameterizedTest
  @MethodSource(FILES)
  void seesEachAlertFireWhenItShouldAndSilentWhenNot(String file) {
    SystemProgram.Outcome outcome =
        promtool.run("test", "rules", AlertRules.FOLDER.resolve("tests").resolve(file).toString());

    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
  }

  @ParameterizedTest
  @MethodSource(ALERTS)
  void wouldSeeAnAlertThatNeverFires(Alert alert, @TempDir Path folder) throws IOException {
    mustFail(alert, alert.rule().path("for").asText(), "vector(0) > 1", folder);
  }

  @ParameterizedTest
  @MethodSource(ALERTS)
  void wouldSeeAnAlertThatDoesNotWait(Alert alert, @TempDir Path folder) throws IOException {
    mustFail(alert, "0m", alert.rule().path("expr").asText(), folder);
  }

  @ParameterizedTest
  @MethodSource("comparisons")
  void wouldSeeAnAlertThatFiresForLess(Alert alert, int which, @TempDir Path folder)
      throws IOException {
    String expression = alert.rule().path("expr").asText();
    MatchResult comparison = COMPARISON.matcher(expression).results().toList().get(which);
    String lower =
        expression.substring(0, comparison.start())
            + lower(comparison)
            + expression.substring(comparison.end());

    mustFail(alert, alert.rule().path("for").asText(), lower, folder);
  }

  /** Each comparison of each alert, by its place among them. */
  static Stream<Arguments> comparisons() {
    return AlertRules.all().stream()
        .flatMap(
            alert -> {
              String expression = alert.rule().path("expr").asText();
              int all = (int) COMPARISON.matcher(expression).results().count();
              assertThat(all).as(expression).isPositive();
              return IntStream.range(0, all).mapToObj(which -> Arguments.of(alert, which));
            });
  }

  /** What was tolerated no longer is: a tenth of a number, none of a state. */
  private static String lower(MatchResult comparison) {
    String number = comparison.group(2);
    if (!Character.isDigit(number.charAt(0))) {
      return "<= " + number;
    }
    double limit = Double.parseDouble(number);
    return switch (comparison.group(1)) {
      case "<" -> limit < 1 ? "< " + 10 * limit : "<= " + number;
      case "==" -> ">= 0";
      default -> limit == 0 ? ">= 0" : "> " + limit / 10;
    };
  }

  /** The tests of an alert, when it is another. */
  private void mustFail(Alert alert, String duration, String expression, Path folder)
      throws IOException {
    ObjectNode rule = alert.rule().deepCopy();
    rule.put("for", duration).put("expr", expression);
    ObjectNode rules = rule.objectNode();
    rules.putArray("groups").addObject().put("name", "changed").putArray("rules").add(rule);
    write(folder.resolve("rules").resolve(alert.file()), rules);
    Path tests = folder.resolve("tests").resolve(alert.file());
    write(tests, alert.tests());

    SystemProgram.Outcome outcome = promtool.run("test", "rules", tests.toString());

    assertThat(outcome.exitCode()).as(outcome.toString()).isNotZero();
    assertThat(outcome.output() + outcome.errors()).contains("alertname: " + alert.name());
  }

  /** JSON is YAML. */
  private static void write(Path file, JsonNode content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content.toString());
  }
}
