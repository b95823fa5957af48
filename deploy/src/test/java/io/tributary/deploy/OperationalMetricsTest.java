package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OperationalMetricsTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\w+) \\|");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deploy/prometheus/rules/model.yml",
        "deploy/prometheus/tests/model.yml",
        "deploy/grafana/dashboards/model.json"
      })
  void areTheOnlyOnesThatAlertsAndDashboardsAskFor(String file) {
    assertThat(OperationalMetrics.askedFor(Documents.text(file)))
        .isNotEmpty()
        .isSubsetOf(OperationalMetrics.names());
  }

  @Test
  void areMissedWhenAnotherNameIsAskedFor() {
    assertThat(
            OperationalMetrics.askedFor(
                "rate(flink_taskmanager_job_task_operator_model_asked[5m]) / flink_jobmanager_x"))
        .containsExactlyInAnyOrder("model_asked", "flink_jobmanager_x");
    assertThat(OperationalMetrics.names())
        .contains("model_requests", "model_texts_without_answer", "records_enriching")
        .doesNotContain("model_asked");
  }

  @Test
  void areAllOnTheModelsDashboard() {
    Set<String> model =
        OperationalMetrics.names().stream()
            .filter(name -> name.startsWith("model_"))
            .collect(Collectors.toSet());

    assertThat(OperationalMetrics.askedFor(Documents.text("deploy/grafana/dashboards/model.json")))
        .containsAll(model)
        .contains("records_enriching");
  }

  @Test
  void areAllWrittenDownWithTheirTypes() {
    List<MatchResult> rows = new ArrayList<>();
    for (String document :
        List.of("docs/texts.md", "docs/invoices.md", "docs/stores.md", "docs/tweets-analysis.md")) {
      String text = Documents.text(document);
      String section = text.substring(text.indexOf("## Operational metrics"));
      rows.addAll(ROW.matcher(section).results().toList());
    }

    assertThat(rows.stream().map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(OperationalMetrics.names());
    assertThat(rows).allMatch(row -> row.group(2).matches("counter|gauge|histogram"));
  }
}
