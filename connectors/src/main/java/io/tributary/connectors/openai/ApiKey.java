package io.tributary.connectors.openai;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the key of the API is to be had. The task reads it: the key itself never travels with the
 * job.
 *
 * @param file its path, of which a line end after the key doesn't count; empty for the environment
 */
public record ApiKey(String file) implements Serializable {
  /** The variable of the environment that holds it. */
  public static final String VARIABLE = "OPENAI_API_KEY";

  /**
   * In a file if one is named, as Vault and Kubernetes mount secrets, else in the environment, if
   * it is there; else there is none.
   */
  public static Optional<ApiKey> in(Optional<String> file) {
    String variable = System.getenv(VARIABLE);
    return file.isPresent() || (variable != null && !variable.isBlank())
        ? Optional.of(new ApiKey(file.orElse("")))
        : Optional.empty();
  }

  String read() throws IOException {
    if (file.isEmpty()) {
      String value = System.getenv(VARIABLE);
      if (value == null || value.isBlank()) {
        throw new IOException(
            "the environment has no %s: set it on the task managers, or name a file by openai.api-key-file"
                .formatted(VARIABLE));
      }
      return value.strip();
    }
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new IOException(
          "openai.api-key-file: %s can't be read: make it a readable file".formatted(file), e);
    }
  }
}
