package io.tributary.jobs.launch;

import io.tributary.connectors.secrets.Secret;
import java.util.Optional;

/** Where the passwords and keys of services are to be had. */
public final class Secrets {
  private Secrets() {}

  /**
   * In a file, or else in the environment.
   *
   * @param key of the setting that names the file
   * @param variable of the environment; if it is unset or blank there is no secret
   * @throws LaunchProblem if the file is none of a local disk
   */
  public static Secret of(String key, Optional<String> file, String variable) {
    return file.map(path -> Secret.file(LocalPath.of(key, path)))
        .orElseGet(() -> isSet(variable) ? Secret.environment(variable) : Secret.none());
  }

  private static boolean isSet(String variable) {
    String value = System.getenv(variable);
    return value != null && !value.isBlank();
  }
}
