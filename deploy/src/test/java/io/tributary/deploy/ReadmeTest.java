package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ReadmeTest {
  private static final Pattern COMMAND =
      Pattern.compile("(\\./tributary|export|mvn|flink|docker|docker-compose|kubectl|duckdb) .*");
  private static final Pattern PLACE = Pattern.compile("<!-- figure: [^>]* -->");

  @Test
  void givesTheSameCommandsInFrench() {
    List<String> commands = commands(Documents.text("README.md"));

    assertThat(commands).contains("./tributary demo", "./tributary test");
    assertThat(commands(Documents.text("README.fr.md"))).isEqualTo(commands);
  }

  @Test
  void namesTheSameDatasetsTopicsAndColumnsInFrench() {
    assertThat(names(Documents.text("README.fr.md"))).isEqualTo(names(Documents.text("README.md")));
  }

  @Test
  void linksToTheSameDocumentsInFrench() {
    assertThat(links(Documents.text("README.fr.md")))
        .containsExactlyInAnyOrderElementsOf(links(Documents.text("README.md")));
  }

  @Test
  void leavesNoFigureOpenInOneLanguageOnly() {
    assertThat(matches(PLACE, Documents.text("README.fr.md")))
        .isEqualTo(matches(PLACE, Documents.text("README.md")));
  }

  /** Lines in fenced blocks that begin with a command. */
  private static List<String> commands(String document) {
    List<String> commands = new ArrayList<>();
    boolean fenced = false;
    for (String line : document.lines().toList()) {
      if (line.startsWith("```")) {
        fenced = !fenced;
      } else if (fenced && COMMAND.matcher(line).matches()) {
        commands.add(line);
      }
    }
    return commands;
  }

  /** First cells of tables that are names, and the columns of datasets, in their order. */
  private static List<String> names(String document) {
    return document
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|"))
        .map(cells -> cells[1].strip() + (cells.length > 3 ? columns(cells[3]) : ""))
        .toList();
  }

  private static List<String> columns(String cell) {
    return matches(Pattern.compile("[a-z]+_[a-z_]+|scope"), cell);
  }

  private static List<String> links(String document) {
    return matches(Pattern.compile("\\]\\([^)]*\\)"), document).stream()
        .filter(link -> !link.contains("README.md)") || link.contains("/"))
        .filter(link -> !link.contains("README.fr.md)"))
        .toList();
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group()).toList();
  }
}
