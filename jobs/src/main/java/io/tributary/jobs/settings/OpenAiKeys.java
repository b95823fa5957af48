package io.tributary.jobs.settings;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of the language model that analyses tweets: where it is, and what it may cost. */
public final class OpenAiKeys {
  private static final String AMOUNT = "[0-9]{1,6}(\\.[0-9]{1,6})?";
  private static final String AMOUNT_RANGE = "an amount from 0 to 999999.999999";
  private static final String AMOUNT_REMEDY = "write it like 0.15";

  public static final Setting<Optional<String>> MODEL =
      Setting.computed(
              "openai.model",
              Form.optionalText(
                  "[^\\p{Cntrl}]{1,200}",
                  "a name of 1 to 200 characters",
                  "write the model's name"),
              feed -> "",
              "none: the embedded analyser",
              "The language model that analyses tweets, if there is a key: in the environment's"
                  + " `OPENAI_API_KEY`, or in `openai.api-key-file`.")
          .onlyFor("tweets");

  public static final Setting<Optional<URI>> BASE_URL =
      of(
          "openai.base-url",
          Form.optionalUrl(),
          "https://api.openai.com/v1",
          "The address of its API, before `/chat/completions`.");

  public static final Setting<Optional<String>> API_KEY_FILE =
      of(
          "openai.api-key-file",
          Form.optionalPath(),
          "",
          "The file that holds the API's key, on the task managers; else it is taken from the"
              + " environment's `OPENAI_API_KEY`, theirs and that of the start.");

  public static final Setting<String> POLICY =
      of(
          "openai.policy",
          Form.choice("wait", "fallback"),
          "wait",
          "What becomes of tweets while the model gives no answer, or the day's cap is reached:"
              + " they wait for it, or the embedded analyser answers.");

  public static final Setting<Duration> TIMEOUT =
      of("openai.timeout", Form.duration("100ms", "10min"), "1min", "How long one call may take.");

  public static final Setting<Integer> IN_FLIGHT =
      of(
          "openai.in-flight",
          Form.wholeNumber(1, 1_000),
          "8",
          "How many calls may be under way at once.");

  public static final Setting<Integer> BATCH =
      of("openai.batch", Form.wholeNumber(1, 100), "20", "How many tweets go into a call at most.");

  public static final Setting<Duration> LINGER =
      of(
          "openai.linger",
          Form.duration("0", "1min"),
          "1s",
          "How long a tweet waits for others to fill a call: each call costs its prompt.");

  public static final Setting<Integer> REQUESTS_PER_MINUTE =
      of(
          "openai.requests-per-minute",
          Form.wholeNumber(1, 1_000_000),
          "500",
          "How many calls are made in any minute, by whoever has the key.");

  public static final Setting<Integer> TOKENS_PER_MINUTE =
      of(
          "openai.tokens-per-minute",
          Form.wholeNumber(1_000, 2_000_000_000),
          "200000",
          "How many tokens, read and written, are used in any minute.");

  public static final Setting<String> PRICE_INPUT =
      of(
          "openai.price.input",
          Form.text(AMOUNT, AMOUNT_RANGE, AMOUNT_REMEDY),
          "0",
          "What a million tokens cost that the model reads, in any currency.");

  public static final Setting<String> PRICE_OUTPUT =
      of(
          "openai.price.output",
          Form.text(AMOUNT, AMOUNT_RANGE, AMOUNT_REMEDY),
          "0",
          "What a million tokens cost that the model writes, in the same.");

  public static final Setting<Optional<String>> DAILY_CAP =
      of(
          "openai.daily-cap",
          Form.optionalText(AMOUNT, AMOUNT_RANGE, AMOUNT_REMEDY),
          "",
          "What may be spent on a day, in the same: then nothing is asked until the next one"
              + " begins, in UTC. It needs the prices.");

  public static final Setting<Integer> CACHE =
      of(
          "openai.cache",
          Form.wholeNumber(1, 100_000_000),
          "1000000",
          "How many texts' answers are remembered, the newest ones; each takes some 200 bytes of"
              + " state.");

  static final List<Setting<?>> ALL =
      List.of(
          MODEL,
          BASE_URL,
          API_KEY_FILE,
          POLICY,
          TIMEOUT,
          IN_FLIGHT,
          BATCH,
          LINGER,
          REQUESTS_PER_MINUTE,
          TOKENS_PER_MINUTE,
          PRICE_INPUT,
          PRICE_OUTPUT,
          DAILY_CAP,
          CACHE);

  private OpenAiKeys() {}

  private static <T> Setting<T> of(
      String key, Form<T> form, String defaultText, String description) {
    return Setting.of(key, form, defaultText, description).onlyFor("tweets");
  }
}
