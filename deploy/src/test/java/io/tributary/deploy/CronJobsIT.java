package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.deploy.Manifests.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CronJobsIT {
  private static final String BASE = "base";
  private static final String DEV = "overlays/dev";
  private static final String PRODUCTION = "overlays/production";

  private final KubernetesTypes types = new KubernetesTypes();

  @ParameterizedTest
  @ValueSource(strings = {BASE, DEV, PRODUCTION})
  void rendersAJobThatKubernetesTakes(String folder) {
    assertThat(types.refusalOf(job(folder))).isEmpty();
  }

  @Test
  void wouldBeRefusedWithAMisspeltField() {
    JsonNode job = job(BASE);
    ((ObjectNode) job.at("/spec/jobTemplate/spec/template/spec/initContainers/0")).put("arg", "");

    assertThat(types.refusalOf(job)).get().asString().contains("\"arg\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {BASE, DEV, PRODUCTION})
  void runsOneAtATimeAndGoesOnAfterAFailure(String folder) {
    JsonNode spec = job(folder).path("spec");

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
  @ValueSource(strings = {BASE, DEV, PRODUCTION})
  void provesTheAggregatesWhenEverythingIsRead(String folder) {
    JsonNode pod = job(folder).at("/spec/jobTemplate/spec/template/spec");

    assertThat(words(pod.at("/initContainers/0/args")))
        .containsExactly(
            "run", "invoices", "--bounded", "--config=/etc/tributary/invoices.properties");
    assertThat(words(pod.at("/containers/0/args")))
        .containsExactly("check", "invoices", "--config=/etc/tributary/invoices.properties");
    assertThat(pod.at("/initContainers/0/image")).isEqualTo(pod.at("/containers/0/image"));
    for (JsonNode container : List.of(pod.at("/initContainers/0"), pod.at("/containers/0"))) {
      assertThat(container.at("/resources/limits/memory").asText()).endsWith("Gi");
      assertThat(container.at("/resources/requests/cpu").asText()).isNotEmpty();
      assertThat(container.path("volumeMounts").findValuesAsText("mountPath"))
          .contains("/run/secrets/s3", "/run/secrets/feed");
      assertThat(container.path("env").toString())
          .contains("AWS_CREDENTIAL_PROFILES_FILE", "/run/secrets/s3/credentials");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {BASE, DEV, PRODUCTION})
  void mountsTheSettingsThatItRenders(String folder) {
    Manifests rendered = Manifests.of("cronjobs/" + folder);
    String settings =
        job(folder).at("/spec/jobTemplate/spec/template/spec/volumes/0/configMap/name").asText();

    assertThat(rendered.one(Kind.ConfigMap, settings).path("data").has("invoices.properties"))
        .isTrue();
  }

  @Test
  void givesProductionItsOwnImageNamespaceAndBuckets() {
    List<JsonNode> rendered = Manifests.of("cronjobs/" + PRODUCTION).all();

    assertThat(rendered.toString())
        .contains("registry.example.com/data/tributary-command:0.1.0")
        .doesNotContain("s3://tributary-");
    assertThat(rendered).allMatch(it -> it.at("/metadata/namespace").asText().equals("tributary"));
  }

  @Test
  void givesDevelopmentItsOwnNamespaceAndTheNewestImage() {
    List<JsonNode> rendered = Manifests.of("cronjobs/" + DEV).all();

    assertThat(rendered)
        .allMatch(it -> it.at("/metadata/namespace").asText().equals("tributary-dev"));
    assertThat(job(DEV).findValuesAsText("image"))
        .hasSize(2)
        .containsOnly("registry.example.com/data/tributary-command:latest");
    assertThat(job(DEV).findValuesAsText("imagePullPolicy")).containsExactly("Always", "Always");
  }

  /** Another name than the feeds' rules have, which may be in the same namespace. */
  @ParameterizedTest
  @ValueSource(strings = {BASE, DEV, PRODUCTION})
  void bringsTheAlertsOfItsRuns(String folder) {
    JsonNode rules =
        Manifests.of("cronjobs/" + folder).one(Kind.PrometheusRule, "tributary-cronjobs");

    assertThat(types.refusalOf(rules)).isEmpty();
    assertThat(rules.findValuesAsText("expr"))
        .isNotEmpty()
        .allSatisfy(
            query -> assertThat(query).contains("=\"" + Manifests.name(job(folder)) + "\""));
  }

  private static JsonNode job(String folder) {
    return Manifests.of("cronjobs/" + folder).one(Kind.CronJob, "invoices");
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
