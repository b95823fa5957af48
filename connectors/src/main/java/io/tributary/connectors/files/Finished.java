package io.tributary.connectors.files;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A file that is done with, and those before it back to the last one that lies where it belongs. A
 * position holds the newest; so positions share what they have in common, however many files there
 * are. No record: comparing two would go down the whole chain.
 */
final class Finished {
  enum Outcome {
    /** Its records have been taken, the bad ones too. */
    READ,
    /** Its content was read before. */
    COPY,
    /** It can't be read, or not to its end. */
    FAILED
  }

  final long sequence;
  final FileVersion file;
  final String sha256;
  final Outcome outcome;
  final String reason;
  final @Nullable Finished before;

  /**
   * Notes a file.
   *
   * @param sequence counts the files of an inbox, from 1
   * @param sha256 in hexadecimal; empty when it could not be read
   * @param reason why it failed; empty when it did not
   */
  Finished(
      long sequence,
      FileVersion file,
      String sha256,
      Outcome outcome,
      String reason,
      @Nullable Finished before) {
    this.sequence = sequence;
    this.file = file;
    this.sha256 = sha256;
    this.outcome = outcome;
    this.reason = reason;
    this.before = before;
  }

  /** A file's place after others. */
  Finished after(@Nullable Finished others) {
    return new Finished(sequence, file, sha256, outcome, reason, others);
  }

  /** Those after a place, oldest first. */
  static Deque<Finished> since(long settled, @Nullable Finished newest) {
    Deque<Finished> since = new ArrayDeque<>();
    for (Finished f = newest; f != null && f.sequence > settled; f = f.before) {
      since.addFirst(f);
    }
    return since;
  }
}
