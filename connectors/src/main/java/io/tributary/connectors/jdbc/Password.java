package io.tributary.connectors.jdbc;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a password or key is to be had; read anew for each connection, so that a rotated one is
 * found, and never kept, since this travels with the job.
 *
 * @param kind whether it is a file's or a variable's name
 * @param name of the file, of which a line end after the password doesn't count, or of the variable
 *     of the environment
 */
public record Password(Kind kind, String name) implements Serializable {
  /** What a password's place is. */
  public enum Kind {
    /** There is none. */
    NONE,
    FILE,
    ENVIRONMENT
  }

  /** No password. */
  public static Password none() {
    return new Password(Kind.NONE, "");
  }

  /** In a file, as Vault and Kubernetes mount secrets. */
  public static Password file(Path path) {
    return new Password(Kind.FILE, path.toString());
  }

  /** In a variable of the environment. */
  public static Password environment(String variable) {
    return new Password(Kind.ENVIRONMENT, variable);
  }

  /**
   * The password as it is now; empty if there is none.
   *
   * @throws IOException if it is not where it should be
   */
  public String read() throws IOException {
    return switch (kind) {
      case NONE -> "";
      case FILE -> fromFile();
      case ENVIRONMENT -> {
        String value = System.getenv(name);
        if (value == null) {
          throw new IOException(
              "the environment has no " + name + ", which is to hold a password or key: set it");
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
