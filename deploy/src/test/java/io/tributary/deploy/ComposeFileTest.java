package io.tributary.deploy;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ComposeFileTest {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):-([^}]*)}");

  private final JsonNode services = Documents.yaml("docker-compose.yml").get("services");

  @Test
  void opensNoPortBeyondThisMachine() {
    List<String> ports = new ArrayList<>();
    services.forEach(service -> service.path("ports").forEach(port -> ports.add(port.asText())));

    assertThat(ports)
        .containsExactlyInAnyOrder(
            "127.0.0.1:9092:9092",
            "127.0.0.1:8081:8081",
            "127.0.0.1:8500:8500",
            "127.0.0.1:8501:8501",
            "127.0.0.1:8502:8502",
            "127.0.0.1:9090:9090",
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
              // The Flink services take it from the anchor.
              if (!image.isEmpty()) {
                assertThat(image).as(service.getKey()).matches("[a-z/]+:v?\\d.*");
              }
            });
  }

  @Test
  void knowsWhetherEachLastingServiceIsHealthy() {
    assertThat(
            List.of(
                "kafka",
                "jobmanager",
                "taskmanager",
                "tensorflow-serving",
                "model-proxy",
                "prometheus",
                "grafana",
                "airflow"))
        .allSatisfy(
            service ->
                assertThat(services.at("/" + service + "/healthcheck/test"))
                    .as(service)
                    .isNotEmpty());
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
            Map.of(
                "simulator", "simulate",
                "tensorflow-serving", "model",
                "model-proxy", "model",
                "prometheus", "monitoring",
                "grafana", "monitoring",
                "airflow", "airflow"));
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
                      String from = volume.asText().split(":")[0];
                      if (from.startsWith("./")) {
                        files.add(from);
                      }
                    }));

    assertThat(files)
        .contains("./models", "./deploy/compose/nginx.conf", "./deploy/airflow/dags")
        .allSatisfy(file -> assertThat(Documents.root().resolve(file)).exists());
  }

  @Test
  void buildsAirflowWithTheCommandInIt() {
    JsonNode build = services.at("/airflow/build");

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
    Matcher version =
        Pattern.compile("<flink.version>(.*)</flink.version>").matcher(Documents.text("pom.xml"));
    assertThat(version.find()).isTrue();
    String image = "flink:" + version.group(1) + "-java17";

    assertThat(Documents.yaml("docker-compose.yml").at("/x-flink/image").asText()).isEqualTo(image);
    assertThat(services.at("/folders/image").asText()).isEqualTo(image);
    assertThat(Documents.text("Dockerfile")).contains("FROM " + image + "\n");
  }
}
