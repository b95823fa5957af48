package io.tributary.deploy;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of {@code docs/configuration.md}, which is written from the settings themselves. */
final class ConfigurationReference {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z.-]+)`(?: \\((\\w+) only\\))? \\| (?:`(.*?)`)? *\\|");

  private record Key(String feed, String value) {}

  private final Map<String, Key> keys;

  private ConfigurationReference(Map<String, Key> keys) {
    this.keys = keys;
  }

  static ConfigurationReference read() {
    String page = Documents.text("docs/configuration.md");
    Matcher row = ROW.matcher(page.substring(0, page.indexOf("## Kafka client properties")));
    Map<String, Key> keys = new LinkedHashMap<>();
    while (row.find()) {
      String feed = row.group(2) == null ? "" : row.group(2);
      keys.put(row.group(1), new Key(feed, row.group(3) == null ? "" : row.group(3)));
    }
    return new ConfigurationReference(keys);
  }

  /** A feed's own keys and those of all feeds. */
  Set<String> keysOf(String feed) {
    Set<String> own = new TreeSet<>();
    keys.forEach(
        (name, key) -> {
          if (key.feed().isEmpty() || key.feed().equals(feed)) {
            own.add(name);
          }
        });
    return own;
  }

  /** All feeds' keys. */
  Set<String> keys() {
    return new TreeSet<>(keys.keySet());
  }

  /** All keys as variables of the environment. */
  Set<String> variables() {
    return variables(keys());
  }

  /** {@link #keysOf} a feed as variables of the environment. */
  Set<String> variablesOf(String feed) {
    return variables(keysOf(feed));
  }

  private static Set<String> variables(Set<String> keys) {
    Set<String> variables = new TreeSet<>();
    keys.forEach(
        key -> variables.add(key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_')));
    return variables;
  }

  String defaultOf(String key) {
    Key known = keys.get(key);
    if (known == null) {
      throw new IllegalArgumentException(key + " is no key of docs/configuration.md");
    }
    return known.value();
  }

  /** The variables of the analytics API, by {@code docs/analytics-api.md}. */
  static Set<String> analyticsVariables() {
    Set<String> variables = new TreeSet<>();
    Documents.text("docs/analytics-api.md")
        .lines()
        .filter(line -> line.startsWith("| `--"))
        .forEach(
            line -> {
              Matcher names = Pattern.compile("`([A-Z_]+)`").matcher(line.split("\\|")[2]);
              while (names.find()) {
                variables.add(names.group(1));
              }
            });
    return variables;
  }
}
