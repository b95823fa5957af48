package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComposeFileIT {
  private final SystemProgram compose =
      new SystemProgram("docker-compose", "apt-get install docker-compose");

  @Test
  void isACompleteComposeFileWithEveryProfile() {
    SystemProgram.Outcome outcome =
        compose.run(
            "--profile",
            "simulate",
            "--profile",
            "model",
            "--profile",
            "monitoring",
            "--profile",
            "airflow",
            "config",
            "--quiet");

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
