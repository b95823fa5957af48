package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.deploy.AlertRules.Alert;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AmtoolIT {
  private static final String CONFIGURATION = "deploy/alertmanager/alertmanager.yml";

  private final SystemProgram amtool =
      new SystemProgram("amtool", "apt-get install prometheus-alertmanager");

  @Test
  void takesTheConfiguration() {
    SystemProgram.Outcome outcome = amtool.run("check-config", CONFIGURATION);

    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"critical, on-call", "warning, team"})
  void tellsWhoIsMeantBySeverity(String severity, String receiver) {
    SystemProgram.Outcome outcome =
        amtool.run(
            "config",
            "routes",
            "test",
            "--config.file=" + CONFIGURATION,
            "alertname=JobDown",
            "severity=" + severity);

    assertThat(outcome.output().strip()).as(outcome.toString()).isEqualTo(receiver);
  }

  /** What they do is seen by {@link AlertmanagerIT}. */
  @ParameterizedTest
  @ValueSource(strings = {"source_matchers", "target_matchers"})
  void knowsTheAlertsOfItsInhibitions(String side) {
    Set<String> known = new TreeSet<>();
    AlertRules.all().stream().map(Alert::name).forEach(known::add);
    Set<String> named = new TreeSet<>();
    for (JsonNode matchers : Documents.yaml(CONFIGURATION).findValues(side)) {
      for (JsonNode matcher : matchers) {
        String names = matcher.asText().replaceFirst("^alertname (=|=~|!~) ", "");
        named.addAll(List.of(names.split("\\|", -1)));
      }
    }

    assertThat(named).isNotEmpty().isSubsetOf(known);
  }
}
