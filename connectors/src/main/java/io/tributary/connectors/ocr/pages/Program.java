package io.tributary.connectors.ocr.pages;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A run of another program, without a shell: its arguments reach it as they are. It sees nothing of
 * this process's environment but where programs and their data lie.
 */
public final class Program {
  private static final List<String> INHERITED =
      List.of("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "LD_LIBRARY_PATH");
  private static final int MOST_ERRORS = 2000;

  /**
   * How a program ended.
   *
   * @param exitCode its exit code, above 128 when a signal has ended it; {@link #TIMED_OUT} when it
   *     was ended because it took too long
   * @param output the file with what it printed
   * @param errors the beginning of what it complained about, in one line
   */
  public record Outcome(int exitCode, Path output, String errors) {
    public static final int TIMED_OUT = -1;

    public boolean wasKilled() {
      return exitCode > 128;
    }
  }

  private Program() {}

  /**
   * Runs a program to its end.
   *
   * @param folder where it runs, and where its output is put
   * @param environment in addition to what it sees of this process's
   * @param time after which it is ended
   * @throws IOException when it can't be started
   */
  public static Outcome run(
      List<String> command, Path folder, Map<String, String> environment, Duration time)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Path errors = Files.createTempFile(folder, "errors", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    Map<String, String> own = Map.copyOf(builder.environment());
    builder.environment().clear();
    INHERITED.stream()
        .filter(own::containsKey)
        .forEach(name -> builder.environment().put(name, own.getOrDefault(name, "")));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
      int code = ended ? process.exitValue() : Outcome.TIMED_OUT;
      return new Outcome(code, output, beginning(errors));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  private static String beginning(Path errors) throws IOException {
    try (InputStream in = Files.newInputStream(errors)) {
      return new String(in.readNBytes(MOST_ERRORS), StandardCharsets.UTF_8)
          .strip()
          .replaceAll("\\s+", " ");
    }
  }
}
