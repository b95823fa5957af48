package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the Dockerfile makes of Flink's image, in a folder: Flink's jars come from Maven, and each
 * instruction is then done as Docker would do it.
 *
 * @param home Flink's home, the image's working directory
 */
record ImageLayout(Path home) {
  private static final Path CLUSTER = Documents.root().resolve("cluster/target/flink");

  /**
   * Does the instructions.
   *
   * @throws IllegalStateException if there is one whose meaning isn't known here
   */
  static ImageLayout in(Path folder) throws IOException {
    ImageLayout layout = new ImageLayout(folder.resolve("flink"));
    layout.takeFlinkFromMaven();
    for (String instruction : instructions()) {
      String[] words = instruction.split("\\s+", 2);
      switch (words[0]) {
        case "FROM", "USER", "HEALTHCHECK" -> {
          // Nothing of these is in a file.
        }
        case "RUN" -> layout.run(words[1]);
        case "COPY" -> layout.copy(words[1].replaceAll("--\\S+\\s+", "").split("\\s+"));
        default -> throw new IllegalStateException(words[0] + " is not known here: teach it");
      }
    }
    return layout;
  }

  /** A line each, with what Docker would take for one. */
  static List<String> instructions() {
    return instructions("Dockerfile");
  }

  /** Those of another Dockerfile. */
  static List<String> instructions(String dockerfile) {
    return Documents.text(dockerfile)
        .replaceAll("(?m)^#.*\\n", "")
        .replaceAll("\\\\\\n\\s*", "")
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  /** As Flink's own image has them: without what ours adds. */
  private void takeFlinkFromMaven() throws IOException {
    assertThat(CLUSTER.resolve("lib")).as("made by mvn package -pl cluster,jobs -am").isDirectory();
    Files.createDirectories(home.resolve("lib"));
    Files.createDirectories(home.resolve("opt"));
    Files.createDirectories(home.resolve("conf"));
    Files.createDirectories(home.resolve("usrlib"));
    link(CLUSTER.resolve("lib"), "*.jar", "lib");
    // In Flink's distribution, and of no use to ./tributary cluster.
    link(Path.of("target/flink-container"), "*.jar", "lib");
    link(CLUSTER.resolve("plugins/s3-fs-hadoop"), "*.jar", "opt");
    link(CLUSTER.resolve("plugins/metrics-prometheus"), "*.jar", "plugins/metrics-prometheus");
  }

  private void link(Path from, String glob, String to) throws IOException {
    Files.createDirectories(home.resolve(to));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from, glob)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!name.startsWith("hadoop-client-") && !name.startsWith("lineage-")) {
          Files.createSymbolicLink(home.resolve(to).resolve(name), file.toAbsolutePath());
        }
      }
    }
  }

  private void run(String command) throws IOException {
    Process process =
        new ProcessBuilder("sh", "-ec", command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.onExit().join().exitValue()).as("RUN %s: %s", command, said).isZero();
  }

  private void copy(String... words) throws IOException {
    String to = words[words.length - 1];
    for (int i = 0; i < words.length - 1; i++) {
      List<Path> found = matching(words[i]);
      assertThat(found).as("COPY %s", words[i]).isNotEmpty();
      for (Path file : found) {
        Path target =
            to.endsWith("/") ? home.resolve(to).resolve(file.getFileName()) : home.resolve(to);
        Files.createDirectories(target.getParent());
        Files.createSymbolicLink(target, file);
      }
    }
  }

  private static List<Path> matching(String pattern) throws IOException {
    Path path = Documents.root().resolve(pattern);
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(path.getParent(), path.getFileName().toString())) {
      files.forEach(found::add);
    }
    return found;
  }

  /** The names of the files in a folder of Flink's home. */
  List<String> files(String folder) {
    try (Stream<Path> files = Files.list(home.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
