package io.tributary.cli.simulate.tickets;

import java.nio.charset.StandardCharsets;

/**
 * Somebody who writes tickets.
 *
 * @param id such as {@code CLIENT_5234}
 * @param language in which he or she writes
 * @param country as the directory has it: alpha-2 or alpha-3
 * @param listed whether the directory knows this client at all
 */
record Client(String id, String language, String country, boolean listed) {
  byte[] key() {
    return id.getBytes(StandardCharsets.UTF_8);
  }

  /** The record for the topic {@code clients}. */
  byte[] value() {
    return ("{\"client_id\":\"" + id + "\",\"country\":\"" + country + "\"}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
