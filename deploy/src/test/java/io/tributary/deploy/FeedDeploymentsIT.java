package io.tributary.deploy;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.deploy.Manifests.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The feeds' FlinkDeployments, as they come out of base and overlays. */
final class FeedDeploymentsIT {
  private static final String FOLDER = "flink-k8s-operator/";
  private static final List<String> FEEDS =
      List.of("tickets", "texts", "invoices", "weather", "tweets");

  private final FlinkDeploymentDefinition definition = new FlinkDeploymentDefinition();
  private final OperatorCheck operator = new OperatorCheck();

  static Stream<Arguments> everyFeedEverywhere() {
    return Stream.of("base", "overlays/dev", "overlays/production")
        .flatMap(folder -> FEEDS.stream().map(feed -> Arguments.of(folder, feed)));
  }

  @ParameterizedTest
  @MethodSource("everyFeedEverywhere")
  void areTakenByTheOperator(String folder, String feed) {
    JsonNode deployment = Manifests.of(FOLDER + folder).one(Kind.FlinkDeployment, feed);

    assertThat(definition.errorsIn(deployment)).isEmpty();
    assertThat(operator.refusalOf(deployment)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/dev", "overlays/production"})
  void areOneForEachFeed(String folder) {
    assertThat(Manifests.of(FOLDER + folder).of(Kind.FlinkDeployment))
        .extracting(Manifests::name)
        .containsExactlyInAnyOrderElementsOf(FEEDS);
  }

  @Test
  void wouldBeRefusedWithAMisspeltField() {
    ObjectNode deployment = tickets();
    ((ObjectNode) deployment.at("/spec/job")).put("upgradeMod", "savepoint");

    assertThat(definition.errorsIn(deployment)).singleElement().asString().contains("upgradeMod");
  }

  @Test
  void wouldBeRefusedWithAMisspeltFieldOfAPod() {
    ObjectNode deployment = tickets();
    ((ObjectNode) deployment.at("/spec/podTemplate/spec/containers/0")).put("imagePull", "Always");

    assertThat(definition.errorsIn(deployment)).singleElement().asString().contains("imagePull");
  }

  @Test
  void wouldBeRefusedByTheOperatorWithoutAPlaceForSavepoints() {
    ObjectNode deployment = tickets();
    ((ObjectNode) deployment.at("/spec/flinkConfiguration"))
        .remove("execution.checkpointing.savepoint-dir");

    assertThat(operator.refusalOf(deployment)).get().asString().contains("savepoint");
  }

  @Test
  void wouldBeRefusedByTheOperatorWithTwoJobManagersAndNoHighAvailability() {
    ObjectNode deployment = tickets();
    ((ObjectNode) deployment.at("/spec/jobManager")).put("replicas", 2);
    ((ObjectNode) deployment.at("/spec/flinkConfiguration")).remove("high-availability.type");

    assertThat(operator.refusalOf(deployment)).isPresent();
  }

  @ParameterizedTest
  @MethodSource("everyFeedEverywhere")
  void upgradeThroughSavepointsAndLoseNoState(String folder, String feed) {
    JsonNode job = Manifests.of(FOLDER + folder).one(Kind.FlinkDeployment, feed).at("/spec/job");

    assertThat(job.path("upgradeMode").asText()).isEqualTo("savepoint");
    assertThat(job.path("allowNonRestoredState").asBoolean(true)).isFalse();
  }

  /** A start without the operator's knowledge finds what the operator has left, too. */
  @ParameterizedTest
  @MethodSource("everyFeedEverywhere")
  void keepStateWhereTheJobLooksForIt(String folder, String feed) {
    Manifests manifests = Manifests.of(FOLDER + folder);
    JsonNode deployment = manifests.one(Kind.FlinkDeployment, feed);
    JsonNode flink = deployment.at("/spec/flinkConfiguration");
    String state = manifests.settings(deployment).getProperty("checkpoint.path") + "/" + feed;

    assertThat(flink.path("execution.checkpointing.dir").asText()).isEqualTo(state);
    assertThat(flink.path("execution.checkpointing.savepoint-dir").asText())
        .isEqualTo(state + "/savepoints");
    assertThat(flink.path("high-availability.storageDir").asText()).endsWith("/ha/" + feed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/dev", "overlays/production"})
  void shareNoStateAndNoTransactions(String folder) {
    Manifests manifests = Manifests.of(FOLDER + folder);
    Set<String> own =
        manifests.of(Kind.FlinkDeployment).stream()
            .flatMap(
                deployment ->
                    Stream.of(
                        deployment.at("/spec/flinkConfiguration/execution.checkpointing.dir"),
                        deployment.at("/spec/flinkConfiguration/high-availability.storageDir")))
            .map(JsonNode::asText)
            .collect(toSet());
    manifests
        .of(Kind.FlinkDeployment)
        .forEach(it -> own.add(manifests.settings(it).getProperty("kafka.transaction.prefix")));

    assertThat(own).hasSize(3 * FEEDS.size());
  }

  /** The job's configuration goes before the cluster's; the two must not differ. */
  @ParameterizedTest
  @MethodSource("everyFeedEverywhere")
  void saySettingsTwiceOnlyIfTheyAreTheSame(String folder, String feed) {
    Manifests manifests = Manifests.of(FOLDER + folder);
    JsonNode deployment = manifests.one(Kind.FlinkDeployment, feed);
    Properties settings = manifests.settings(deployment);

    assertThat(settings.getProperty("parallelism"))
        .isEqualTo(deployment.at("/spec/job/parallelism").asText());
    assertThat(settings.getProperty("max-parallelism", defaultOf("max-parallelism")))
        .isEqualTo(deployment.at("/spec/flinkConfiguration/pipeline.max-parallelism").asText());
    assertThat(settings.getProperty("checkpoint.interval", defaultOf("checkpoint.interval")))
        .isEqualTo(
            deployment.at("/spec/flinkConfiguration/execution.checkpointing.interval").asText());
  }

  private static String defaultOf(String key) {
    return ConfigurationReference.read().defaultOf(key);
  }

  @ParameterizedTest
  @MethodSource("everyFeedEverywhere")
  void startTheFeedsJobWithSettingsThatAreMounted(String folder, String feed) {
    Manifests manifests = Manifests.of(FOLDER + folder);
    JsonNode deployment = manifests.one(Kind.FlinkDeployment, feed);
    String job = deployment.at("/spec/job/entryClass").asText();
    Map<String, String> mounted = new TreeMap<>();
    deployment
        .at("/spec/podTemplate/spec/volumes/0/projected/sources")
        .forEach(
            source -> {
              String name = source.at("/configMap/name").asText();
              assertThat(name).as("named by what is in it").matches(".*-settings-[a-z0-9]{10}");
              manifests
                  .one(Kind.ConfigMap, name)
                  .path("data")
                  .fieldNames()
                  .forEachRemaining(file -> mounted.put(file, name));
            });

    assertThat(Documents.root().resolve("jobs/src/main/java/" + job.replace('.', '/') + ".java"))
        .exists();
    assertThat(job).contains("." + feed + ".");
    assertThat(deployment.at("/spec/podTemplate/spec/containers/0/volumeMounts/0").toString())
        .contains("\"settings\"", "\"/etc/tributary\"");
    assertThat(strings(deployment.at("/spec/job/args")))
        .containsExactly(
            "--config",
            "/etc/tributary/feeds.properties",
            "--config",
            "/etc/tributary/" + feed + ".properties");
    assertThat(mounted).containsOnlyKeys("feeds.properties", feed + ".properties");
  }

  /** What is offered in comments is true as well. */
  @ParameterizedTest
  @ValueSource(strings = {"tickets", "texts", "invoices", "weather", "tweets"})
  void offerOnlySettingsOfTheirFeed(String feed) {
    String file = Documents.text("deploy/flink-k8s-operator/base/" + feed + ".properties");
    Matcher offered = Pattern.compile("(?m)^#?([a-z][a-z.-]+)=(.*)").matcher(file);
    List<String> keys = new ArrayList<>();
    while (offered.find()) {
      keys.add(offered.group(1));
      if (offered.group(1).endsWith("-file")) {
        assertThat(offered.group(2)).startsWith("/run/secrets/feed/");
      }
    }

    assertThat(keys).contains("kafka.transaction.prefix");
    assertThat(ConfigurationReference.read().keysOf(feed)).containsAll(keys);
  }

  @ParameterizedTest
  @MethodSource("everyFeedEverywhere")
  void takeSecretsFromFilesOnly(String folder, String feed) {
    JsonNode pod =
        Manifests.of(FOLDER + folder).one(Kind.FlinkDeployment, feed).at("/spec/podTemplate/spec");
    JsonNode container = pod.at("/containers/0");

    assertThat(container.has("envFrom")).isFalse();
    assertThat(container.path("env").findValues("valueFrom")).isEmpty();
    assertThat(pod.path("volumes").findValuesAsText("secretName"))
        .containsExactly("tributary-s3", "tributary-" + feed);
    assertThat(container.path("env").toString())
        .contains("AWS_CREDENTIAL_PROFILES_FILE", "/run/secrets/s3/credentials");
    assertThat(Documents.text("deploy/flink-k8s-operator/secret.example.yaml"))
        .contains("\n  credentials: |\n    [default]\n    aws_access_key_id");
  }

  @Test
  void haveTheirOwnImageNamespaceAndBucketsInProduction() {
    List<JsonNode> rendered = Manifests.of(FOLDER + "overlays/production").all();

    assertThat(rendered).allMatch(it -> it.at("/metadata/namespace").asText().equals("tributary"));
    assertThat(rendered.toString()).doesNotContain("s3://tributary-");
    assertThat(rendered)
        .filteredOn(it -> it.path("kind").asText().equals("FlinkDeployment"))
        .allSatisfy(
            it -> {
              assertThat(it.at("/spec/image").asText()).matches(".+/tributary:\\d+\\.\\d+\\.\\d+");
              assertThat(it.at("/spec/jobManager/replicas").asInt()).isEqualTo(2);
            });
  }

  @Test
  void letNobodySubmitOrCancelByTheDashboardInProduction() {
    assertThat(Manifests.of(FOLDER + "overlays/production").of(Kind.FlinkDeployment))
        .isNotEmpty()
        .allSatisfy(
            it -> {
              JsonNode flink = it.at("/spec/flinkConfiguration");
              assertThat(flink.path("web.submit.enable").asText()).isEqualTo("false");
              assertThat(flink.path("web.cancel.enable").asText()).isEqualTo("false");
            });
  }

  @Test
  void stayAsLargeAsTheyAreInDevelopment() {
    assertThat(Manifests.of(FOLDER + "overlays/dev").of(Kind.FlinkDeployment))
        .allSatisfy(
            it -> {
              JsonNode flink = it.at("/spec/flinkConfiguration");
              assertThat(flink.path("job.autoscaler.enabled").asText()).isEqualTo("false");
              assertThat(flink.has("kubernetes.operator.periodic.savepoint.interval")).isFalse();
            });
  }

  private static ObjectNode tickets() {
    return (ObjectNode) Manifests.of(FOLDER + "base").one(Kind.FlinkDeployment, "tickets");
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(each -> strings.add(each.asText()));
    return strings;
  }
}
