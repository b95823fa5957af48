package io.tributary.deploy;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Variables of the environment that are no settings, by the files that read or explain them. */
final class ReadVariables {
  private static final Pattern NAME =
      Pattern.compile("\\b[A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9]\\b|\\bFEEDS\\b");

  private ReadVariables() {}

  /** Those of {@code ./tributary} and of storage. */
  static Set<String> ofTheCommand() {
    return in("tributary", "docs/storage.md");
  }

  static Set<String> in(String... files) {
    Set<String> names = new TreeSet<>();
    for (String file : files) {
      Matcher name = NAME.matcher(Documents.text(file));
      while (name.find()) {
        names.add(name.group());
      }
    }
    return names;
  }

  static Set<String> without(Set<String> names, Set<String> known) {
    Set<String> others = new TreeSet<>(names);
    others.removeAll(known);
    return others;
  }
}
