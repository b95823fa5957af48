package io.tributary.deploy;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A program that a test needs and that the build can't bring. */
record SystemProgram(String name, String howToGetIt) {

  /** What a run of a program left behind. */
  record Outcome(int exitCode, String output, String errors) {}

  /**
   * Runs it in the repository's root. Where the program is missing the test is aborted with the way
   * to get it, or fails when {@code CI=true}: a check that CI leaves out would be left out
   * everywhere.
   */
  Outcome run(String... arguments) {
    try {
      Path errors = Files.createTempFile(name, ".err");
      try {
        Process process = program(arguments).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output, Files.readString(errors));
      } finally {
        Files.delete(errors);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(name + " was interrupted", interrupted);
    }
  }

  /** Starts it likewise, as a server that the caller ends. What it says is its output. */
  Process start(String... arguments) {
    try {
      return program(arguments).redirectErrorStream(true).start();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private ProcessBuilder program(String... arguments) {
    List<String> command = new ArrayList<>(List.of(found().toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(Documents.root().toFile());
  }

  /** Servers lie in a folder that not everybody's PATH has. */
  private Path found() {
    String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
    for (String folder : path.split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(folder, name))) {
        return Path.of(folder, name);
      }
    }
    return miss();
  }

  /** Aborts the test, or fails it when {@code CI=true}. */
  <T> T miss() {
    String missing = name + " is missing: " + howToGetIt;
    if (Boolean.parseBoolean(System.getenv("CI"))) {
      fail(missing);
    }
    return Assumptions.abort(missing);
  }
}
