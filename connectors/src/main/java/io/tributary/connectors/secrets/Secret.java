package io.tributary.connectors.secrets;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a password or key is to be had; read anew for each connection, so that a rotated one is
 * found, and never kept, since this travels with the job.
 *
 * @param kind whether it is a file's or a variable's name
 * @param name of the file, of which a line end after the secret doesn't count, or of the variable
 *     of the environment
 */
public record Secret(Kind kind, String name) implements Serializable {
  /** What a secret's place is. */
  public enum Kind {
    /** There is none. */
    NONE,
    FILE,
    ENVIRONMENT
  }

  /** No secret. */
  public static Secret none() {
    return new Secret(Kind.NONE, "");
  }

  /** In a file, as Vault and Kubernetes mount secrets. */
  public static Secret file(Path path) {
    return new Secret(Kind.FILE, path.toString());
  }

  /** In a variable of the environment. */
  public static Secret environment(String variable) {
    return new Secret(Kind.ENVIRONMENT, variable);
  }

  /** Whether there is none. */
  public boolean isNone() {
    return kind == Kind.NONE;
  }

  /**
   * The secret as it is now; empty if there is none.
   *
   * @throws IOException if it is not where it should be
   */
  public String read() throws IOException {
    return switch (kind) {
      case NONE -> "";
      case FILE -> fromFile();
      case ENVIRONMENT -> {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
          throw new IOException(
              "the environment has no "
                  + name
                  + ", which is to hold a password or key: set it where the task managers are"
                  + " started");
        }
        yield value;
      }
    };
  }

  private String fromFile() throws IOException {
    try {
      return Files.readString(Path.of(name)).stripTrailing();
    } catch (IOException e) {
      throw new IOException(
          name + ", which is to hold a password or key, can't be read: make it a readable file", e);
    }
  }
}
