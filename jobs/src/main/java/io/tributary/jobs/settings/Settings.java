package io.tributary.jobs.settings;

import io.tributary.connectors.kafka.admin.ClientProperties;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A feed's configuration, checked as a whole: defaults, overruled by files ({@code --config}),
 * overruled by environment variables, overruled by the command line.
 *
 * <p>Whatever is wrong is told at once, in one {@link InvalidSettings}. Secrets come from files and
 * the environment only, and no text made here shows them.
 */
public final class Settings {

  /** What stands for a secret. */
  public static final String MASK = "******";

  /** A setting's value, as it is written, and where it came from. */
  record Value(Object value, String shown, Source source) {}

  /**
   * One line of a listing.
   *
   * @param value as it would be written, secrets masked
   * @param source such as {@code default}, {@code environment WINDOW_SIZE}, {@code flag
   *     --window.size}
   */
  public record Row(String key, String value, String source) {}

  private final String feed;
  private final Map<String, Value> values;
  private final SortedMap<String, Entry> kafkaProperties;

  Settings(String feed, Map<String, Value> values, SortedMap<String, Entry> kafkaProperties) {
    this.feed = feed;
    this.values = Map.copyOf(values);
    this.kafkaProperties = new TreeMap<>(kafkaProperties);
  }

  /** Resolves a main class's arguments with this process's environment. */
  public static Settings resolve(String feed, String... arguments) {
    return resolve(feed, List.of(arguments), System.getenv());
  }

  /**
   * Resolves with a given environment. Relative paths start at this process's folder.
   *
   * @throws InvalidSettings with a line for each wrong key and value
   */
  public static Settings resolve(
      String feed, List<String> arguments, Map<String, String> environment) {
    return resolve(feed, arguments, environment, folder());
  }

  /**
   * Resolves arguments that are for several feeds: a key of one of the others is passed over.
   *
   * @param others the other feeds
   * @throws InvalidSettings with a line for each wrong key and value
   */
  public static Settings resolve(
      String feed, Set<String> others, List<String> arguments, Map<String, String> environment) {
    return new Resolution(feed, others, folder()).resolve(arguments, environment);
  }

  private static Path folder() {
    return Path.of(System.getProperty("user.dir", "."));
  }

  /**
   * Resolves with a given environment and the folder where relative paths start.
   *
   * @throws InvalidSettings with a line for each wrong key and value
   */
  public static Settings resolve(
      String feed, List<String> arguments, Map<String, String> environment, Path folder) {
    return new Resolution(feed, Set.of(), folder).resolve(arguments, environment);
  }

  /** The feed's name. */
  public String feed() {
    return feed;
  }

  /** A setting's value. */
  public <T> T get(Setting<T> setting) {
    Value value = values.get(setting.key());
    if (value == null) {
      throw new IllegalArgumentException(setting + " is no setting of the feed " + feed);
    }
    // Only the setting's own form puts a value under its key.
    @SuppressWarnings("unchecked")
    T typed = (T) value.value();
    return typed;
  }

  /** Whether somebody set it, in a file, the environment or on the command line. */
  public boolean isSet(Setting<?> setting) {
    Value value = values.get(setting.key());
    return value != null && value.source().origin() != Source.Origin.DEFAULT;
  }

  /**
   * What every Kafka client is made with: the brokers' addresses and the properties set under
   * {@code kafka.properties}. It holds secrets: neither log it nor put it into job parameters.
   */
  public Properties kafkaProperties() {
    Properties properties = new Properties();
    kafkaProperties.forEach((name, entry) -> properties.setProperty(name, entry.text()));
    properties.setProperty("bootstrap.servers", get(SettingKeys.KAFKA_BOOTSTRAP_SERVERS));
    return properties;
  }

  /** The places that settings name, by their keys, in the order of {@link SettingKeys}. */
  public Map<String, String> paths() {
    Map<String, String> paths = new LinkedHashMap<>();
    for (Setting<?> setting : SettingKeys.of(feed)) {
      Value value = values.get(setting.key());
      if (value != null && setting.form().namesPlace() && !value.shown().isEmpty()) {
        paths.put(setting.key(), value.shown());
      }
    }
    return paths;
  }

  /** Every key in the order of {@link SettingKeys}, then the Kafka properties; secrets masked. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Setting<?> setting : SettingKeys.of(feed)) {
      Value value = values.get(setting.key());
      if (value != null) {
        rows.add(new Row(setting.key(), value.shown(), value.source().place()));
      }
    }
    kafkaProperties.forEach(
        (name, entry) ->
            rows.add(
                new Row(
                    entry.key(),
                    ClientProperties.secret(name) ? MASK : entry.text(),
                    entry.source().place())));
    return rows;
  }

  @Override
  public String toString() {
    return rows().stream()
        .map(row -> row.key() + "=" + row.value())
        .collect(Collectors.joining(", ", feed + " {", "}"));
  }
}
