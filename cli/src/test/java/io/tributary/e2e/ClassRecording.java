package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.ClassArchive;
import io.tributary.testkit.FreePort;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/** A first demo, whose classes the processes of all tests after it share. */
final class ClassRecording {
  private ClassRecording() {}

  /** Makes this build's archive, unless a test JVM beside this one has or does. */
  static void make() throws Exception {
    Path lock = ClassArchive.FILE.resolveSibling("classes.lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock alone = channel.tryLock()) {
      if (alone != null && !isOfThisBuild()) {
        record();
      }
    }
  }

  private static boolean isOfThisBuild() throws IOException {
    if (Files.notExists(ClassArchive.FILE)) {
      return false;
    }
    for (String jar : ClassArchive.classPath().split(java.io.File.pathSeparator)) {
      Path file = Path.of(jar);
      if (Files.isRegularFile(file)
          && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(ClassArchive.FILE))
              > 0) {
        return false;
      }
    }
    return true;
  }

  private static void record() throws Exception {
    Files.deleteIfExists(ClassArchive.FILE);
    Path folder = Files.createTempDirectory(ClassArchive.FILE.getParent(), "recording");
    Path written = folder.resolve("classes.jsa");
    try (Tributary demo =
        Tributary.start(
            folder,
            ClassArchive.recording(written),
            java.util.Map.of(),
            "demo",
            "--feeds=tickets",
            "--port-base=" + FreePort.any(),
            "--data=" + folder.resolve("data"))) {
      demo.awaitSaying(Pattern.compile("(?m)^tickets .*\\| window "));
      demo.terminate();
      assertThat(demo.awaitExit()).as(demo.said()).isZero();
    }
    Files.move(written, ClassArchive.FILE, StandardCopyOption.ATOMIC_MOVE);
  }
}
