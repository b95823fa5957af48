package io.tributary.jobs.launch;

import io.tributary.connectors.jdbc.Password;
import java.util.Optional;

/** Where the passwords of services are to be had. */
public final class Passwords {
  private Passwords() {}

  /**
   * In a file, or else in the environment.
   *
   * @param key of the setting that names the file
   * @param variable of the environment; without it there is no password
   * @throws LaunchProblem if the file is none of a local disk
   */
  public static Password of(String key, Optional<String> file, String variable) {
    return file.map(path -> Password.file(LocalPath.of(key, path)))
        .orElseGet(
            () ->
                System.getenv(variable) == null ? Password.none() : Password.environment(variable));
  }
}
