package io.tributary.jobs.regions;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@link Countries}, with what was recognised last remembered. Not thread-safe. */
public final class RememberedCountries {
  /** Names as they are written, misspelt ones too. */
  private static final int MOST = 20_000;

  private final Map<String, Optional<Country>> recognised =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<Country>> eldest) {
          return size() > MOST;
        }
      };

  /** The country that a text means; empty if it means none, or could mean several. */
  public Optional<Country> recognise(String text) {
    return recognised.computeIfAbsent(text, Countries::recognise);
  }
}
