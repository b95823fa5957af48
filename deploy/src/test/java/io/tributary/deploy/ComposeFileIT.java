package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComposeFileIT {
  private final SystemProgram compose =
      new SystemProgram("docker-compose", "apt-get install docker-compose");

  @Test
  void isACompleteComposeFileWithEveryProfile() {
    List<String> arguments = new ArrayList<>();
    for (JsonNode service : Documents.yaml("docker-compose.yml").path("services")) {
      service
          .path("profiles")
          .forEach(profile -> arguments.addAll(List.of("--profile", profile.asText())));
    }
    arguments.addAll(List.of("config", "--quiet"));

    SystemProgram.Outcome outcome = compose.run(arguments.toArray(String[]::new));

    assertThat(arguments).contains("monitoring", "hdfs");
    assertThat(outcome.errors()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void isCompleteWithoutAnyProfile() {
    SystemProgram.Outcome outcome = compose.run("config", "--quiet");

    assertThat(outcome.errors()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void wouldBeRefusedWithAMisspeltField(@TempDir Path folder) throws IOException {
    Path broken = folder.resolve("docker-compose.yml");
    Files.writeString(
        broken, Documents.text("docker-compose.yml").replace("healthcheck:", "healthchek:"));

    SystemProgram.Outcome outcome = compose.run("--file", broken.toString(), "config", "--quiet");

    assertThat(outcome.exitCode()).isNotZero();
    assertThat(outcome.errors()).contains("healthchek");
  }
}
