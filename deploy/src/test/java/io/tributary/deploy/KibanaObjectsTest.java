package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The file, against the index's mapping; whether its questions find anything is tested where a
 * server runs, in {@code connectors}.
 */
final class KibanaObjectsTest {
  private static final int COLUMNS = 48;
  private static final String INDEX = "tweets_analyzed";
  private static final Pattern QUERY = Pattern.compile("([a-z_]+) : [a-z]+");

  /** Which types can be grouped or counted how. */
  private static final Map<String, List<String>> TAKES =
      Map.of("terms", List.of("keyword"), "date_histogram", List.of("date"));

  private final List<JsonNode> lines =
      Documents.text("deploy/kibana/tweets.ndjson").lines().map(KibanaObjectsTest::json).toList();
  private final List<JsonNode> objects = lines.subList(0, lines.size() - 1);
  private final JsonNode fields =
      json(Documents.text(
              "connectors/src/main/resources/io/tributary/connectors/search/" + INDEX + ".json"))
          .at("/mappings/properties");

  /** JSON is YAML. */
  private static JsonNode json(String text) {
    return Documents.yamlDocuments(text).get(0);
  }

  private Stream<JsonNode> all(String type) {
    return objects.stream().filter(each -> each.path("type").asText().equals(type));
  }

  private static JsonNode state(JsonNode visualisation) {
    return json(visualisation.at("/attributes/visState").asText());
  }

  private static JsonNode source(JsonNode object) {
    return json(object.at("/attributes/kibanaSavedObjectMeta/searchSourceJSON").asText("{}"));
  }

  @Test
  void holdsADataViewVisualisationsADashboardAndNothingElse() {
    assertThat(objects).extracting(each -> each.path("type").asText()).contains("dashboard");
    assertThat(objects)
        .allSatisfy(
            each ->
                assertThat(each.path("typeMigrationVersion").asText())
                    .as("a version that Kibana 8.19 knows")
                    .isEqualTo(
                        Map.of(
                                "index-pattern", "8.0.0",
                                "visualization", "8.5.0",
                                "dashboard", "8.9.0")
                            .get(each.path("type").asText())));
    assertThat(objects).extracting(KibanaObjectsTest::name).doesNotHaveDuplicates();
    assertThat(lines.get(lines.size() - 1).path("exportedCount").asInt()).isEqualTo(objects.size());
  }

  private static String name(JsonNode object) {
    return object.path("type").asText() + "/" + object.path("id").asText();
  }

  @Test
  void refersToNothingThatIsNotInIt() {
    List<String> names = objects.stream().map(KibanaObjectsTest::name).toList();
    for (JsonNode object : objects) {
      Map<String, String> references = new HashMap<>();
      for (JsonNode each : object.path("references")) {
        assertThat(names).contains(name(each));
        references.put(each.path("name").asText(), name(each));
      }
      List<String> used = new ArrayList<>();
      if (object.path("type").asText().equals("visualization")) {
        used.add(source(object).path("indexRefName").asText());
      }
      for (JsonNode panel : panels(object)) {
        String panelName = panel.path("panelRefName").asText();
        used.add(panel.path("panelIndex").asText() + ":" + panelName);
      }
      assertThat(references.keySet()).as(name(object)).containsExactlyInAnyOrderElementsOf(used);
    }
    assertThat(all("visualization").flatMap(each -> ids(each.path("references"))))
        .allMatch(id -> id.equals(INDEX));
    assertThat(all("dashboard").flatMap(each -> ids(each.path("references"))))
        .containsExactlyInAnyOrderElementsOf(
            all("visualization").map(each -> each.path("id").asText()).toList());
  }

  private static Stream<String> ids(JsonNode references) {
    return references.findValuesAsText("id").stream();
  }

  private static JsonNode panels(JsonNode object) {
    return json(object.at("/attributes").path("panelsJSON").asText("[]"));
  }

  @Test
  void looksAtTheIndexByATimeThatItHas() {
    assertThat(all("index-pattern"))
        .singleElement()
        .satisfies(
            view -> {
              assertThat(view.at("/attributes/title").asText()).isEqualTo(INDEX);
              String time = view.at("/attributes/timeFieldName").asText();
              assertThat(fields.path(time).path("type").asText()).isEqualTo("date");
            });
  }

  @Test
  void groupsOnlyByFieldsWhoseTypeCanBeGroupedSo() {
    List<String> grouped = new ArrayList<>();
    all("visualization")
        .forEach(
            each -> {
              JsonNode aggregations = state(each).path("aggs");
              assertThat(aggregations.path(0).path("type").asText()).isEqualTo("count");
              for (int i = 1; i < aggregations.size(); i++) {
                JsonNode one = aggregations.get(i);
                String type = one.path("type").asText();
                String field = one.at("/params/field").asText();
                assertThat(TAKES).as(name(each)).containsKey(type);
                assertThat(TAKES.get(type))
                    .as(name(each) + ": " + type + " of " + field)
                    .contains(fields.path(field).path("type").asText());
                if (type.equals("terms")) {
                  assertThat(one.at("/params/orderBy"))
                      .as("the largest first")
                      .isEqualTo(aggregations.path(0).path("id"));
                }
                grouped.add(field);
              }
            });
    assertThat(grouped).contains("sentiment", "hashtags", "created_at", "topic", "keywords");
  }

  @Test
  void filtersOnlyByFieldsThatThereAre() {
    List<String> filters = new ArrayList<>();
    for (JsonNode object : objects) {
      String query = source(object).at("/query/query").asText();
      if (!query.isEmpty()) {
        assertThat(query).matches(QUERY);
        assertThat(fields.path(query.split(" : ", 2)[0]).path("type").asText())
            .isEqualTo("keyword");
        filters.add(query);
      }
    }
    assertThat(filters).containsExactlyInAnyOrder("lang : fr", "lang : en", "lang : ar");
  }

  @Test
  void saysOfEachVisualisationWhatItShowsAndPutsNoneOnAnother() {
    assertThat(all("visualization"))
        .allSatisfy(
            each -> {
              assertThat(each.at("/attributes/description").asText()).endsWith(".");
              assertThat(state(each).path("title")).isEqualTo(each.at("/attributes/title"));
            });
    List<String> cells = new ArrayList<>();
    all("dashboard")
        .flatMap(each -> panels(each).findValues("gridData").stream())
        .forEach(
            place -> {
              int right = place.path("x").asInt() + place.path("w").asInt();
              int bottom = place.path("y").asInt() + place.path("h").asInt();
              assertThat(right).isLessThanOrEqualTo(COLUMNS);
              for (int x = place.path("x").asInt(); x < right; x++) {
                for (int y = place.path("y").asInt(); y < bottom; y++) {
                  cells.add(x + "/" + y);
                }
              }
            });
    assertThat(cells).isNotEmpty().doesNotHaveDuplicates();
  }
}
