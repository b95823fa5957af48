package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is set in files and containers is a setting, and whoever is named listens there. */
final class ConfigurationNamesTest {
  private static final Pattern ADDRESS = Pattern.compile("\\b([a-z][a-z-]*):(\\d{4,5})\\b");
  private static final Pattern EXAMPLE = Pattern.compile("(?m)^#(?=[a-z][a-z.-]+=)");

  /** What Flink takes without having an option of that name. */
  private static final Map<String, String> OTHER_FLINK_OPTIONS =
      Map.of(
          "metrics\\.reporter\\.\\w+\\.factory\\.class", "the reporter's name is anybody's choice",
          "metrics\\.reporter\\.\\w+\\.port", "read by the Prometheus reporter itself",
          "s3\\..+", "handed to Hadoop's S3A as fs.s3a.*",
          "flink\\.hadoop\\..+", "handed to Hadoop without the prefix");

  private final ConfigurationReference reference = ConfigurationReference.read();
  private final JsonNode services = Documents.yaml("docker-compose.yml").path("services");

  @Test
  void propertiesAreKeysOfTheirFeed() throws IOException {
    try (Stream<Path> all = Files.walk(Documents.root().resolve("deploy"))) {
      List<Path> files =
          all.filter(file -> file.toString().endsWith(".properties"))
              .filter(file -> !file.toString().contains("/target/"))
              .filter(file -> !file.toString().contains("log4j"))
              .toList();
      assertThat(files).hasSizeGreaterThan(10);
      for (Path file : files) {
        assertThat(keysIn(file)).as(file.toString()).isNotEmpty().isSubsetOf(known(file));
      }
    }
  }

