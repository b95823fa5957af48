package io.tributary.cli;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the documents tell people to type, as far as a call can be judged without making it. */
final class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..");
  private static final String TRIBUTARY = "./tributary ";

  /** What the script does without this program. Maven's options are its own. */
  private static final String TEST = "test";

  /** Flink's, too; what follows the jar is the job's. */
  private static final String FLINK = "flink";

  /** Where the shell's part of a line begins. */
  private static final Pattern SHELL = Pattern.compile(" (?:[|&;>#]|2>).*");

  private static final Pattern KEY = Pattern.compile("(?m)^\\| `([a-z][a-z0-9.-]+)`");

  /** A call, and where it stands. */
  record Documented(String document, String call) {
    List<String> words() {
      return Arrays.asList(call.substring(TRIBUTARY.length()).split(" +"));
    }

    @Override
    public String toString() {
      return document + ": " + call;
    }
  }

  static List<Documented> calls() throws IOException {
    List<Documented> calls = new ArrayList<>();
    for (String place : List.of("README.md", "README.fr.md", "CONTRIBUTING.md", "docs", "deploy")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(place))) {
        files
            .filter(
                file -> file.toString().endsWith(".md") && !file.toString().contains("/target/"))
            .sorted()
            .forEach(file -> calls.addAll(calls(file)));
      }
    }
    return calls;
  }

  private static List<Documented> calls(Path document) {
    try {
      return Files.readString(document)
          .replaceAll("\\\\\n *", "") // a line that goes on
          .lines()
          .map(String::strip)
          .filter(line -> line.startsWith(TRIBUTARY))
          .map(line -> SHELL.matcher(line).replaceFirst(""))
          .map(line -> new Documented(ROOT.relativize(document).toString(), line))
          .distinct()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void thereAreMany() throws IOException {
    assertThat(calls()).hasSizeGreaterThan(150);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void canBeCalledSo(Documented documented) throws IOException {
    check(documented.words());
  }

  @Test
  void whatIsWrongIsFound() {
    assertThatThrownBy(() -> check(List.of("runs", "tickets"))).isInstanceOf(Exception.class);
    assertThatThrownBy(() -> check(List.of("run"))).isInstanceOf(Exception.class);
    assertThatThrownBy(() -> check(List.of("run", "tickets", "--lake.pathe", "x")))
        .hasMessageContaining("lake.pathe");
    assertThatThrownBy(() -> check(List.of("simulate", "tickets", "--rates=5")))
        .isInstanceOf(Throwable.class);
  }

  private static void check(List<String> words) throws IOException {
    if (words.get(0).equals(TEST)) {
      return;
    }
    Set<String> options = Set.of("--config");
    List<String> keys = words;
    if (words.get(0).equals(FLINK)) {
      keys = words.stream().dropWhile(word -> !word.endsWith(".jar")).toList();
    } else {
      CommandLine.ParseResult called = Main.commandLine().parseArgs(words.toArray(String[]::new));
      options = new HashSet<>(options);
      options.addAll(called.subcommand().commandSpec().optionsMap().keySet());
      if (called.subcommand().hasSubcommand()) {
        options.addAll(called.subcommand().subcommand().commandSpec().optionsMap().keySet());
      }
    }
    assertThat(unknownKeys(keys, options)).as("neither options nor settings").isEmpty();
  }

  private static Set<String> unknownKeys(List<String> words, Set<String> options)
      throws IOException {
    Set<String> known =
        KEY.matcher(Files.readString(ROOT.resolve("docs/configuration.md")))
            .results()
            .map(row -> row.group(1))
            .collect(toSet());
    return words.stream()
        .filter(word -> word.startsWith("--"))
        .map(word -> word.split("=", 2)[0])
        .filter(word -> !options.contains(word) && !known.contains(word.substring(2)))
        .collect(toSet());
  }
}
