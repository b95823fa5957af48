package io.tributary.connectors.openai;

import io.tributary.connectors.secrets.Secret;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;

/**
 * A model behind a chat completions API, and how it is asked.
 *
 * @param baseUrl what stands before {@code /chat/completions}, such as {@code
 *     https://api.openai.com/v1}
 * @param timeout how long one call may take
 * @param inFlight how many calls may be under way at once
 * @param batch how many texts go into a call at most
 * @param linger how long a text waits for others to fill a call
 * @param policy what becomes of texts while the model gives no answer
 */
public record ChatModel(
    URI baseUrl,
    String name,
    Secret key,
    Prompt prompt,
    Duration timeout,
    int inFlight,
    int batch,
    Duration linger,
    Policy policy,
    Limits limits)
    implements Serializable {

  /** What becomes of texts while the model gives no answer. */
  public enum Policy {
    /** They wait for it. */
    WAIT,
    /** After a few attempts, or when nothing may be spent any more, they get none. */
    FALLBACK
  }

  /**
   * How much may be asked.
   *
   * @param requestsPerMinute calls, in any 60 seconds
   * @param tokensPerMinute tokens, read and written, in any 60 seconds
   * @param prices what they cost
   * @param dailyCap what a day may cost, as {@link Prices} counts; {@link Long#MAX_VALUE} for
   *     anything
   */
  public record Limits(int requestsPerMinute, long tokensPerMinute, Prices prices, long dailyCap)
      implements Serializable {}
}
