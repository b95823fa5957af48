package io.tributary.jobs.tweets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.ChatServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jobs' jar holds a part of OpenAI's library only: that which asks. */
final class JobsJarIT {
  private static final Path JAR = Path.of("target", "tributary-jobs.jar");

  /** What the cluster has, and not the jar; and these tests. */
  private static final List<String> BESIDES =
      List.of("/org/apache/flink/", "/slf4j-api/", "/org/apache/commons/", "/test-classes");

  @TempDir private Path folder;

  @Test
  void asksWithWhatIsInIt() throws Exception {
    try (ChatServer server = ChatServer.start()) {
      Path key = Files.writeString(folder.resolve("key"), ChatServer.KEY);
      Path said = folder.resolve("said");
      String classPath =
          Stream.concat(
                  Stream.of(JAR.toString()),
                  Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                      .filter(each -> BESIDES.stream().anyMatch(each::contains)))
              .collect(Collectors.joining(File.pathSeparator));
      Process asking =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  classPath,
                  AskOnce.class.getName(),
                  ChatServer.MODEL,
                  server.baseUrl().toString(),
                  key.toString(),
                  folder.resolve("journal").toString(),
                  "a text")
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();

      assertThat(asking.waitFor()).as(() -> read(said)).isZero();
      assertThat(read(said)).contains("confidence=" + ChatServer.confidence("a text"));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
