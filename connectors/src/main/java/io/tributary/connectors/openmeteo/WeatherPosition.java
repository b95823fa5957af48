package io.tributary.connectors.openmeteo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far has been collected. What was finished longer ago stands in the ledger.
 *
 * @param reading the answer whose observations are being delivered; null between two
 * @param finished what has been delivered whole, but may not be in a completed checkpoint yet
 * @param settledAt what the ledger called done up to this moment of its clock has been delivered,
 *     too; what it called done later has not, unless it is among the finished. Null when that isn't
 *     known
 */
public record WeatherPosition(
    @Nullable Reading reading, List<Finished> finished, @Nullable Instant settledAt) {

  /**
   * An answer, and how far it has been delivered.
   *
   * @param name the answer's, below the folder of all
   * @param delivered how many of its observations, rejected ones among them
   * @param claims the collections that it answers, in the order of its places, or {@link
   *     Claim#NONE}
   */
  record Reading(String name, int delivered, List<Claim> claims) {}

  /**
   * A collection that this job is at.
   *
   * @param id in the ledger
   * @param attempt the how manieth one of it
   */
  record Claim(long id, int attempt) {
    static final Claim NONE = new Claim(0, 0);
  }

  /**
   * What has become of one.
   *
   * @param rows how many observations were delivered
   * @param rejected how many weren't
   * @param end up to where its period was answered
   * @param isShort whether that is less than was asked for
   */
  record Finished(Claim claim, int rows, int rejected, Instant end, boolean isShort) {}

  static WeatherPosition beginning() {
    return new WeatherPosition(null, List.of(), null);
  }

  /** Between two answers, with more that is finished. */
  WeatherPosition finished(List<Finished> more) {
    List<Finished> all = new ArrayList<>(finished);
    all.addAll(more);
    return new WeatherPosition(null, List.copyOf(all), settledAt);
  }

  /** The same without what the ledger has by now, by when it got each. */
  WeatherPosition without(Map<Claim, Instant> settled) {
    return settled.isEmpty()
        ? this
        : new WeatherPosition(
            reading,
            finished.stream().filter(each -> !settled.containsKey(each.claim())).toList(),
            Collections.max(settled.values()));
  }
}
