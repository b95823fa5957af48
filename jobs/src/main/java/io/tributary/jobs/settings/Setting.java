package io.tributary.jobs.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One key of the configuration: what it is called, how its text becomes a value, and what it is
 * when nobody says anything.
 *
 * @param key dots between groups, hyphens within words: {@code watermark.out-of-orderness}
 * @param form the values it takes
 * @param defaultFor the default's text for a feed's name; empty text where the value is optional
 * @param defaultShown the default as documentation writes it, such as {@code the cores}
 * @param description one sentence
 * @param feed the one feed it concerns; empty when it concerns all
 */
public record Setting<T>(
    String key,
    Form<T> form,
    UnaryOperator<String> defaultFor,
    String defaultShown,
    String description,
    Optional<String> feed) {

  /** The same for every feed, with a default that is known beforehand. */
  static <T> Setting<T> of(String key, Form<T> form, String defaultText, String description) {
    return computed(key, form, name -> defaultText, defaultText, description);
  }

  /** With a default that depends on the feed or the machine. */
  static <T> Setting<T> computed(
      String key,
      Form<T> form,
      UnaryOperator<String> defaultFor,
      String defaultShown,
      String description) {
    return new Setting<>(key, form, defaultFor, defaultShown, description, Optional.empty());
  }

  /** The same setting, of one feed only. */
  Setting<T> onlyFor(String name) {
    return new Setting<>(key, form, defaultFor, defaultShown, description, Optional.of(name));
  }

  /** Whether a feed knows this setting. */
  boolean concerns(String name) {
    return feed.isEmpty() || feed.get().equals(name);
  }

  /** The environment variable that sets it: {@code WINDOW_SIZE} for {@code window.size}. */
  static String environmentName(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  @Override
  public String toString() {
    return key;
  }
}
