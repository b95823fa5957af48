package io.tributary.jobs.settings;

import io.tributary.connectors.kafka.admin.ClientProperties;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Resolves one feed's settings: collects values layer by layer, and everything that is wrong. */
final class Resolution {

  /** What addresses hold that should not: {@code //user:password@host}, {@code ?password=}. */
  private static final Pattern PASSWORD =
      Pattern.compile("(?<=//)[^/@\\s]+(?=@)|(?<=(?i:password)=)[^&;'\\s]+");

  private final String feed;
  private final Set<String> others;
  private final Path folder;
  private final Map<String, Setting<?>> settings = new LinkedHashMap<>();
  private final Map<String, Settings.Value> values = new HashMap<>();
  private final SortedMap<String, Entry> kafkaProperties = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Set<String> invalid = new LinkedHashSet<>();

  /**
   * Begins.
   *
   * @param others feeds for which the command line is, too
   */
  Resolution(String feed, Set<String> others, Path folder) {
    this.feed = feed;
    this.others = others;
    this.folder = folder.toAbsolutePath().normalize();
    for (Setting<?> setting : SettingKeys.ALL) {
      settings.put(setting.key(), setting);
    }
  }

  Settings resolve(List<String> arguments, Map<String, String> environment) {
    for (Setting<?> setting : SettingKeys.of(feed)) {
      String text = setting.defaultFor().apply(feed);
      assign(setting, new Entry(setting.key(), text, Source.DEFAULT));
    }
    Flags flags = Flags.read(arguments, keys(setting -> setting.form().flag()));
    problems.addAll(flags.problems());
    for (String file : flags.configFiles()) {
      ConfigFile contents = ConfigFile.read(folder.resolve(file), keys(s -> s.form().table()));
      problems.addAll(contents.problems());
      contents.entries().forEach(this::accept);
    }
    fromEnvironment(environment).forEach(this::accept);
    flags.entries().forEach(this::accept);

    Settings resolved = new Settings(feed, values, kafkaProperties);
    for (SettingCheck check : SettingCheck.ALL) {
      if (check.of().stream()
          .allMatch(each -> each.concerns(feed) && !invalid.contains(each.key()))) {
        check.problem().apply(resolved).ifPresent(problems::add);
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems);
    }
    return resolved;
  }

  private Set<String> keys(Predicate<Setting<?>> which) {
    return settings.values().stream().filter(which).map(Setting::key).collect(Collectors.toSet());
  }

  /** What the environment sets. A variable that is empty counts as not there. */
  private List<Entry> fromEnvironment(Map<String, String> environment) {
    List<String> keys = new ArrayList<>();
    SettingKeys.of(feed).forEach(setting -> keys.add(setting.key()));
    ClientProperties.names().forEach(name -> keys.add(SettingKeys.KAFKA_PROPERTIES + name));
    List<Entry> entries = new ArrayList<>();
    for (String key : keys) {
      String variable = Setting.environmentName(key);
      Optional.ofNullable(environment.get(variable))
          .map(String::strip)
          .filter(text -> !text.isEmpty())
          .ifPresent(text -> entries.add(new Entry(key, text, Source.environment(variable))));
    }
    return entries;
  }

  private void accept(Entry entry) {
    Setting<?> setting = settings.get(entry.key());
    if (entry.key().startsWith(SettingKeys.KAFKA_PROPERTIES)) {
      acceptKafkaProperty(entry);
    } else if (setting == null) {
      problem(entry, "no such key", NearestKey.remedy(entry.key(), candidates(entry)));
    } else if (setting.concerns(feed)) {
      assign(setting, entry);
    } else if (isTyped(entry) && others.stream().noneMatch(setting::concerns)) {
      // One file may serve several feeds; a command line is for those that it names.
      problem(entry, "is a key of " + setting.feed().orElse("") + ", not of " + feed, "remove it");
    }
  }

  private void acceptKafkaProperty(Entry entry) {
    String name = entry.key().substring(SettingKeys.KAFKA_PROPERTIES.length());
    Optional<String> refusal = ClientProperties.refusal(name);
    Optional<String> complaint = ClientProperties.complaint(name, entry.text());
    if (!ClientProperties.names().contains(name)) {
      problem(entry, "no such key", NearestKey.remedy(entry.key(), candidates(entry)));
    } else if (ClientProperties.secret(name) && isTyped(entry)) {
      problem(
          entry,
          "is a secret, and a command line can be read by others",
          "put it into the environment as "
              + Setting.environmentName(entry.key())
              + ", or into a file for --config");
    } else if (refusal.isPresent()) {
      problem(entry, "may not be set, " + refusal.get(), "remove it");
    } else if (complaint.isPresent()) {
      problem(entry, complaint.get(), "see Kafka's documentation of " + name);
    } else {
      kafkaProperties.put(name, entry);
    }
  }

  private <T> void assign(Setting<T> setting, Entry entry) {
    try {
      T value = setting.form().read(entry.text(), folder);
      String shown = setting.form().write(value);
      values.put(setting.key(), new Settings.Value(value, shown, entry.source()));
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      invalid.add(setting.key());
      problem(
          entry,
          e instanceof Unfit
              ? String.valueOf(e.getMessage())
              : "'" + entry.text() + "' is not " + setting.form().range(),
          setting.form().remedy());
    }
  }

  private static boolean isTyped(Entry entry) {
    return entry.source().origin() == Source.Origin.FLAG;
  }

  private Collection<String> candidates(Entry entry) {
    Set<String> candidates = new TreeSet<>();
    boolean kafka = entry.key().startsWith(SettingKeys.KAFKA_PROPERTIES);
    if (!kafka) {
      SettingKeys.of(feed).forEach(setting -> candidates.add(setting.key()));
    }
    if (!kafka && isTyped(entry)) {
      candidates.add(Flags.CONFIG);
    }
    ClientProperties.allowed().forEach(name -> candidates.add(SettingKeys.KAFKA_PROPERTIES + name));
    return candidates;
  }

  private void problem(Entry entry, String what, String remedy) {
    String line = entry.key() + ": " + what + " (" + entry.source() + "): " + remedy;
    problems.add(PASSWORD.matcher(line).replaceAll(Settings.MASK).replaceAll("\\R", " "));
  }
}
