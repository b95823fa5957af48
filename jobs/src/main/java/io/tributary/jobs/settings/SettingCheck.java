package io.tributary.jobs.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What must hold between several settings.
 *
 * @param of those that it compares; it is made only when each of them is valid by itself
 * @param problem what is wrong, as a line for people; empty when nothing is
 */
record SettingCheck(List<Setting<?>> of, Function<Settings, Optional<String>> problem) {
  private static final int LEAST_INTERVALS = 3;

  /** All of them. */
  static final List<SettingCheck> ALL =
      List.of(
          new SettingCheck(
              List.of(
                  SettingKeys.DEDUP_HORIZON,
                  SettingKeys.WINDOW_LATENESS,
                  SettingKeys.WATERMARK_OUT_OF_ORDERNESS),
              SettingCheck::horizonOutlastsWindows),
          new SettingCheck(
              List.of(SettingKeys.KAFKA_TRANSACTION_TIMEOUT, SettingKeys.CHECKPOINT_INTERVAL),
              SettingCheck::transactionOutlastsCheckpoint),
          new SettingCheck(
              List.of(SettingKeys.CHECKPOINT_FAILURE_TOLERANCE, SettingKeys.CHECKPOINT_INTERVAL),
              SettingCheck::toleranceOutlastsCheckpoints),
          new SettingCheck(
              List.of(SettingKeys.PARALLELISM, SettingKeys.MAX_PARALLELISM),
              SettingCheck::parallelismIsWithinItsMost),
          new SettingCheck(
              List.of(OpenAiKeys.DAILY_CAP, OpenAiKeys.PRICE_INPUT, OpenAiKeys.PRICE_OUTPUT),
              SettingCheck::capHasPrices));

  /** An identity forgotten while its window is still open could be counted in it twice. */
  private static Optional<String> horizonOutlastsWindows(Settings settings) {
    Duration horizon = settings.get(SettingKeys.DEDUP_HORIZON);
    Duration open =
        settings
            .get(SettingKeys.WINDOW_LATENESS)
            .plus(settings.get(SettingKeys.WATERMARK_OUT_OF_ORDERNESS));
    return unless(
        horizon.compareTo(open) > 0,
        "dedup.horizon: "
            + Form.write(horizon)
            + " is not longer than window.lateness and watermark.out-of-orderness together, "
            + Form.write(open)
            + ": raise dedup.horizon, or lower one of those");
  }

  /** A transaction that the broker ends before the checkpoint commits it is lost. */
  private static Optional<String> transactionOutlastsCheckpoint(Settings settings) {
    Duration timeout = settings.get(SettingKeys.KAFKA_TRANSACTION_TIMEOUT);
    Duration interval = settings.get(SettingKeys.CHECKPOINT_INTERVAL);
    return unless(
        timeout.compareTo(interval) > 0,
        "kafka.transaction.timeout: "
            + Form.write(timeout)
            + " is not longer than checkpoint.interval, "
            + Form.write(interval)
            + ", at which transactions are committed: raise it, or checkpoint more often");
  }

  /** With less, one slow checkpoint or one restart halts a healthy job. */
  private static Optional<String> toleranceOutlastsCheckpoints(Settings settings) {
    Duration tolerance = settings.get(SettingKeys.CHECKPOINT_FAILURE_TOLERANCE);
    Duration interval = settings.get(SettingKeys.CHECKPOINT_INTERVAL);
    return unless(
        tolerance.compareTo(interval.multipliedBy(LEAST_INTERVALS)) >= 0,
        "checkpoint.failure-tolerance: "
            + Form.write(tolerance)
            + " is less than three times checkpoint.interval, "
            + Form.write(interval)
            + ": raise it, or checkpoint more often");
  }

  private static Optional<String> parallelismIsWithinItsMost(Settings settings) {
    int parallelism = settings.get(SettingKeys.PARALLELISM);
    int most = settings.get(SettingKeys.MAX_PARALLELISM);
    return unless(
        parallelism <= most,
        "parallelism: "
            + parallelism
            + " is more than max-parallelism, "
            + most
            + ": set parallelism to "
            + most
            + " or less");
  }

  /** What costs nothing never reaches a cap. */
  private static Optional<String> capHasPrices(Settings settings) {
    return unless(
        settings.get(OpenAiKeys.DAILY_CAP).isEmpty()
            || new BigDecimal(settings.get(OpenAiKeys.PRICE_INPUT)).signum() > 0
            || new BigDecimal(settings.get(OpenAiKeys.PRICE_OUTPUT)).signum() > 0,
        "openai.daily-cap: without prices nothing is ever spent: set openai.price.input and"
            + " openai.price.output to the model's");
  }

  private static Optional<String> unless(boolean holds, String problem) {
    return holds ? Optional.empty() : Optional.of(problem);
  }
}
