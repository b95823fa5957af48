package io.tributary.jobs.settings;

import java.util.List;

/** The configuration can't be used: one line for each thing wrong with it, with what to do. */
public final class InvalidSettings extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final List<String> lines;

  InvalidSettings(List<String> lines) {
    super(String.join("\n", lines));
    this.lines = List.copyOf(lines);
  }

  /** What is wrong, one line each: key, what, where, and what to do. */
  public List<String> lines() {
    return lines;
  }
}
