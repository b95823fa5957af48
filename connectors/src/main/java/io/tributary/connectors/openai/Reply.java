package io.tributary.connectors.openai;

import java.util.List;

/** What came of a call that the server took; it is paid for either way. */
sealed interface Reply {
  Usage usage();

  /** An answer for each text, in their order. */
  record Answers(List<Answer> answers, Usage usage) implements Reply {}

  /**
   * Nothing that can be trusted.
   *
   * @param why for the log, such as {@code it refuses}
   */
  record Unusable(String why, Usage usage) implements Reply {}
}
