package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Other versions of the jobs' jar: one source file is changed, compiled and put in its place. */
record ChangedJar(Path jar, Path folder) {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /**
   * Makes a copy.
   *
   * @param source the file, from the repository's root
   * @param changes texts in it, and what takes the place of each
   */
  Path with(String name, String source, Map<String, String> changes) throws IOException {
    Path changed = folder.resolve(name);
    String text = Files.readString(ROOT.resolve(source));
    for (Map.Entry<String, String> change : changes.entrySet()) {
      assertThat(text).contains(change.getKey());
      text = text.replace(change.getKey(), change.getValue());
    }
    Path java = changed.resolve("sources").resolve(Path.of(source).getFileName());
    Files.createDirectories(java.getParent());
    Files.writeString(java, text);
    Path classes = Files.createDirectories(changed.resolve("classes"));
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-implicit:none",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                java.toString());
    assertThat(code).as("compiles").isZero();
    Path copy = Files.copy(jar, changed.resolve("jobs.jar"));
    try (FileSystem zip = FileSystems.newFileSystem(copy, Map.of());
        Stream<Path> all = Files.walk(classes)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        Files.copy(
            each, zip.getPath("/" + classes.relativize(each)), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return copy;
  }
}
