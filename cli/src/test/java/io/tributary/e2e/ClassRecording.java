package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.ClassArchive;
import io.tributary.testkit.FreePort;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A first demo, whose classes the processes of all tests after it share. */
final class ClassRecording {
  private ClassRecording() {}

  /**
   * Makes this build's archive, unless a test JVM beside this one has or does. Tests only take
   * longer without, so that nothing fails when it can't be made.
   */
  static void make() {
    Path lock = ClassArchive.FILE.resolveSibling("classes.lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock alone = channel.tryLock()) {
      if (alone != null && !isOfThisBuild()) {
        Files.deleteIfExists(ClassArchive.FILE);
        record();
      }
    } catch (Exception | AssertionError e) {
      System.err.println("no class archive: " + e);
    }
  }

  private static boolean isOfThisBuild() throws IOException {
    if (Files.notExists(ClassArchive.FILE)) {
      return false;
    }
    FileTime recorded = Files.getLastModifiedTime(ClassArchive.FILE);
    for (String each : ClassArchive.classPath().split(File.pathSeparator)) {
      Path jar = Path.of(each);
      if (Files.isRegularFile(jar) && Files.getLastModifiedTime(jar).compareTo(recorded) > 0) {
        return false;
      }
    }
    return true;
  }

  private static void record() throws Exception {
    // Beside the archive, so that it can be moved.
    Path folder = Files.createTempDirectory(ClassArchive.FILE.getParent(), "recording");
    Path written = folder.resolve("classes.jsa");
    List<String> recording = ClassArchive.recording(written);
    try (Tributary demo =
        Tributary.start(
            folder,
            recording,
            Map.of(),
            "demo",
            "--feeds=tickets",
            "--port-base=" + FreePort.any(),
            "--data=" + folder.resolve("data"))) {
      demo.awaitSaying(Pattern.compile("(?m)^tickets .*\\| window "));
      demo.terminate();
      assertThat(demo.awaitExit()).as(demo.said()).isZero();
    }
    Files.move(written, ClassArchive.FILE, StandardCopyOption.ATOMIC_MOVE);
    try (Stream<Path> left = Files.walk(folder)) {
      for (Path each : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
