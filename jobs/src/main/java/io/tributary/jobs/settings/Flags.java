package io.tributary.jobs.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A command line taken apart: {@code --key value}, {@code --key=value}, {@code --flag}, and {@code
 * --config FILE} as often as one likes, later files over earlier ones.
 */
record Flags(List<String> configFiles, List<Entry> entries, List<String> problems) {

  static final String CONFIG = "config";

  /** Reads arguments; {@code flags} are the keys that need no value. */
  static Flags read(List<String> arguments, Set<String> flags) {
    List<String> configFiles = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("--") || argument.length() == 2) {
        problems.add(
            "argument "
                + (i + 1)
                + ": stands alone (command line): write --KEY VALUE or --KEY=VALUE");
        continue;
      }
      int equals = argument.indexOf('=');
      String key = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
      String value;
      if (equals >= 0) {
        value = argument.substring(equals + 1);
      } else if (i + 1 < arguments.size() && isValue(arguments.get(i + 1), flags.contains(key))) {
        value = arguments.get(++i);
      } else if (flags.contains(key)) {
        value = "true";
      } else {
        problems.add(key + ": has no value (" + Source.flag(key) + "): write --" + key + " VALUE");
        continue;
      }
      if (key.equals(CONFIG)) {
        configFiles.add(value);
      } else {
        entries.add(new Entry(key, value.strip(), Source.flag(key)));
      }
    }
    return new Flags(configFiles, entries, problems);
  }

  private static boolean isValue(String argument, boolean afterFlag) {
    return afterFlag
        ? argument.equals("true") || argument.equals("false")
        : !argument.startsWith("--");
  }
}
