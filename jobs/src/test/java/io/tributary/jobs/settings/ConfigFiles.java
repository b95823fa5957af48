package io.tributary.jobs.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of settings, for fuzz tests. */
final class ConfigFiles {
  private ConfigFiles() {}

  /** A file that goes with this JVM. */
  static Path temporary(String suffix) {
    try {
      Path file = Files.createTempFile("settings", suffix);
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
