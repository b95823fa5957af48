package io.tributary.jobs.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A configuration file, {@code .properties} or {@code .yaml}, with the line that each key stands
 * on.
 *
 * <p>Values are the texts as they are written: YAML's own ideas of numbers, dates and truth don't
 * apply, so a value means the same in a file, in the environment and on a command line.
 */
record ConfigFile(List<Entry> entries, List<String> problems) {
  /** Behind a line's end, which stays with the line: the JDK looks at it. */
  private static final Pattern LINE_END = Pattern.compile("(?<=\n)|(?<=\r)(?!\n)");

  /** A line of properties that a backslash at its end doesn't continue. */
  private static final Pattern COMMENT = Pattern.compile("[ \\t\\f]*[#!]");

  /** Reads a file; {@code tables} are the keys whose value is a table, in YAML a mapping. */
  static ConfigFile read(Path file, Set<String> tables) {
    ConfigFile contents = new ConfigFile(new ArrayList<>(), new ArrayList<>());
    String name = file.toString().toLowerCase(Locale.ROOT);
    try {
      if (name.endsWith(".properties")) {
        contents.readProperties(file, Files.readString(file));
      } else if (name.endsWith(".yaml") || name.endsWith(".yml")) {
        contents.readYaml(file, Files.readString(file), tables);
      } else {
        contents.unreadable(file, "is neither .properties nor .yaml", "rename it");
      }
    } catch (NoSuchFileException e) {
      contents.unreadable(file, "does not exist", "check the path");
    } catch (CharacterCodingException e) {
      contents.unreadable(file, "is not UTF-8", "save it as UTF-8");
    } catch (IOException e) {
      contents.unreadable(file, "can't be read (" + e + ")", "check that it is a readable file");
    }
    contents.refuseKeysTwice(file);
    return contents;
  }

  private void unreadable(Path file, String what, String remedy) {
    problems.add("config: " + file + " " + what + " (" + Source.flag("config") + "): " + remedy);
  }

  private void readProperties(Path file, String text) throws IOException {
    List<String> lines = LINE_END.splitAsStream(text).toList();
    for (int i = 0; i < lines.size(); i++) {
      int first = i;
      StringBuilder logical = new StringBuilder(lines.get(i));
      while (continues(lines.get(i), first == i) && i + 1 < lines.size()) {
        logical.append(lines.get(++i));
      }
      Properties properties = new Properties();
      try {
        properties.load(new StringReader(logical.toString()));
      } catch (IllegalArgumentException e) {
        problems.add(
            "config: has a malformed \\u escape ("
                + Source.file(file, first + 1)
                + "): write the character itself");
      }
      for (String key : properties.stringPropertyNames()) {
        String value = properties.getProperty(key, "").strip();
        entries.add(new Entry(key.strip(), value, Source.file(file, first + 1)));
      }
    }
  }

  private static boolean continues(String line, boolean first) {
    if (first && COMMENT.matcher(line).lookingAt()) {
      return false;
    }
    int end = line.length();
    while (end > 0 && "\r\n".indexOf(line.charAt(end - 1)) >= 0) {
      end--;
    }
    int backslashes = 0;
    while (backslashes < end && line.charAt(end - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  private void readYaml(Path file, String text, Set<String> tables) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    try {
      Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
      if (root != null) {
        readNode(file, "", root, tables);
      }
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      int line = mark == null ? 1 : mark.getLine() + 1;
      // An alias or a tag may be the beginning of a secret.
      String problem = String.valueOf(e.getProblem()).replaceFirst("(alias|handle) .*", "$1");
      problems.add(
          "config: is no YAML, " + problem + " (" + Source.file(file, line) + "): correct it");
    } catch (YAMLException e) {
      problems.add(
          "config: is no YAML that can be used ("
              + Source.file(file, 1)
              + "): write keys and values only, without anchors, and one document");
    }
  }

  private void readNode(Path file, String key, Node node, Set<String> tables) {
    Source source = Source.file(file, node.getStartMark().getLine() + 1);
    if (node instanceof ScalarNode scalar && !key.isEmpty()) {
      String text = scalar.getTag().equals(Tag.NULL) ? "" : scalar.getValue().strip();
      entries.add(new Entry(key, text, source));
    } else if (node instanceof MappingNode mapping && tables.contains(key)) {
      List<String> cells = new ArrayList<>();
      for (NodeTuple row : mapping.getValue()) {
        cells.add(scalar(row.getKeyNode()) + "=" + scalar(row.getValueNode()));
      }
      entries.add(new Entry(key, String.join(",", cells), source));
    } else if (node instanceof MappingNode mapping) {
      for (NodeTuple child : mapping.getValue()) {
        String name = scalar(child.getKeyNode());
        readNode(file, key.isEmpty() ? name : key + "." + name, child.getValueNode(), tables);
      }
    } else if (node instanceof SequenceNode sequence && !key.isEmpty()) {
      List<String> items = sequence.getValue().stream().map(ConfigFile::scalar).toList();
      entries.add(new Entry(key, String.join(",", items), source));
    } else {
      problems.add("config: holds no keys (" + source + "): write KEY: VALUE on each line");
    }
  }

  private static String scalar(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue().strip() : "";
  }

  private void refuseKeysTwice(Path file) {
    Map<String, Source> seen = new HashMap<>();
    for (Entry entry : entries) {
      Source earlier = seen.putIfAbsent(entry.key(), entry.source());
      if (earlier != null) {
        problems.add(
            entry.key()
                + ": stands twice in "
                + file
                + " ("
                + earlier
                + " and "
                + entry.source()
                + "): remove one");
      }
    }
  }
}
