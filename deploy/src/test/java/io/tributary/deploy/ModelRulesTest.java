package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ModelRulesTest {
  private static final Pattern HEADING = Pattern.compile("(?m)^##+ (.*)$");

  private final JsonNode rules =
      Documents.yaml("deploy/prometheus/rules/model.yml").at("/groups/0/rules");
  private final List<JsonNode> tests =
      Documents.yaml("deploy/prometheus/tests/model.yml").findValues("alert_rule_test");

  @Test
  void sayForHowLongHowSevereAndWhatToDo() {
    assertThat(rules).isNotEmpty();
    assertThat(rules)
        .allSatisfy(
            rule -> {
              assertThat(rule.path("alert").asText()).matches("[A-Z][A-Za-z]+");
              assertThat(rule.path("for").asText()).matches("\\d+m");
              assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
              assertThat(rule.at("/annotations/summary").asText())
                  .startsWith("{{ $labels.job_name }}: ");
              assertThat(rule.at("/annotations/description").asText()).endsWith(".");
            });
  }

  @Test
  void leadToASectionOfARunbookThatNamesThem() {
    assertThat(rules)
        .allSatisfy(
            rule -> {
              String[] link = rule.at("/annotations/runbook_url").asText().split("#", 2);
              assertThat(link).hasSize(2);
              String runbook = Documents.text(link[0]);
              assertThat(anchors(runbook)).contains(link[1]);
              assertThat(runbook).contains("Alert `" + rule.path("alert").asText() + "`");
            });
  }

  @Test
  void areEachTestedForFiringAndForSilence() {
    assertThat(rules)
        .allSatisfy(
            rule -> {
              Set<Boolean> fires = new TreeSet<>();
              for (JsonNode test : tests) {
                for (JsonNode at : test) {
                  if (at.path("alertname").equals(rule.path("alert"))) {
                    fires.add(!at.path("exp_alerts").isEmpty());
                  }
                }
              }
              assertThat(fires).as(rule.path("alert").asText()).containsExactly(false, true);
            });
  }

  private static Set<String> anchors(String document) {
    Set<String> anchors = new TreeSet<>();
    HEADING
        .matcher(document)
        .results()
        .forEach(
            heading ->
                anchors.add(heading.group(1).toLowerCase(Locale.ROOT).strip().replace(' ', '-')));
    return anchors;
  }
}
