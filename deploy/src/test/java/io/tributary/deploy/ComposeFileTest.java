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
            "127.0.0.1:9090:9090",
            "127.0.0.1:3000:3000")
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
    assertThat(List.of("kafka", "jobmanager", "taskmanager", "prometheus", "grafana"))
        .allSatisfy(
            service ->
                assertThat(services.at("/" + service + "/healthcheck/test"))
                    .as(service)
                    .isNotEmpty());
  }

  @Test
  void startsOnlyTheFeedUnlessAskedForMore() {
    Map<String, String> profiles =
        Map.of("simulator", "simulate", "prometheus", "monitoring", "grafana", "monitoring");
    Map<String, String> found = new TreeMap<>();
    services
        .properties()
        .forEach(
            service ->
                service
                    .getValue()
                    .path("profiles")
                    .forEach(profile -> found.put(service.getKey(), profile.asText())));

    assertThat(found).containsExactlyInAnyOrderEntriesOf(profiles);
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
