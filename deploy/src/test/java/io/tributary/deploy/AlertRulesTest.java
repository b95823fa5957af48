package io.tributary.deploy;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.deploy.AlertRules.Alert;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AlertRulesTest {
  private static final String ALERTS = "io.tributary.deploy.AlertRules#all";
  private static final Pattern AGGREGATION =
      Pattern.compile("\\b(sum|min|max|avg|group|count|quantile|topk|bottomk)\\b(?=[ (])");

  @Test
  void haveNamesOfTheirOwn() {
    assertThat(AlertRules.all()).hasSizeGreaterThan(20);
    assertThat(AlertRules.all().stream().map(Alert::name)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource(ALERTS)
  void sayForHowLongHowSevereAndWhatToDo(Alert alert) {
    JsonNode rule = alert.rule();
    assertThat(alert.name()).matches("[A-Z][A-Za-z]+");
    assertThat(rule.path("for").asText()).matches("[1-9]\\d*m");
    assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
    assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
    assertThat(rule.at("/annotations/description").asText()).endsWith(".");
  }

  /** So they hold for every feed, also for one that is added. */
  @ParameterizedTest
  @MethodSource(ALERTS)
  void nameNoFeed(Alert alert) {
    assertThat(alert.rule().path("expr").asText()).doesNotContain("job_name=", "operator_name=");
  }

  /** So that a feed in one namespace of a Kubernetes cluster doesn't stand for one in another. */
  @ParameterizedTest
  @MethodSource(ALERTS)
  void addUpNothingOfTwoNamespaces(Alert alert) {
    String expr = alert.rule().path("expr").asText();
    Matcher aggregation = AGGREGATION.matcher(expr);
    while (aggregation.find()) {
      assertThat(expr.substring(aggregation.end())).startsWith(" by (namespace");
    }
  }

  @ParameterizedTest
  @MethodSource(ALERTS)
  void leadToASectionOfARunbookThatNamesThem(Alert alert) {
    String[] link = alert.rule().at("/annotations/runbook_url").asText().split("#", 2);
    assertThat(link).hasSize(2);
    assertThat(link[0]).matches("docs/runbooks/[a-z-]+\\.md");
    String runbook = Documents.text(link[0]);
    assertThat(Headings.anchors(runbook)).contains(link[1]);
    assertThat(runbook).contains("Alert `" + alert.name() + "`");
  }

  @ParameterizedTest
  @MethodSource(ALERTS)
  void areEachTestedForFiringAndForSilence(Alert alert) {
    Set<Boolean> fires =
        alert.tests().findParents("alertname").stream()
            .map(look -> !look.path("exp_alerts").isEmpty())
            .collect(toSet());

    assertThat(fires).containsExactlyInAnyOrder(false, true);
  }
}