  /** Those of examples, too. How Kafka's clients are set up is none of a feed's own keys. */
  private static Set<String> keysIn(Path file) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(EXAMPLE.matcher(Files.readString(file)).replaceAll("")));
    Set<String> keys = new TreeSet<>(properties.stringPropertyNames());
    keys.removeIf(key -> key.startsWith("kafka.properties."));
    return keys;
  }

  private Set<String> known(Path file) {
    String name = file.getFileName().toString().replace(".properties", "");
    return name.equals("settings") ? reference.keys() : reference.keysOf(name);
  }

  @Test
  void theJobsOfComposeTakeSettingsFromTheirEnvironment() {
    Set<String> others = ReadVariables.without(variables("jobs"), reference.variables());

    assertThat(variables("jobs")).contains("LAKE_FORMAT", "WEATHER_DATABASE_PASSWORD_FILE");
    // Flink's own, and what scripts, Flink's log and the client of S3 read.
    assertThat(others)
        .containsExactlyInAnyOrder(
            "AWS_CREDENTIAL_PROFILES_FILE", "FEEDS", "FLINK_PROPERTIES", "LOG_LEVEL");
    assertThat(
            ReadVariables.in(
                "deploy/compose/submit.sh",
                "deploy/compose/log4j-console.properties",
                "docs/storage.md"))
        .contains("AWS_CREDENTIAL_PROFILES_FILE", "FEEDS", "LOG_LEVEL");
  }

  /** The stream and the daily run are one job: one Kafka, one lake, one state, the same sources. */
  @Test
  void theDailyRunOfComposeTakesWhatTheInvoicesJobTakes() {
    JsonNode jobs = services.at("/jobs/environment");
    JsonNode airflow = services.at("/airflow/environment");
    Set<String> settings = reference.variablesOf("invoices");
    settings.retainAll(variables("jobs"));
    Set<String> known = ReadVariables.ofTheCommand();
    known.addAll(reference.variablesOf("invoices"));

    assertThat(settings)
        .contains(
            "CHECKPOINT_PATH", "INVOICES_DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS", "LAKE_PATH");
    assertThat(settings)
        .allSatisfy(name -> assertThat(airflow.path(name)).as(name).isEqualTo(jobs.path(name)));
    assertThat(ReadVariables.without(variables("airflow"), known))
        .isNotEmpty()
        .allMatch(name -> name.startsWith("AIRFLOW__"));
    assertThat(Documents.text("docker-compose.yml"))
        .contains("/settings.properties}:" + settingsOfTheDags() + ":ro");
  }

  /** The file of settings that the DAGs name, unless a Variable names another. */
  private static String settingsOfTheDags() {
    Matcher file =
        Pattern.compile("\"tributary_config\", \"([^\"]+)\"")
            .matcher(Documents.text("deploy/airflow/dags/tributary_command.py"));
    assertThat(file.find()).isTrue();
    return file.group(1);
  }

  /** What reaches S3 in one place reaches it in the other. */
  @Test
  void theDailyRunOfComposeReachesTheLakeThatTheApiReads() {
    JsonNode api = services.at("/analytics-api/environment");
    JsonNode airflow = services.at("/airflow/environment");

    for (String name :
        List.of(
            "LAKE_PATH",
            "LAKE_FORMAT",
            "S3_ENDPOINT",
            "S3_ENDPOINT_REGION",
            "S3_PATH_STYLE_ACCESS",
            "AWS_CREDENTIAL_PROFILES_FILE")) {
      assertThat(api.path(name).asText()).as(name).isNotEmpty();
      assertThat(airflow.path(name)).as(name).isEqualTo(api.path(name));
    }
  }

  /** A name that Flink doesn't know is ignored without a word. */
  @Test
  void flinksPropertiesAreOptionsOfFlink() throws IOException {
    Set<String> known = FlinkOptions.keys();
    Map<String, JsonNode> configurations = flinkConfigurations();

    // Both Flinks, and no old names.
    assertThat(known)
        .contains("execution.checkpointing.dir", "job.autoscaler.enabled")
        .doesNotContain("state.checkpoints.dir");
    assertThat(configurations).hasSizeGreaterThan(10);
    configurations.forEach(
        (place, options) -> {
          List<String> names = new ArrayList<>();
          options.fieldNames().forEachRemaining(names::add);
          assertThat(names)
              .as(place)
              .isNotEmpty()
              .allMatch(
                  name ->
                      known.contains(name)
                          || OTHER_FLINK_OPTIONS.keySet().stream().anyMatch(name::matches));
        });
  }

  /** Of compose, and of each file with a FlinkDeployment, or with a part of one. */
  private static Map<String, JsonNode> flinkConfigurations() throws IOException {
    Map<String, JsonNode> found = new TreeMap<>();
    String compose =
        Documents.yaml("docker-compose.yml").at("/x-flink/environment/FLINK_PROPERTIES").asText();
    found.put("docker-compose.yml", Documents.yamlDocuments(compose).get(0));
    try (Stream<Path> all = Files.walk(Documents.root().resolve("deploy/flink-k8s-operator"))) {
      for (Path file : all.filter(it -> it.toString().endsWith(".yaml")).toList()) {
        for (JsonNode manifest : Documents.yamlDocuments(Files.readString(file))) {
          JsonNode options = manifest.at("/spec/flinkConfiguration");
          if (!options.isMissingNode()) {
            found.put(file.toString(), options);
          }
        }
      }
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(strings = {"analytics-api", "simulator"})
  void theCommandsOfComposeTakeVariablesThatTheyKnow(String service) {
    Set<String> known = new TreeSet<>(ReadVariables.ofTheCommand());
    if (service.equals("analytics-api")) {
      known.addAll(ConfigurationReference.analyticsVariables());
    } else {
      known.addAll(List.of("KAFKA_BOOTSTRAP_SERVERS", "TOPICS_REPLICATION"));
      known.addAll(ReadVariables.in("deploy/compose/simulate.sh"));
    }

    assertThat(variables(service)).isNotEmpty();
    assertThat(known).containsAll(variables(service));
  }

  @Test
  void scriptsReadVariablesThatTheirContainersHave() {
    for (String[] script :
        List.of(
            new String[] {"jobs", "submit"},
            new String[] {"simulator", "simulate"},
            new String[] {"topics", "topics"})) {
      Matcher read =
          Pattern.compile("\\$\\{?([A-Z][A-Z_]+)")
              .matcher(Documents.text("deploy/compose/" + script[1] + ".sh"));
      int found = 0;
      while (read.find()) {
        found++;
        assertThat(variables(script[0])).contains(read.group(1));
      }
      assertThat(found).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docker-compose.yml",
        ".env.example",
        "deploy/compose/kibana-objects.sh",
        "deploy/compose/submit.sh",
        "deploy/compose/nginx.conf",
      })
  void addressesAreOfServicesThatListenThere(String file) {
    Matcher address = ADDRESS.matcher(Documents.text(file));
    int found = 0;
    while (address.find()) {
      String host = address.group(1);
      if (!host.equals("localhost")) {
        found++;
        assertThat(services.path(host)).as(address.group()).isNotEmpty();
        assertThat(listens(host, address.group(2))).as(address.group()).isTrue();
      }
    }
    assertThat(found).isPositive();
  }

  /** Its ports to this machine, or its own words about where it listens. */
  private boolean listens(String service, String port) {
    JsonNode described = services.path(service);
    for (JsonNode published : described.path("ports")) {
      if (published.asText().endsWith(":" + port)) {
        return true;
      }
    }
    return described.at("/environment/KAFKA_LISTENERS").asText().contains("://:" + port)
        || described.path("command").toString().contains("0.0.0.0:" + port);
  }

  /** With those of the anchors. */
  private Set<String> variables(String service) {
    Set<String> variables = new TreeSet<>();
    JsonNode compose = Documents.yaml("docker-compose.yml");
    JsonNode environment = services.at("/" + service + "/environment");
    environment.fieldNames().forEachRemaining(variables::add);
    if (variables.remove("<<")) {
      compose.at("/x-flink/environment").fieldNames().forEachRemaining(variables::add);
    }
    return variables;
  }
}
