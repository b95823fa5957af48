package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KustomizeIT {
  private static final String FOLDER = "deploy/flink-k8s-operator/";

  private final SystemProgram kubectl =
      new SystemProgram(
          "kubectl", "1.21 or newer is needed (Debian 13: apt-get install kubernetes-client)");

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/production"})
  void rendersADeploymentThatTheOperatorTakes(String folder) {
    JsonNode deployment = only("FlinkDeployment", render(folder));

    assertThat(new FlinkDeploymentDefinition().errorsIn(deployment)).isEmpty();
    assertThat(new OperatorCheck().refusalOf(deployment)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/production"})
  void mountsTheSettingsThatItRenders(String folder) {
    List<JsonNode> rendered = render(folder);
    String settings = only("ConfigMap", rendered).at("/metadata/name").asText();

    assertThat(settings).as("named by what is in it").matches("tickets-settings-[a-z0-9]{10}");
    assertThat(
            only("FlinkDeployment", rendered)
                .at("/spec/podTemplate/spec/volumes/0/configMap/name")
                .asText())
        .isEqualTo(settings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/production"})
  void keepsFlinksCheckpointsWhereTheJobLooksForThem(String folder) {
    List<JsonNode> rendered = render(folder);
    Properties settings = properties(only("ConfigMap", rendered).at("/data/tickets.properties"));

    assertThat(
            only("FlinkDeployment", rendered)
                .at("/spec/flinkConfiguration/execution.checkpointing.dir")
                .asText())
        .isEqualTo(settings.getProperty("checkpoint.path") + "/tickets");
  }

  @Test
  void givesProductionItsOwnImageNamespaceAndBuckets() {
    List<JsonNode> rendered = render("overlays/production");
    JsonNode deployment = only("FlinkDeployment", rendered);

    assertThat(deployment.at("/spec/image").asText()).matches(".+/tributary:\\d+\\.\\d+\\.\\d+");
    assertThat(rendered).allMatch(it -> it.at("/metadata/namespace").asText().equals("tributary"));
    assertThat(deployment.toString()).doesNotContain("s3://tributary-");
    assertThat(deployment.at("/spec/jobManager/replicas").asInt()).isEqualTo(2);
  }

  private List<JsonNode> render(String folder) {
    SystemProgram.Outcome outcome = kubectl.run("kustomize", FOLDER + folder);
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    // A field that will be gone in a later release is told as a warning.
    assertThat(outcome.errors()).isEmpty();
    return Documents.yamlDocuments(outcome.output());
  }

  private static JsonNode only(String kind, List<JsonNode> documents) {
    List<JsonNode> found =
        documents.stream().filter(it -> it.path("kind").asText().equals(kind)).toList();
    assertThat(found).as(kind).hasSize(1);
    return found.get(0);
  }

  private static Properties properties(JsonNode text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text.asText()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return properties;
  }
}
