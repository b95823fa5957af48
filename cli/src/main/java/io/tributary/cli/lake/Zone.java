package io.tributary.cli.lake;

import io.tributary.jobs.settings.Setting;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import java.util.Optional;

/**
 * A folder in which a feed's datasets lie: the lake's, or one in it that a setting may put
 * elsewhere, on another file system too.
 *
 * @param name the folder's name in the lake; empty for the lake itself
 * @param elsewhere the setting by which it may be put elsewhere
 */
public record Zone(String name, Optional<Setting<Optional<String>>> elsewhere) {
  /** The lake itself. */
  public static final Zone LAKE = new Zone("", Optional.empty());

  public static Zone in(String name, Setting<Optional<String>> elsewhere) {
    return new Zone(name, Optional.of(elsewhere));
  }

  /** Where it is. */
  public String path(Settings settings) {
    String lake = settings.get(SettingKeys.LAKE_PATH);
    return elsewhere
        .flatMap(settings::get)
        .orElseGet(() -> name.isEmpty() ? lake : lake + "/" + name);
  }

  /** The setting that says where it is. */
  String key(Settings settings) {
    return elsewhere
        .filter(setting -> settings.get(setting).isPresent())
        .map(Setting::key)
        .orElseGet(SettingKeys.LAKE_PATH::key);
  }
}
