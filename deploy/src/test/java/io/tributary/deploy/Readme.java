package io.tributary.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A README in one language, taken apart into what it must share with the other one. */
final class Readme {
  private static final String FENCE = "```";
  private static final Pattern LINK = Pattern.compile("\\]\\([^)]*\\)|<https?:[^>]*>");
  private static final Pattern CODE = Pattern.compile("`[^`]+`");
  private static final Pattern FIGURE = Pattern.compile("\\d+(?:[.,\\h]\\d+)*");
  private static final Pattern THOUSANDS = Pattern.compile("[,\\h](?=\\d{3}(?!\\d))");
  private static final Pattern COLUMNS = Pattern.compile("[a-z]+_[a-z_]+, .*");
  private static final Pattern NAME = Pattern.compile("[a-z]+(?:[._-][a-z]+)+");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");
  private static final Pattern WORDS_ON_AN_ARROW = Pattern.compile("-- .+? -->|-\\. .+? \\.->");

  private final List<List<String>> blocks = new ArrayList<>();
  private final List<Section> sections = new ArrayList<>();

  /**
   * A heading and what stands under it, blocks aside.
   *
   * @param level 1 for {@code #} and so on; 0 for what stands before the first heading
   */
  private record Section(int level, List<String> lines) {
    Stream<String> all(Pattern pattern) {
      return matches(pattern, String.join(" ", lines));
    }
  }

  Readme(String text) {
    List<String> block = null;
    sections.add(new Section(0, new ArrayList<>()));
    for (String line : text.lines().toList()) {
      if (block != null && line.startsWith(FENCE)) {
        blocks.add(block);
        block = null;
      } else if (block != null) {
        block.add(withoutProse(line, block.get(0)));
      } else if (line.startsWith(FENCE)) {
        block = new ArrayList<>(List.of(line));
      } else if (line.startsWith("#")) {
        sections.add(new Section(line.indexOf(' '), new ArrayList<>(List.of(line))));
      } else {
        sections.get(sections.size() - 1).lines().add(line);
      }
    }
    if (block != null) {
      throw new IllegalArgumentException("a block is not closed: " + block);
    }
  }

  /** Fenced blocks, line by line; of comments and of a diagram's words only the place is left. */
  List<List<String>> blocks() {
    return blocks;
  }

  /** The headings' levels, in their order. */
  List<Integer> levels() {
    return sections.stream().map(Section::level).toList();
  }

  /** Where the links lead, in each section; sentences may have them in another order. */
  List<List<String>> links() {
    return sections.stream().map(section -> sorted(section.all(LINK))).toList();
  }

  /** What stands in code outside the blocks, in each section. */
  List<List<String>> code() {
    return sections.stream().map(section -> sorted(section.all(CODE))).toList();
  }

  /** All figures of each section, without what parts thousands and with a decimal point. */
  List<List<String>> figures() {
    return sections.stream()
        .map(section -> sorted(section.all(FIGURE).map(Readme::plain)))
        .toList();
  }

  /** Tables, row by row and cell by cell: code, links and figures, and lists of columns whole. */
  List<List<List<String>>> rows() {
    return sections.stream()
        .flatMap(section -> section.lines().stream())
        .filter(line -> line.startsWith("|"))
        .map(line -> Stream.of(line.split("\\|")).map(String::strip).map(Readme::cell).toList())
        .toList();
  }

  private static List<String> cell(String cell) {
    if (COLUMNS.matcher(cell).matches()) {
      return List.of(cell);
    }
    Stream<String> names = Stream.concat(matches(CODE, cell), matches(LINK, cell));
    return Stream.concat(names, matches(FIGURE, cell).map(Readme::plain)).toList();
  }

  private static String withoutProse(String line, String fence) {
    if (line.strip().startsWith("#")) {
      return "#";
    }
    return fence.equals(FENCE + "mermaid") ? withoutWords(line) : line;
  }

  /** A line of a diagram: its steps, the names in them, and its arrows. */
  private static String withoutWords(String line) {
    String arrows = WORDS_ON_AN_ARROW.matcher(line).replaceAll(arrow -> bare(arrow.group()));
    return QUOTED.matcher(arrows).replaceAll(label -> quoted(label.group(1)));
  }

  private static String bare(String arrow) {
    return arrow.startsWith("-.") ? "-.->" : "-->";
  }

  private static String quoted(String label) {
    int colon = label.indexOf(':');
    return colon < 0
        ? matches(NAME, label).collect(Collectors.joining(" "))
        : Matcher.quoteReplacement(label.substring(colon + 1).strip());
  }

  private static List<String> sorted(Stream<String> found) {
    return found.sorted().toList();
  }

  private static String plain(String figure) {
    return THOUSANDS.matcher(figure).replaceAll("").replace(',', '.');
  }

  private static Stream<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(MatchResult::group);
  }
}
