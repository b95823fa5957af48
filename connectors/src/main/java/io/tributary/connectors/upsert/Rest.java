package io.tributary.connectors.upsert;

import java.util.List;

/**
 * What a store didn't take of some rows.
 *
 * @param later rows that it may take when they are written again
 * @param reason why it didn't take those now
 * @param refused rows that it won't ever take
 */
public record Rest(List<byte[]> later, String reason, List<Refused> refused) {
  /** Nothing: it took all. */
  public static final Rest NONE = new Rest(List.of(), "", List.of());
}
