package io.tributary.jobs.launch;

import java.net.URI;
import java.nio.file.Path;

/** Paths in settings that must be on a disk of the machine. */
public final class LocalPath {
  private LocalPath() {}

  /**
   * A path of a local disk.
   *
   * @param key the setting's
   * @throws LaunchProblem if it is another one
   */
  public static Path of(String key, String path) {
    URI uri = path.startsWith("/") ? Path.of(path).toUri() : URI.create(path);
    if (!"file".equals(uri.getScheme())) {
      throw new LaunchProblem(key + ": " + path + " is not on a local disk: mount it");
    }
    return Path.of(uri);
  }
}
