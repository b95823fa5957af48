package io.tributary.deploy;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.deploy.Manifests.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All that stands round the feeds' deployments: the API, and who may connect, evict and measure.
 */
final class KubernetesManifestsIT {
  private static final String BASE = "flink-k8s-operator/base";
  private static final String DEV = "flink-k8s-operator/overlays/dev";
  private static final String PRODUCTION = "flink-k8s-operator/overlays/production";

  private final KubernetesTypes types = new KubernetesTypes();

  @ParameterizedTest
  @ValueSource(strings = {BASE, DEV, PRODUCTION})
  void areOfKubernetesTypes(String folder) {
    assertThat(Manifests.of(folder).all())
        .filteredOn(it -> !it.path("kind").asText().equals("FlinkDeployment"))
        .isNotEmpty()
        .allSatisfy(
            it -> assertThat(types.refusalOf(it)).as("%s", it.at("/metadata/name")).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "Deployment, analytics, /spec/template/spec/containers/0, readinesProbe",
    "Ingress, analytics, /spec, ingressClass",
    "NetworkPolicy, feeds, /spec, ingres",
    "PodDisruptionBudget, tickets, /spec, maxUnavailabe",
    "PodMonitor, feeds, /spec/podMetricsEndpoints/0, intervall",
    "PrometheusRule, tributary, /spec/groups/0/rules/0, exprs",
    "Service, analytics, /spec, selectors",
  })
  void wouldBeRefusedWithAMisspeltField(Kind kind, String name, String place, String field) {
    JsonNode manifest = Manifests.of(BASE).one(kind, name);
    ((ObjectNode) manifest.at(place)).put(field, "1");

    assertThat(types.refusalOf(manifest)).get().asString().contains(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {BASE, DEV, PRODUCTION})
  void expectOnlySecretsThatAreExplained(String folder) {
    List<JsonNode> examples =
        Documents.yamlDocuments(Documents.text("deploy/flink-k8s-operator/secret.example.yaml"));
    Set<String> explained = examples.stream().map(Manifests::name).collect(toSet());
    Set<String> expected = new TreeSet<>();
    Manifests manifests = Manifests.of(folder);
    manifests
        .all()
        .forEach(
            manifest -> {
              // The certificate comes from elsewhere, a feed's own Secret need not be there.
              manifest.findParents("secretName").stream()
                  .filter(it -> !it.path("optional").asBoolean() && !it.has("hosts"))
                  .forEach(it -> expected.add(it.path("secretName").asText()));
            });

    assertThat(examples).allSatisfy(it -> assertThat(types.refusalOf(it)).isEmpty());
    assertThat(expected).isNotEmpty().isSubsetOf(explained);
    assertThat(manifests.all()).noneMatch(it -> it.path("kind").asText().equals("Secret"));
  }

  static List<String> foldersWithPods() {
    return List.of(
        BASE,
        DEV,
        PRODUCTION,
        "cronjobs/base",
        "cronjobs/overlays/dev",
        "cronjobs/overlays/production");
  }

  @ParameterizedTest
  @MethodSource("foldersWithPods")
  void letNoPodTakeAServicesNameForASetting(String folder) {
    List<JsonNode> pods = pods(folder);

    assertThat(pods)
        .isNotEmpty()
        .allSatisfy(pod -> assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse());
  }

  @ParameterizedTest
  @MethodSource("foldersWithPods")
  void runNothingAsRoot(String folder) {
    assertThat(pods(folder))
        .allSatisfy(
            pod -> {
              JsonNode user = pod.path("securityContext");
              assertThat(user.path("runAsNonRoot").asBoolean()).isTrue();
              assertThat(user.path("runAsUser").asInt()).isEqualTo(9999);
              assertThat(user.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
              List<JsonNode> containers = new ArrayList<>();
              pod.path("containers").forEach(containers::add);
              pod.path("initContainers").forEach(containers::add);
              assertThat(containers)
                  .allSatisfy(
                      it -> {
                        JsonNode rights = it.path("securityContext");
                        assertThat(rights.path("allowPrivilegeEscalation").asBoolean(true))
                            .isFalse();
                        assertThat(rights.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
                      });
            });
  }

  @Test
  void budgetTheJobManagersOfEachFeed() {
    Manifests manifests = Manifests.of(BASE);
    Map<String, String> budgets =
        manifests.of(Kind.PodDisruptionBudget).stream()
            .collect(toMap(Manifests::name, it -> it.at("/spec/selector/matchLabels").toString()));

    assertThat(budgets)
        .hasSameSizeAs(manifests.of(Kind.FlinkDeployment))
        .allSatisfy(
            (name, labels) -> {
              manifests.one(Kind.FlinkDeployment, name);
              // Flink calls a deployment's pods so.
              assertThat(labels)
                  .isEqualTo("{\"app\":\"" + name + "\",\"component\":\"jobmanager\"}");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {BASE, DEV, PRODUCTION})
  void openThePortOnWhichFlinkIsMeasured(String folder) {
    assertThat(Manifests.of(folder).of(Kind.FlinkDeployment))
        .isNotEmpty()
        .allSatisfy(
            it ->
                assertThat(containerPorts(it.at("/spec/podTemplate/spec")).get("metrics"))
                    .isEqualTo(
                        it.at("/spec/flinkConfiguration")
                            .path("metrics.reporter.prom.port")
                            .asText()));
  }

  /** By name or number; a feed's 8081 is opened by Flink itself, as long as it isn't set. */
  @ParameterizedTest
  @ValueSource(strings = {BASE, DEV, PRODUCTION})
  void letConnectToPortsThatThePodsHave(String folder) {
    Manifests manifests = Manifests.of(folder);
    List<JsonNode> templates = new ArrayList<>();
    manifests.of(Kind.FlinkDeployment).forEach(it -> templates.add(it.at("/spec/podTemplate")));
    manifests.of(Kind.Deployment).forEach(it -> templates.add(it.at("/spec/template")));

    for (JsonNode policy : manifests.of(Kind.NetworkPolicy)) {
      Set<Map.Entry<String, JsonNode>> labels =
          policy.at("/spec/podSelector/matchLabels").properties();
      List<JsonNode> selected =
          templates.stream()
              .filter(it -> it.at("/metadata/labels").properties().containsAll(labels))
              .toList();
      assertThat(selected).as(Manifests.name(policy)).isNotEmpty();
      for (JsonNode template : selected) {
        Map<String, String> ports = containerPorts(template.path("spec"));
        Set<String> open = new TreeSet<>(ports.keySet());
        open.addAll(ports.values());
        if (Manifests.name(policy).equals("feeds")) {
          open.add("8081");
        }
        assertThat(open).containsAll(policy.at("/spec/ingress").findValuesAsText("port"));
      }
    }
    assertThat(manifests.of(Kind.FlinkDeployment))
        .noneMatch(it -> it.at("/spec/flinkConfiguration").has("rest.port"));
  }

  /** Numbers by names. */
  private static Map<String, String> containerPorts(JsonNode pod) {
    Map<String, String> ports = new TreeMap<>();
    for (JsonNode container : pod.path("containers")) {
      container
          .path("ports")
          .forEach(it -> ports.put(it.path("name").asText(), it.path("containerPort").asText()));
    }
    return ports;
  }

  @ParameterizedTest
  @ValueSource(strings = {"feeds", "analytics"})
  void monitorAndGuardPodsThatThereAre(String name) {
    Manifests manifests = Manifests.of(BASE);
    List<JsonNode> chosen = new ArrayList<>();
    chosen.add(manifests.one(Kind.PodMonitor, name).at("/spec/selector/matchLabels"));
    chosen.add(manifests.one(Kind.NetworkPolicy, name).at("/spec/podSelector/matchLabels"));
    List<JsonNode> templates =
        name.equals("feeds")
            ? manifests.of(Kind.FlinkDeployment).stream()
                .map(it -> it.at("/spec/podTemplate"))
                .toList()
            : List.of(manifests.one(Kind.Deployment, name).at("/spec/template"));

    for (JsonNode template : templates) {
      JsonNode labels = template.at("/metadata/labels");
      assertThat(chosen)
          .allSatisfy(
              wanted ->
                  wanted
                      .properties()
                      .forEach(
                          label ->
                              assertThat(labels.path(label.getKey())).isEqualTo(label.getValue())));
      Set<String> ports =
          template.at("/spec/containers/0/ports").findValuesAsText("name").stream()
              .collect(toSet());
      assertThat(ports)
          .contains(
              manifests.one(Kind.PodMonitor, name).at("/spec/podMetricsEndpoints/0/port").asText());
    }
  }

  /** The variables that tell the API are its own, and its ports its own defaults. */
  @ParameterizedTest
  @ValueSource(strings = {BASE, DEV, PRODUCTION})
  void runTheApiWithVariablesThatItKnows(String folder) {
    Manifests manifests = Manifests.of(folder);
    JsonNode container =
        manifests.one(Kind.Deployment, "analytics").at("/spec/template/spec/containers/0");
    Set<String> variables = new TreeSet<>(container.path("env").findValuesAsText("name"));
    manifests
        .one(Kind.ConfigMap, container.at("/envFrom/0/configMapRef/name").asText())
        .path("data")
        .fieldNames()
        .forEachRemaining(variables::add);

    assertThat(variables).contains("ANALYTICS_TOKEN_FILE", "LAKE_PATH");
    assertThat(ReadVariables.ofTheCommand())
        .containsAll(ReadVariables.without(variables, ConfigurationReference.analyticsVariables()));
    assertThat(container.at("/args/0").asText()).isEqualTo("analytics");
    assertThat(container.at("/ports/0/containerPort").asText()).isEqualTo(apiPort()).isNotEmpty();
  }

  /** The Service that the operator makes for each deployment, and the way there. */
  @ParameterizedTest
  @ValueSource(strings = {BASE, DEV, PRODUCTION})
  void letTheApiAskTheFlinkOfEachFeed(String folder) {
    Manifests manifests = Manifests.of(folder);
    JsonNode template = manifests.one(Kind.Deployment, "analytics").at("/spec/template");
    String settings = template.at("/spec/containers/0/envFrom/0/configMapRef/name").asText();
    String urls = manifests.one(Kind.ConfigMap, settings).at("/data/FLINK_URL").asText();
    List<JsonNode> admitted = new ArrayList<>();
    for (JsonNode rule : manifests.one(Kind.NetworkPolicy, "feeds").at("/spec/ingress")) {
      if (rule.at("/ports/0/port").asText().equals("8081")) {
        rule.path("from").forEach(it -> admitted.add(it.at("/podSelector/matchLabels")));
      }
    }

    assertThat(urls.split(",", -1))
        .containsExactlyInAnyOrderElementsOf(
            manifests.of(Kind.FlinkDeployment).stream()
                .map(it -> "http://" + Manifests.name(it) + "-rest:8081")
                .toList());
    assertThat(admitted)
        .anySatisfy(
            labels -> {
              assertThat(labels).isNotEmpty();
              assertThat(template.at("/metadata/labels").properties())
                  .containsAll(labels.properties());
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {BASE, DEV, PRODUCTION})
  void reachTheApiThroughServiceAndIngress(String folder) {
    Manifests manifests = Manifests.of(folder);
    JsonNode template = manifests.one(Kind.Deployment, "analytics").at("/spec/template");
    JsonNode service = manifests.one(Kind.Service, "analytics").path("spec");
    JsonNode ingress = manifests.one(Kind.Ingress, "analytics").path("spec");
    JsonNode backend = ingress.at("/rules/0/http/paths/0/backend/service");

    service
        .path("selector")
        .properties()
        .forEach(
            label ->
                assertThat(template.at("/metadata/labels").path(label.getKey()))
                    .isEqualTo(label.getValue()));
    assertThat(service.at("/ports/0/targetPort"))
        .isEqualTo(template.at("/spec/containers/0/ports/0/name"));
    assertThat(backend.path("name").asText()).isEqualTo("analytics");
    assertThat(backend.at("/port/name")).isEqualTo(service.at("/ports/0/name"));
    assertThat(ingress.at("/tls/0/hosts/0")).isEqualTo(ingress.at("/rules/0/host"));
  }

  /** The alerts go by the job's name. */
  @Test
  void callTheApiAsTheAlertsDo() {
    JsonNode relabeling =
        Manifests.of(BASE)
            .one(Kind.PodMonitor, "analytics")
            .at("/spec/podMetricsEndpoints/0/relabelings/0");

    assertThat(relabeling)
        .isEqualTo(
            new ObjectMapper()
                .createObjectNode()
                .put("targetLabel", "job")
                .put("replacement", "analytics-api"));
    assertThat(Documents.text("deploy/prometheus/rules/api.yml")).contains("job=\"analytics-api\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {BASE, "cronjobs/base"})
  void giveWhatIsNotFlinksLimits(String folder) {
    assertThat(pods(folder))
        .filteredOn(pod -> !pod.at("/containers/0/name").asText().equals("flink-main-container"))
        .isNotEmpty()
        .allSatisfy(
            pod ->
                assertThat(pod.at("/containers/0/resources/limits/memory").asText())
                    .endsWith("Gi"));
  }

  private static String apiPort() {
    return Documents.text("docs/analytics-api.md")
        .lines()
        .filter(line -> line.startsWith("| `--analytics.port`"))
        .map(line -> line.split("\\|")[3].strip().replace("`", ""))
        .findFirst()
        .orElse("");
  }

  private static List<JsonNode> pods(String folder) {
    Manifests manifests = Manifests.of(folder);
    List<JsonNode> pods = new ArrayList<>();
    manifests.of(Kind.FlinkDeployment).forEach(it -> pods.add(it.at("/spec/podTemplate/spec")));
    manifests.of(Kind.Deployment).forEach(it -> pods.add(it.at("/spec/template/spec")));
    manifests
        .of(Kind.CronJob)
        .forEach(it -> pods.add(it.at("/spec/jobTemplate/spec/template/spec")));
    return pods;
  }
}
