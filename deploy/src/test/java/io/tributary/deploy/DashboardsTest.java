package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files; whether their queries find anything is tested where jobs run, in {@code cli}. */
final class DashboardsTest {
  private static final int COLUMNS = 24;
  private static final Pattern VARIABLE = Pattern.compile("\\$[A-Za-z_]\\w*");
  private static final String RATE = "$__rate_interval";

  private final JsonNode source =
      Documents.yaml("deploy/grafana/provisioning/datasources/prometheus.yaml")
          .at("/datasources/0");

  /** A dashboard, by the name of its file. */
  record Dashboard(String file, JsonNode content) {
    @Override
    public String toString() {
      return file;
    }
  }

  /** JSON is YAML. */
  static List<Dashboard> dashboards() throws IOException {
    try (Stream<Path> files = Files.list(Documents.root().resolve("deploy/grafana/dashboards"))) {
      return files
          .map(file -> file.getFileName().toString())
          .sorted()
          .map(file -> new Dashboard(file, Documents.yaml("deploy/grafana/dashboards/" + file)))
          .toList();
    }
  }

  @Test
  void haveNamesAndIdsOfTheirOwn() throws IOException {
    assertThat(dashboards())
        .extracting(Dashboard::file)
        .containsExactly(
            "api.json",
            "feed.json",
            "kafka.json",
            "model.json",
            "overview.json",
            "quality.json",
            "storage.json",
            "stores.json");
    assertThat(dashboards().stream().map(each -> each.content().path("uid")))
        .doesNotHaveDuplicates();
    assertThat(dashboards().stream().map(each -> each.content().path("title")))
        .doesNotHaveDuplicates();
  }

  /** With the number of series that {@code DashboardsIT} has seen. */
  @Test
  void areAllOnThePage() throws IOException {
    Set<String> asked = new TreeSet<>();
    for (Dashboard dashboard : dashboards()) {
      for (JsonNode panel : dashboard.content().path("panels")) {
        for (JsonNode target : panel.path("targets")) {
          asked.add(
              "| %s: %s | `%s` |"
                  .formatted(
                      dashboard.content().path("title").asText(),
                      panel.path("title").asText(),
                      target.path("expr").asText().replaceAll("\\s+", " ").replace("|", "\\|")));
        }
      }
    }
    List<String> rows =
        Documents.text("docs/dashboards.md").lines().filter(row -> row.contains(" | `")).toList();
    assertThat(rows.stream().map(row -> row.substring(0, row.lastIndexOf("` |") + 3)))
        .containsExactlyElementsOf(asked);
    assertThat(rows).allMatch(row -> row.matches(".*` \\| .*[1-9].* \\|"));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void sayOfEachPanelWhatItShowsAndInWhichUnit(Dashboard dashboard) {
    JsonNode panels = dashboard.content().path("panels");
    assertThat(panels).hasSizeGreaterThan(4);
    assertThat(panels)
        .allSatisfy(
            panel -> {
              assertThat(panel.path("title").asText()).isNotBlank();
              assertThat(panel.path("description").asText()).endsWith(".");
              assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotBlank();
              assertThat(panel.path("targets")).isNotEmpty();
              assertThat(panel.path("targets"))
                  .allMatch(target -> !target.path("legendFormat").asText().isBlank());
            });
    assertThat(panels.findValuesAsText("title")).doesNotHaveDuplicates();
    assertThat(panels.findValuesAsText("id")).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void askTheDatasourceThatIsProvisioned(Dashboard dashboard) {
    List<JsonNode> asked = dashboard.content().findValues("datasource");
    assertThat(asked).hasSizeGreaterThan(9);
    assertThat(asked)
        .allSatisfy(
            datasource -> {
              assertThat(datasource.path("uid")).isEqualTo(source.path("uid"));
              assertThat(datasource.path("type")).isEqualTo(source.path("type"));
            });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void useTheirOwnVariablesInEveryQuery(Dashboard dashboard) {
    List<String> own =
        dashboard.content().at("/templating/list").findValuesAsText("name").stream()
            .map(name -> "$" + name)
            .toList();
    Set<String> known = new HashSet<>(own);
    known.add(RATE);
    for (JsonNode target : dashboard.content().path("panels").findParents("expr")) {
      String query = target.path("expr").asText();
      assertThat(VARIABLE.matcher(query).results().map(variable -> variable.group()))
          .as(query)
          .isSubsetOf(known);
      assertThat(own).as(query).allMatch(query::contains);
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void putNoPanelOnAnother(Dashboard dashboard) {
    List<String> cells = new ArrayList<>();
    for (JsonNode panel : dashboard.content().path("panels")) {
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
