package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CronJobsIT {
  private static final String FOLDER = "deploy/cronjobs/";

  private final SystemProgram kubectl =
      new SystemProgram(
          "kubectl", "1.21 or newer is needed (Debian 13: apt-get install kubernetes-client)");

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/production"})
  void rendersAPodThatKubernetesTakes(String folder) {
    assertThat(errorsInPod(only("CronJob", render(folder)))).isEmpty();
  }

  @Test
  void wouldBeRefusedWithAMisspeltField() {
    JsonNode job = only("CronJob", render("base"));
    ((ObjectNode) job.at("/spec/jobTemplate/spec/template/spec/initContainers/0")).put("arg", "");

    assertThat(errorsInPod(job)).singleElement().asString().contains("'arg'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/production"})
  void runsOneAtATimeAndGoesOnAfterAFailure(String folder) {
    JsonNode spec = only("CronJob", render(folder)).path("spec");

    assertThat(names(spec))
        .containsExactlyInAnyOrder(
            "schedule",
            "timeZone",
            "concurrencyPolicy",
            "startingDeadlineSeconds",
            "successfulJobsHistoryLimit",
            "failedJobsHistoryLimit",
            "jobTemplate");
    assertThat(names(spec.at("/jobTemplate/spec")))
        .containsExactlyInAnyOrder("backoffLimit", "activeDeadlineSeconds", "template");
    assertThat(spec.path("concurrencyPolicy").asText()).isEqualTo("Forbid");
    assertThat(spec.path("schedule").asText()).isEqualTo("15 0 * * *");
    assertThat(spec.path("timeZone").asText()).isEqualTo("Etc/UTC");
    assertThat(spec.at("/jobTemplate/spec/backoffLimit").asInt()).isEqualTo(3);
    assertThat(spec.at("/jobTemplate/spec/template/spec/restartPolicy").asText())
        .isEqualTo("Never");
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/production"})
  void provesTheAggregatesWhenEverythingIsRead(String folder) {
    JsonNode pod = only("CronJob", render(folder)).at("/spec/jobTemplate/spec/template/spec");

    assertThat(words(pod.at("/initContainers/0/args")))
        .containsExactly(
            "run", "invoices", "--bounded", "--config=/etc/tributary/invoices.properties");
    assertThat(words(pod.at("/containers/0/args")))
        .containsExactly("check", "invoices", "--config=/etc/tributary/invoices.properties");
    assertThat(pod.at("/initContainers/0/image")).isEqualTo(pod.at("/containers/0/image"));
    for (JsonNode container : List.of(pod.at("/initContainers/0"), pod.at("/containers/0"))) {
      assertThat(container.at("/resources/limits/memory").asText()).endsWith("Gi");
      assertThat(container.at("/resources/requests/cpu").asText()).isNotEmpty();
      assertThat(container.path("envFrom").findValuesAsText("name"))
          .containsExactly("tributary-s3", "tributary-invoices");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/production"})
  void mountsTheSettingsThatItRenders(String folder) {
    List<JsonNode> rendered = render(folder);
    JsonNode settings = only("ConfigMap", rendered);

    assertThat(settings.path("data").has("invoices.properties")).isTrue();
    assertThat(
            only("CronJob", rendered)
                .at("/spec/jobTemplate/spec/template/spec/volumes/0/configMap/name")
                .asText())
        .isEqualTo(settings.at("/metadata/name").asText());
  }

  @Test
  void givesProductionItsOwnImageNamespaceAndBuckets() {
    List<JsonNode> rendered = render("overlays/production");

    assertThat(rendered.toString())
        .contains("registry.example.com/data/tributary-command:0.1.0")
        .doesNotContain("s3://tributary-");
    assertThat(rendered).allMatch(it -> it.at("/metadata/namespace").asText().equals("tributary"));
  }

  /** By the definition of a FlinkDeployment, which has that of any pod in it. */
  private static List<String> errorsInPod(JsonNode job) {
    ObjectNode deployment =
        (ObjectNode) Documents.yaml("deploy/flink-k8s-operator/base/tickets.yaml");
    ((ObjectNode) deployment.path("spec"))
        .set("podTemplate", job.at("/spec/jobTemplate/spec/template"));
    return new FlinkDeploymentDefinition().errorsIn(deployment);
  }

  private List<JsonNode> render(String folder) {
    SystemProgram.Outcome outcome = kubectl.run("kustomize", FOLDER + folder);
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    assertThat(outcome.errors()).isEmpty();
    return Documents.yamlDocuments(outcome.output());
  }

  private static JsonNode only(String kind, List<JsonNode> documents) {
    List<JsonNode> found =
        documents.stream().filter(it -> it.path("kind").asText().equals(kind)).toList();
    assertThat(found).as(kind).hasSize(1);
    return found.get(0);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> words(JsonNode array) {
    List<String> words = new ArrayList<>();
    array.forEach(word -> words.add(word.asText()));
    return words;
  }
}
