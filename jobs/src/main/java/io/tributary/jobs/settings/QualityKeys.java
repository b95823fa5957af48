package io.tributary.jobs.settings;

import io.tributary.pipeline.quality.Allowance;
import io.tributary.pipeline.quality.Fate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of quality budgets. */
public final class QualityKeys {
  public static final Setting<Duration> WINDOW =
      Setting.of(
          "quality.window",
          Form.duration("1s", "365d"),
          "1h",
          "For how long records are counted together for the budgets below, by the time at which"
              + " Kafka received them.");

  public static final Setting<Optional<String>> REJECTED =
      budget("rejected", "How many records of a window may be rejected.");

  public static final Setting<Optional<String>> LATE =
      budget("late", "How many records of a window may come after their windows have closed.");

  public static final Setting<Optional<String>> UNENRICHED =
      budget(
          "unenriched",
          "How many records of a window may be delivered without what enrichment adds: of an unknown"
              + " region, unclassified, or answered by an embedded model in place of the one that was"
              + " asked.");

  public static final Setting<String> POLICY =
      Setting.of(
          "quality.policy",
          Form.choice("warn", "halt"),
          "warn",
          "What the job does when a window is over its budget: it says so in its log and metrics, or"
              + " halts before what is over becomes visible.");

  /** The budgets, by what they count. */
  public static final Map<Fate, Setting<Optional<String>>> BUDGETS =
      Map.of(Fate.REJECTED, REJECTED, Fate.LATE, LATE, Fate.UNENRICHED, UNENRICHED);

  static final List<Setting<?>> ALL = List.of(WINDOW, REJECTED, LATE, UNENRICHED, POLICY);

  private QualityKeys() {}

  private static Setting<Optional<String>> budget(String fate, String description) {
    return Setting.of(
        "quality." + fate,
        Form.optionalText(
            Allowance.PATTERN,
            "a number of records, or a share of the window's from 0% to 100%",
            "write it like 500 or 2.5%"),
        "",
        description);
  }
}
