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

/**
 * Kubernetes has the alerts of {@code deploy/prometheus/rules}, but for the one that it makes
 * pointless.
 */
final class PrometheusRulesTest {
  private static final String FILE = "deploy/flink-k8s-operator/base/prometheus-rules.yaml";
  private static final String LEFT_OUT = "TaskManagerMissing";
  private static final String COMMAND =
      "mvn -q -pl deploy -am test -Dtest=PrometheusRulesTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dalerts.write=true";
  private static final String HEADER =
      """
      # The alerts of deploy/prometheus/rules, for the Prometheus operator. Change them there, and write this file anew:
      #   %s
      # All but %s: Flink's resource manager replaces a lost task manager by itself, and the autoscaler takes
      # them away on purpose.
      apiVersion: monitoring.coreos.com/v1
      kind: PrometheusRule
      metadata:
        name: tributary
      spec:
        groups:
      """
          .formatted(COMMAND, LEFT_OUT);

  @Test
  void isWrittenFromTheRules() throws IOException {
    String page =
        HEADER
            + AlertRules.files().stream().map(PrometheusRulesTest::groups).collect(joining("\n"));
    if (Boolean.getBoolean("alerts.write")) {
      Files.writeString(Documents.root().resolve(FILE), page);
    }

    assertThat(Documents.text(FILE))
        .as("%s is not what the rules say; write it anew: %s", FILE, COMMAND)
        .isEqualTo(page);
  }

  /** Read as Kubernetes reads it: nothing is lost by how it is written. */
  @Test
  void hasEveryAlertButOne() {
    List<JsonNode> there = new ArrayList<>();
    for (JsonNode group : Documents.yaml(FILE).at("/spec/groups")) {
      group.path("rules").forEach(there::add);
    }

    assertThat(there)
        .containsExactlyElementsOf(
            AlertRules.all().stream()
                .filter(alert -> !alert.name().equals(LEFT_OUT))
                .map(AlertRules.Alert::rule)
                .toList());
    assertThat(there).hasSize(AlertRules.all().size() - 1);
  }

  @Test
  void leavesOutWhatTheRunbookSays() {
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
