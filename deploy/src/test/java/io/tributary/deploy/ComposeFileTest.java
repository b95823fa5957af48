package io.tributary.deploy;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ComposeFileTest {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):-([^}]*)}");

  private final JsonNode compose = Documents.yaml("docker-compose.yml");
  private final JsonNode services = compose.get("services");

  @Test
  void opensNoPortBeyondThisMachine() {
    List<String> ports = new ArrayList<>();
    services.forEach(service -> service.path("ports").forEach(port -> ports.add(port.asText())));

    assertThat(ports)
        .containsExactlyInAnyOrder(
            "127.0.0.1:9092:9092",
            "127.0.0.1:8081:8081",
            "127.0.0.1:8090:8090",
            "127.0.0.1:8080:8080",
            "127.0.0.1:19092:19092",
            "127.0.0.1:9000:9000",
            "127.0.0.1:9001:9001",
            "127.0.0.1:5432:5432",
            "127.0.0.1:5050:80",
            "127.0.0.1:9200:9200",
            "127.0.0.1:5601:5601",
            "127.0.0.1:9042:9042",
            "127.0.0.1:8020:8020",
            "127.0.0.1:9870:9870",
            "127.0.0.1:9864:9864",
            "127.0.0.1:8500:8500",
            "127.0.0.1:8501:8501",
            "127.0.0.1:8502:8502",
            "127.0.0.1:9090:9090",
            "127.0.0.1:9093:9093",
            "127.0.0.1:3000:3000",
            "127.0.0.1:8088:8080")
        .allMatch(port -> port.startsWith("127.0.0.1:"));
  }

  @Test
  void namesAReleaseOfEveryImage() {
    services
        .properties()
        .forEach(
            service -> {
              String image = service.getValue().path("image").asText();
              // Flink's services and the command's take it from an anchor.
              if (!image.isEmpty()) {
                assertThat(image)
                    .as(service.getKey())
                    .matches("[a-z0-9./-]+:(v|RELEASE\\.)?\\d+[.-].*");
              }
            });
  }

  /** Those that end have no health, and the simulator's is that it runs. */
  @Test
  void knowsWhetherEachLastingServiceIsHealthy() {
    Set<String> lasting = new TreeSet<>();
    services.fieldNames().forEachRemaining(lasting::add);
    lasting.removeAll(
        Set.of("topics", "folders", "jobs", "simulator", "minio-buckets", "kibana-objects"));

    assertThat(lasting)
        .hasSizeGreaterThan(15)
        .allSatisfy(
            service ->
                assertThat(
                        services.at("/" + service + "/healthcheck/test").size() > 1
                            || isHealthyByTheImage(service))
                    .as(service)
                    .isTrue());
  }

  private boolean isHealthyByTheImage(String service) {
    return services.at("/" + service + "/<<").asText().equals("flink")
        && Documents.text("Dockerfile").contains("\nHEALTHCHECK ");
  }

  @Test
  void waitsOnlyForWhatTellsThatItIsHealthyOrEnds() {
    services.forEach(
        service ->
            service
                .path("depends_on")
                .properties()
                .forEach(
                    awaited -> {
                      String name = awaited.getKey();
                      boolean ends = Set.of("topics", "folders").contains(name);
                      assertThat(awaited.getValue().path("condition").asText())
                          .as(name)
                          .isEqualTo(ends ? "service_completed_successfully" : "service_healthy");
                    }));
  }

  @Test
  void startsOnlyTheFeedUnlessAskedForMore() {
    Map<String, String> profiles = new TreeMap<>();
    services
        .properties()
        .forEach(
            service ->
                service
                    .getValue()
                    .path("profiles")
                    .forEach(profile -> profiles.put(service.getKey(), profile.asText())));

    assertThat(profiles)
        .isEqualTo(
            Map.ofEntries(
                Map.entry("simulator", "simulate"),
                Map.entry("analytics-api", "analytics"),
                Map.entry("kafka-ui", "ui"),
                Map.entry("redpanda", "redpanda"),
                Map.entry("minio", "s3"),
                Map.entry("minio-buckets", "s3"),
                Map.entry("postgres", "postgres"),
                Map.entry("pgadmin", "postgres"),
                Map.entry("elasticsearch", "elasticsearch"),
                Map.entry("kibana", "elasticsearch"),
                Map.entry("kibana-objects", "elasticsearch"),
                Map.entry("cassandra", "cassandra"),
                Map.entry("namenode", "hdfs"),
                Map.entry("datanode", "hdfs"),
                Map.entry("tensorflow-serving", "model"),
                Map.entry("model-proxy", "model"),
                Map.entry("prometheus", "monitoring"),
                Map.entry("alertmanager", "monitoring"),
                Map.entry("grafana", "monitoring"),
                Map.entry("airflow", "airflow")));
  }

  @Test
  void explainsEachProfileAtItsTop() {
    Set<String> profiles = new TreeSet<>();
    services.forEach(
        service -> service.path("profiles").forEach(profile -> profiles.add(profile.asText())));
    String top = Documents.text("docker-compose.yml").split("x-flink:", 2)[0];

    assertThat(profiles).allSatisfy(profile -> assertThat(top).contains("--profile " + profile));
  }

  @Test
  void keepsDataInVolumesThatItDeclares() {
    Set<String> declared = new TreeSet<>();
    compose.path("volumes").fieldNames().forEachRemaining(declared::add);
    Set<String> used = new TreeSet<>();
    Stream.concat(
            services.findValues("volumes").stream(), Stream.of(compose.at("/x-flink/volumes")))
        .forEach(
            volumes ->
                volumes.forEach(
                    volume -> {
                      String from = volume.asText().split(":")[0];
                      if (from.matches("[a-z]+")) {
                        used.add(from);
                      }
                    }));

    assertThat(used).isEqualTo(declared);
  }

  @Test
  void takesEverySecretFromAFileThatTheScriptMakes() {
    Set<String> declared = new TreeSet<>();
    compose
        .path("secrets")
        .properties()
        .forEach(
            secret -> {
              declared.add(secret.getKey());
              assertThat(secret.getValue().path("file").asText())
                  .isEqualTo("${SECRETS_PATH:-./data/secrets}/" + secret.getKey());
            });
    Set<String> mounted = new TreeSet<>();
    Stream.concat(
            services.findValues("secrets").stream(), Stream.of(compose.at("/x-flink/secrets")))
        .forEach(secrets -> secrets.forEach(secret -> mounted.add(secret.asText())));
    Set<String> named = new TreeSet<>();
    Matcher path =
        Pattern.compile("/run/secrets/([a-z0-9-]+)")
            .matcher(
                Documents.text("docker-compose.yml")
                    + Documents.text("deploy/prometheus/prometheus.yml"));
    while (path.find()) {
      named.add(path.group(1));
    }

    // That one is a folder, for secrets that people's own settings name.
    assertThat(named.remove("feed")).isTrue();
    assertThat(declared).isEqualTo(mounted).isEqualTo(named);
    assertThat(Documents.text("deploy/compose/secrets.sh")).contains(declared);
  }

  @Test
  void givesEachServiceTheSecretsThatItsEnvironmentNames() {
    services
        .properties()
        .forEach(
            service -> {
              boolean isFlink = service.getValue().path("<<").asText().equals("flink");
              JsonNode given =
                  isFlink ? compose.at("/x-flink/secrets") : service.getValue().path("secrets");
              Set<String> secrets = new TreeSet<>();
              given.forEach(secret -> secrets.add("/run/secrets/" + secret.asText()));
              service
                  .getValue()
                  .path("environment")
                  .forEach(
                      value -> {
                        if (value.asText().startsWith("/run/secrets/")) {
                          assertThat(secrets).as(service.getKey()).contains(value.asText());
                        }
                      });
            });
  }

  /** Passwords that stand in the file itself, or come from {@code .env}. */
  @Test
  void holdsNoPassword() {
    services
        .properties()
        .forEach(
            service ->
                service
                    .getValue()
                    .path("environment")
                    .fieldNames()
                    .forEachRemaining(
                        name ->
                            assertThat(name)
                                .as(service.getKey())
                                .doesNotMatch(".*(PASSWORD|SECRET|TOKEN|API_KEY)")));
    assertThat(Documents.text(".env.example"))
        .doesNotContainPattern("(?m)^[A-Z_]*(PASSWORD|TOKEN|KEY)=");
  }

  @Test
  void hasSlotsForAllFeeds() {
    JsonNode flink =
        Documents.yamlDocuments(compose.at("/x-flink/environment/FLINK_PROPERTIES").asText())
            .get(0);
    int slots =
        services.at("/taskmanager/scale").asInt()
            * flink.path("taskmanager.numberOfTaskSlots").asInt();
    Matcher parallelism =
        Pattern.compile("\\$\\{PARALLELISM:-(\\d+)}")
            .matcher(services.at("/jobs/environment/PARALLELISM").asText());

    assertThat(parallelism.matches()).isTrue();
    assertThat(5 * Integer.parseInt(parallelism.group(1))).isPositive().isLessThanOrEqualTo(slots);
  }

  @Test
  void runsTheReleasesOfStoresThatTheTestsRun() {
    String elasticsearch = version("elasticsearch.version");

    assertThat(services.at("/elasticsearch/image").asText()).endsWith(":" + elasticsearch);
    assertThat(services.at("/kibana/image").asText()).endsWith(":" + elasticsearch);
    assertThat(services.at("/kibana-objects/image")).isEqualTo(services.at("/kibana/image"));
    assertThat(services.at("/cassandra/image").asText())
        .endsWith(":" + version("cassandra.version"));
  }

  @Test
  void mountsFilesThatExist() {
    List<String> files = new ArrayList<>();
    services.forEach(
        service ->
            service
                .path("volumes")
                .forEach(
                    volume -> {
                      String from =
                          VARIABLE.matcher(volume.asText()).replaceAll("$2").split(":")[0];
                      if (from.startsWith("./") && !from.startsWith("./data/")) {
                        files.add(from);
                      }
                    }));

    assertThat(files)
        .contains("./models", "./deploy/compose/nginx.conf", "./deploy/airflow/dags")
        .contains("./deploy/compose/settings.properties")
        .allSatisfy(file -> assertThat(Documents.root().resolve(file)).exists());
  }

  @Test
  void buildsTheCommandsAndAirflowWithTheCommandInIt() {
    builds(services.at("/airflow/build"));
    builds(compose.at("/x-command/build"));
  }

  private static void builds(JsonNode build) {
    assertThat(Documents.text(build.path("dockerfile").asText()))
        .contains("AS " + build.path("target").asText() + "\n");
  }

  @Test
  void servesTheTensorFlowReleaseThatTheModelIsWrittenBy() {
    // TensorFlow for Java 1.1.0 is TensorFlow 2.18.0, whose name is in the model.
    assertThat(Documents.text("pom.xml")).contains("<tensorflow.version>1.1.0<");
    assertThat(services.at("/tensorflow-serving/image").asText())
        .isEqualTo("tensorflow/serving:2.18.0");
  }

  @Test
  void listsEverySettingInTheExampleWithTheDefaultThatItHas() {
    Map<String, String> example =
        Documents.text(".env.example")
            .lines()
            .filter(line -> line.matches("[A-Z_]+=.*"))
            .map(line -> line.split("=", 2))
            .collect(toMap(setting -> setting[0], setting -> setting[1]));
    Map<String, String> used = new TreeMap<>();
    Matcher variable = VARIABLE.matcher(Documents.text("docker-compose.yml"));
    while (variable.find()) {
      used.put(variable.group(1), variable.group(2));
    }

    assertThat(used).containsExactlyInAnyOrderEntriesOf(example);
  }

  @Test
  void runsTheFlinkReleaseThatTheJobsAreBuiltFor() {
    String flink = version("flink.version");

    assertThat(Documents.text("Dockerfile"))
        .contains("FROM flink:" + flink + "-java17\n", "flink-s3-fs-hadoop-" + flink + ".jar");
    assertThat(services.at("/folders/image")).isEqualTo(compose.at("/x-flink/image"));
    assertThat(compose.at("/x-flink/build").asText()).isEqualTo(".");
  }

  private static String version(String property) {
    Matcher version =
        Pattern.compile("<" + property + ">(.*)</" + property + ">")
            .matcher(Documents.text("pom.xml"));
    assertThat(version.find()).as(property).isTrue();
    return version.group(1);
  }
}
