package io.tributary.text;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The words of a text that say something, in a form that people read. Not thread-safe. */
public final class Keywords implements AutoCloseable {
  private final Map<Language, Object> chains = new EnumMap<>(Language.class);

  /** The different keywords of a clean text, in their order. */
  public List<String> of(Language language, String clean) {
    return List.of();
  }

  @Override
  public void close() {
    chains.clear();
  }
}
