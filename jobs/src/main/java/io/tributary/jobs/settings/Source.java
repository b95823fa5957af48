package io.tributary.jobs.settings;

import java.nio.file.Path;

/**
 * Where a value came from.
 *
 * @param origin the kind of place; a later one outranks an earlier one
 * @param place the place as people read it: {@code flag --window.size}
 */
record Source(Origin origin, String place) {

  enum Origin {
    DEFAULT,
    FILE,
    ENVIRONMENT,
    FLAG
  }

  static final Source DEFAULT = new Source(Origin.DEFAULT, "default");

  static Source file(Path file, int line) {
    return new Source(Origin.FILE, "file " + file + " line " + line);
  }

  static Source environment(String variable) {
    return new Source(Origin.ENVIRONMENT, "environment " + variable);
  }

  static Source flag(String key) {
    return new Source(Origin.FLAG, "flag --" + key);
  }

  @Override
  public String toString() {
    return place;
  }
}
