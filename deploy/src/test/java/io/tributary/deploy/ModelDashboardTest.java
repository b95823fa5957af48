package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The file; whether its queries find anything is tested where a job runs, in {@code cli}. */
final class ModelDashboardTest {
  private static final int COLUMNS = 24;
  private static final Pattern VARIABLE = Pattern.compile("\\$\\w+");

  /** JSON is YAML. */
  private final JsonNode dashboard = Documents.yaml("deploy/grafana/dashboards/model.json");

  private final JsonNode source =
      Documents.yaml("deploy/grafana/provisioning/datasources/prometheus.yaml")
          .at("/datasources/0");

  @Test
  void saysOfEachPanelWhatItShowsAndInWhichUnit() {
    assertThat(dashboard.path("panels")).hasSize(9);
    assertThat(dashboard.path("panels"))
        .allSatisfy(
            panel -> {
              assertThat(panel.path("title").asText()).isNotBlank();
              assertThat(panel.path("description").asText()).endsWith(".");
              assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotBlank();
              assertThat(panel.path("targets")).isNotEmpty();
              assertThat(panel.path("targets"))
                  .allMatch(target -> !target.path("legendFormat").asText().isBlank());
            });
    assertThat(dashboard.path("panels").findValuesAsText("title")).doesNotHaveDuplicates();
    assertThat(dashboard.path("panels").findValuesAsText("id")).doesNotHaveDuplicates();
  }

  @Test
  void asksTheDatasourceThatIsProvisioned() {
    List<JsonNode> asked = dashboard.findValues("datasource");
    assertThat(asked).hasSizeGreaterThan(9);
    assertThat(asked)
        .allSatisfy(
            datasource -> {
              assertThat(datasource.path("uid")).isEqualTo(source.path("uid"));
              assertThat(datasource.path("type")).isEqualTo(source.path("type"));
            });
  }

  @Test
  void usesNoVariablesButItsOwnAndTheRatesInterval() {
    Set<String> used = new HashSet<>();
    for (JsonNode target : dashboard.path("panels").findParents("expr")) {
      String query = target.path("expr").asText();
      VARIABLE.matcher(query).results().forEach(variable -> used.add(variable.group()));
      assertThat(query).as("of the job that was chosen").contains("{job_name=~\"$job\"");
    }

    assertThat(used).containsExactlyInAnyOrder("$job", "$__rate_interval");
    assertThat(dashboard.at("/templating/list").findValuesAsText("name")).containsExactly("job");
  }

  @Test
  void putsNoPanelOnAnother() {
    List<String> cells = new ArrayList<>();
    for (JsonNode panel : dashboard.path("panels")) {
      JsonNode place = panel.path("gridPos");
      for (int x = place.path("x").asInt(); x < right(place); x++) {
        for (int y = place.path("y").asInt(); y < bottom(place); y++) {
          cells.add(x + "/" + y);
        }
      }
      assertThat(right(place)).isLessThanOrEqualTo(COLUMNS);
    }

    assertThat(cells).isNotEmpty().doesNotHaveDuplicates();
  }

  private static int right(JsonNode place) {
    return place.path("x").asInt() + place.path("w").asInt();
  }

  private static int bottom(JsonNode place) {
    return place.path("y").asInt() + place.path("h").asInt();
  }
}
