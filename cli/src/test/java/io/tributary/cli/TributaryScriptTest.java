package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script itself, in a folder of its own where java and mvn only say how they were called. */
final class TributaryScriptTest {
  private static final List<String> SYSTEM_PROGRAMS =
      List.of(
          "bash",
          "cat",
          "dirname",
          "env",
          "find",
          "flock",
          "grep",
          "head",
          "mkdir",
          "mktemp",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sleep",
          "tail");

  @TempDir private Path home;
  private Path bin;
  private Path root;

  @BeforeEach
  void layOut() throws IOException {
    bin = Files.createDirectories(home.resolve("bin"));
    root = Files.createDirectories(home.resolve("a checkout"));
    for (String program : SYSTEM_PROGRAMS) {
      for (String folder : List.of("/usr/bin", "/bin")) {
        if (Files.exists(Path.of(folder, program))) {
          program(program, "exec " + folder + "/" + program + " \"$@\"\n");
        }
      }
    }
    Files.copy(Path.of("..", "tributary"), root.resolve("tributary"));
    Files.createDirectories(root.resolve("cli/src/main"));
    Files.writeString(root.resolve("pom.xml"), "");
    java("17.0.15");
    maven(
        "3.8.7",
        "mkdir -p cli/target/classes && printf '%s' \"$PWD/jobs/target/jobs.jar:/m2/a.jar\" >cli/target/classpath");
  }

  @Test
  void saysThatAJdkIsMissing() throws Exception {
    Files.delete(bin.resolve("java"));
    assertThat(run().output())
        .isEqualTo(
            "tributary: no Java found: it needs a JDK 17 or newer (Debian: apt-get install openjdk-17-jdk)\n");
  }

  @Test
  void saysThatTheJdkIsTooOld() throws Exception {
    java("11.0.2");
    assertThat(run().output())
        .startsWith("tributary: Java 11 found: it needs a JDK 17")
        .hasLineCount(1);
  }

  @Test
  void saysThatMavenIsMissing() throws Exception {
    Files.delete(bin.resolve("mvn"));
    assertThat(run().output())
        .contains(
            "tributary: no Maven found: it needs Maven 3.8 or newer (Debian: apt-get install maven)");
  }

  @Test
  void saysThatMavenIsTooOld() throws Exception {
    maven("3.6.3", "true");
    assertThat(run().output()).contains("tributary: Maven 3.6 found");
  }

  @Test
  void buildsOnceAndThenOnlyRuns() throws Exception {
    assertThat(run("show", "it's a dataset").output())
        .contains("building for the first time", "built in", "<show>", "<it's a dataset>");
    assertThat(run("show").output()).doesNotContain("buil").contains("<show>");
  }

  @Test
  void buildsAgainWhatHasChanged() throws Exception {
    run("show");
    Path source = Files.writeString(root.resolve("cli/src/main/New.java"), "");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(run("show").output()).contains("built in").doesNotContain("first time");
  }

  @Test
  void takesTheModulesAsCompiledAndTheLibrariesAsTheyAre() throws Exception {
    assertThat(run("show").output())
        .contains("<" + root + "/cli/target/classes:" + root + "/jobs/target/classes:/m2/a.jar>");
  }

  @Test
  void showsTheEndOfTheLogWhenTheBuildFails() throws Exception {
    maven("3.8.7", "echo cannot find symbol; exit 1");
    Run run = run("show");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output())
        .contains(
            "cannot find symbol", "the build failed; all of it: " + root + "/target/build.log");
    assertThat(run("show").exitCode()).isEqualTo(1);
  }

  @Test
  void runsWhereItWasCalledAlsoThroughALink() throws Exception {
    Files.createSymbolicLink(home.resolve("link"), Path.of("a checkout/tributary"));
    assertThat(run(List.of("../link", "show")).output()).contains("in " + bin);
  }

  @Test
  void leavesMemoryToOthersInADemo() throws Exception {
    assertThat(run("demo").output()).contains("<-Xmx1536m>").doesNotContain("RAMPercentage");
    assertThat(run("run").output()).contains("<-XX:MaxRAMPercentage=25>").doesNotContain("-Xmx");
  }

  @Test
  void handsTheTestsToMaven() throws Exception {
    maven("3.8.7", "printf '<%s>' \"$@\"");
    assertThat(run("test", "--quick", "-pl", "cli").output())
        .contains("<-B><verify><-Dtributary.class-archive=true><-DskipITs><-pl><cli>");
  }

  private void java(String version) throws IOException {
    program(
        "java",
        """
        case $1 in
          -version) echo 'openjdk version "%s" 2025-04-15' >&2 ;;
          --list-modules) echo jdk.compiler@17 ;;
          *) printf '<%%s>' "$@"; echo "in $PWD" ;;
        esac
        """
            .formatted(version));
  }

  private void maven(String version, String build) throws IOException {
    program(
        "mvn",
        """
        if [ "$1" = -v ]; then echo "Apache Maven %s"; exit; fi
        %s
        """
            .formatted(version, build));
  }

  private void program(String name, String text) throws IOException {
    Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Run run(String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(root.resolve("tributary").toString()));
    command.addAll(List.of(args));
    return run(command);
  }

  private Run run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(bin.toFile());
    builder.redirectErrorStream(true);
    builder.environment().put("PATH", bin.toString());
    builder.environment().remove("JAVA_HOME");
    builder.environment().remove("TRIBUTARY_SAMPLES");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  private record Run(int exitCode, String output) {}
}
