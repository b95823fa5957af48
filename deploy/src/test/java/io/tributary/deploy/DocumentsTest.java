package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
  private static final Pattern ANCHOR = Pattern.compile("\\]\\(([^)#:]*)#([^)]*)\\)");

  @Test
  void linkToFilesThatExist() throws IOException {
    Set<String> broken = new TreeSet<>();
    for (Path document : documents()) {
      LINK.matcher(Files.readString(document))
          .results()
          .map(link -> link.group(1))
          .filter(target -> !Files.exists(document.resolveSibling(target)))
          .forEach(target -> broken.add(name(document) + " -> " + target));
    }

    assertThat(broken).isEmpty();
  }

  /** Within the page as well. */
  @Test
  void linkToHeadingsThatExist() throws IOException {
    Set<String> broken = new TreeSet<>();
    for (Path document : documents()) {
      for (MatchResult link : ANCHOR.matcher(Files.readString(document)).results().toList()) {
        String page = link.group(1);
        Path target = page.isEmpty() ? document : document.resolveSibling(page);
        if (target.toString().endsWith(".md")
            && !(Files.exists(target)
                && Headings.anchors(Files.readString(target)).contains(link.group(2)))) {
          broken.add(name(document) + " -> " + page + "#" + link.group(2));
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void listEveryDecision() throws IOException {
    String index = Documents.text("docs/adr/README.md");
    try (Stream<Path> records = Files.list(Documents.root().resolve("docs/adr"))) {
      assertThat(records.map(file -> file.getFileName().toString()))
          .filteredOn(file -> !file.equals("README.md"))
          .isNotEmpty()
          .allSatisfy(file -> assertThat(index).contains("(" + file + ")"));
    }
  }

  @Test
  void fitOnAPageWhenTheyAreDecisions() throws IOException {
    try (Stream<Path> records = Files.list(Documents.root().resolve("docs/adr"))) {
      assertThat(records)
          .allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(60));
    }
  }

  private static List<Path> documents() throws IOException {
    Path root = Documents.root();
    try (Stream<Path> top = Files.list(root);
        Stream<Path> docs = Files.walk(root.resolve("docs"));
        Stream<Path> deploy = Files.walk(root.resolve("deploy"))) {
      return Stream.of(top, docs, deploy)
          .flatMap(files -> files)
          .filter(file -> file.toString().endsWith(".md"))
          .toList();
    }
  }

  private static String name(Path document) {
    return Documents.root().relativize(document).toString();
  }
}
