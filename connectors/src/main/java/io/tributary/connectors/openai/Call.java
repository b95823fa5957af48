package io.tributary.connectors.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call that is over, as the journal keeps it; or those of a run that has ended, of which nobody
 * knows what has become.
 *
 * @param number from 1, one more for each, in the order in which they have ended
 * @param at when, in milliseconds since the epoch
 * @param calls 1; at the start of a run, how many of the one before may have been under way
 * @param usage as the server has told it; when nobody knows, what it may have been at most
 * @param cost of that
 * @param pausedUntil in milliseconds since the epoch: before that the server wants no other; 0 when
 *     it has asked for no pause
 * @param answers what has come of it, if anything
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Call(
    long number,
    long at,
    int calls,
    Usage usage,
    long cost,
    long pausedUntil,
    List<Answered> answers) {
  /** Whether nothing of it is missing, as it may be in a line that was not written here. */
  boolean isWhole() {
    return usage != null
        && answers != null
        && answers.stream().allMatch(each -> each != null && each.isWhole());
  }

  /**
   * What is known of a text from now on.
   *
   * @param key the text's
   * @param answer null when the model has none to give
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Answered(String key, @Nullable Answer answer) {
    private boolean isWhole() {
      return key != null && (answer == null || answer.isWhole());
    }
  }
}
