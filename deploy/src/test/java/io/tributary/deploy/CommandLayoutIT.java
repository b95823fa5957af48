package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The files of the command's image, without Docker: the command runs from nothing else. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class CommandLayoutIT {
  @TempDir private Path folder;

  @Test
  void hasAllThatIsOnTheClassPath() throws IOException {
    CommandLayout layout = CommandLayout.in(folder);

    assertThat(layout.classPath())
        .hasSizeGreaterThan(50)
        .allSatisfy(
            entry -> {
              assertThat(entry).startsWithRaw(folder);
              assertThat(entry).exists();
            });
  }

  @Test
  void hasFlinksJarsAndPluginsAndNoSources() throws IOException {
    CommandLayout layout = CommandLayout.in(folder);

    assertThat(layout.at("/opt/tributary/cluster/target/flink/plugins/s3-fs-hadoop"))
        .isNotEmptyDirectory();
    assertThat(layout.at("/opt/tributary/cluster/target/flink/lib")).isNotEmptyDirectory();
    assertThat(layout.at("/opt/tributary/cluster/conf/config.yaml")).exists();
    assertThat(layout.at("/opt/tributary/cli/src")).doesNotExist();
    assertThat(layout.at("/opt/tributary/jobs/target/tributary-jobs.jar")).doesNotExist();
  }

  @Test
  void saysItsVersion() throws Exception {
    Process process = start("--version");

    assertThat(process.inputReader().lines()).first().asString().startsWith("tributary ");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void submitsByFlinksOwnCommandLine() throws Exception {
    Process process = start("flink", "--version");

    assertThat(process.inputReader().lines()).anyMatch(line -> line.startsWith("Version: 2."));
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void servesTheApiAndItsPage() throws Exception {
    Path lake = Files.createDirectories(folder.resolve("lake"));
    Process process = start("analytics", "--analytics.port", "0", "--lake.path", lake.toString());
    try (BufferedReader said = process.inputReader()) {
      URI url = URI.create(String.valueOf(said.readLine()));

      assertThat(get(url.resolve("/health")).statusCode()).isIn(200, 503);
      assertThat(get(url).body()).contains("<html").contains("app.js");
    } finally {
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** So that the test above would see what is missing. */
  @Test
  void wouldNotServeWithoutAModule() throws Exception {
    CommandLayout layout = CommandLayout.in(folder);
    Files.delete(layout.at("/opt/tributary/analytics-api/target/classes"));

    Process process = start(layout, "analytics", "--analytics.port", "0");

    assertThat(process.waitFor()).isNotZero();
  }

  private Process start(String... arguments) throws IOException {
    return start(CommandLayout.in(folder), arguments);
  }

  private Process start(CommandLayout layout, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(layout.program().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Files.createDirectories(layout.at("/tmp")).toFile())
            .redirectError(folder.resolve("errors").toFile());
    builder.environment().putAll(layout.environment());
    // The image has a JRE, and nothing else here is in its place.
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  private static HttpResponse<String> get(URI url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
  }
}
