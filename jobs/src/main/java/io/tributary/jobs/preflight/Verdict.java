package io.tributary.jobs.preflight;

import java.util.Locale;

/** What becomes of one thing in a savepoint, or of one that the job would look for there. */
public enum Verdict {
  /** It restores as it is. */
  RESTORES,
  /** It restores, and Flink writes it anew for the job's serializer. */
  MIGRATES,
  /** It is not in the savepoint and starts empty. */
  NEW,
  /** It is in the savepoint, and nothing of the job takes it. */
  LOST,
  /** The job takes it, and can't read it as it was written. */
  INCOMPATIBLE,
  /** The job has no serializer for it but Kryo, which is switched off. */
  KRYO,
  /** What the savepoint holds can't be read. */
  UNREADABLE,
  /** It was not looked into. */
  UNKNOWN;

  /** Whether the job goes on as if nothing had happened. */
  public boolean isWell() {
    return this == RESTORES || this == MIGRATES || this == NEW;
  }

  /** As programs and people read it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
