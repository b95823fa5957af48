package io.tributary.deploy;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kubernetes has the alerts of {@code deploy/prometheus/rules}, but for the one that it makes
 * pointless; those of the daily run are with its CronJob.
 */
final class PrometheusRulesTest {
  private static final String CRONJOBS = "cronjobs.yml";
  private static final String LEFT_OUT = "TaskManagerMissing";
  private static final String COMMAND =
      "mvn -q -pl deploy -am test -Dtest=PrometheusRulesTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dalerts.write=true";

  /** A manifest, and what stands above its groups. */
  private enum Manifest {
    FEEDS(
        "deploy/flink-k8s-operator/base/prometheus-rules.yaml",
        """
        # The alerts of deploy/prometheus/rules, for the Prometheus operator. Change them there, and write this file anew:
        #   %s
        # All but %s: Flink's resource manager replaces a lost task manager by itself, and the autoscaler takes
        # them away on purpose. Those of the daily run are in deploy/cronjobs.
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata:
          name: tributary
        spec:
          groups:
        """
            .formatted(COMMAND, LEFT_OUT)),
    DAILY_RUN(
        "deploy/cronjobs/base/prometheus-rules.yaml",
        """
        # The daily run's alerts of deploy/prometheus/rules, for the Prometheus operator. Change them there, and write this
        # file anew:
        #   %s
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata:
          name: tributary-cronjobs
        spec:
          groups:
        """
            .formatted(COMMAND));

    final String file;
    final String header;

    Manifest(String file, String header) {
      this.file = file;
      this.header = header;
    }

    /** Whether it has the alerts of a file of rules. */
    boolean has(String rules) {
      return rules.equals(CRONJOBS) == (this == DAILY_RUN);
    }
  }

  @ParameterizedTest
  @EnumSource
  void isWrittenFromTheRules(Manifest manifest) throws IOException {
    String page =
        manifest.header
            + AlertRules.files().stream()
                .filter(manifest::has)
                .map(PrometheusRulesTest::groups)
                .collect(joining("\n"));
    if (Boolean.getBoolean("alerts.write")) {
      Files.writeString(Documents.root().resolve(manifest.file), page);
    }

    assertThat(Documents.text(manifest.file))
        .as("%s is not what the rules say; write it anew: %s", manifest.file, COMMAND)
        .isEqualTo(page);
  }

  /** Read as Kubernetes reads them: nothing is lost by how they are written. */
  @ParameterizedTest
  @EnumSource
  void hasEveryAlertButOne(Manifest manifest) {
    List<JsonNode> there = new ArrayList<>();
    for (JsonNode group : Documents.yaml(manifest.file).at("/spec/groups")) {
      group.path("rules").forEach(there::add);
    }

    assertThat(there)
        .isNotEmpty()
        .containsExactlyElementsOf(
            AlertRules.all().stream()
                .filter(alert -> manifest.has(alert.file()))
                .filter(alert -> !alert.name().equals(LEFT_OUT))
                .map(AlertRules.Alert::rule)
                .toList());
  }

  @Test
  void leavesOutWhatTheRunbookSays() {
    assertThat(AlertRules.all()).filteredOn(alert -> alert.name().equals(LEFT_OUT)).hasSize(1);
    assertThat(Documents.text("docs/runbooks/job-down.md"))
        .contains("Alert `" + LEFT_OUT + "`")
        .contains("On Kubernetes there is no such alert");
  }

  /** The groups of a file of rules as they are written there, two columns to the right. */
  private static String groups(String file) {
    String rules = Documents.text("deploy/prometheus/rules/" + file).split("(?m)^groups:\n", 2)[1];
    String kept =
        Stream.of(rules.split("\n\n", -1))
            .filter(block -> !block.contains("- alert: " + LEFT_OUT + "\n"))
            .collect(joining("\n\n"));
    return kept.replaceAll("(?m)^(?=.)", "  ");
  }
}
