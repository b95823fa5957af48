package io.tributary.deploy;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the command's Dockerfile takes out of its build, in a folder. What is built here stands for
 * what is built there, and this machine's libraries for those that Maven fetches there.
 *
 * @param image the image's root
 */
record CommandLayout(Path image) {
  private static final String FILE = "deploy/command/Dockerfile";
  private static final String SOURCES = "/opt/tributary";
  private static final String LIBRARIES = "/opt/libraries";
  private static final Path CLASS_PATH = Documents.root().resolve("cli/target/classpath");

  /** Does the COPY lines of the stage that both images take over. */
  static CommandLayout in(Path image) throws IOException {
    assertThat(CLASS_PATH).as("made by mvn package -pl cli,cluster -am").exists();
    CommandLayout layout = new CommandLayout(image);
    for (String instruction : stage("installed")) {
      String[] words = instruction.split("\\s+");
      assertThat(words).as(instruction).hasSize(4).startsWith("COPY", "--from=build");
      if (words[2].equals("/needed" + LIBRARIES)) {
        layout.copyLibraries(words[3]);
      } else {
        layout.copy(words[2], words[3]);
      }
    }
    layout.moveClassPath();
    return layout;
  }

  /** The instructions of a stage after its FROM. */
  static List<String> stage(String name) {
    List<String> all = ImageLayout.instructions(FILE);
    int from = 0;
    while (!all.get(from).matches("FROM \\S+ AS " + name)) {
      from++;
    }
    return all.stream().skip(from + 1L).takeWhile(it -> !it.startsWith("FROM ")).toList();
  }

  /** Variables that the image sets, with files where this layout has them. */
  Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    for (String instruction : stage("command")) {
      if (instruction.startsWith("ENV ")) {
        for (String pair : instruction.substring(4).split(" ")) {
          String[] sides = pair.split("=", 2);
          environment.put(
              sides[0],
              sides[1].startsWith("/")
                  ? image.resolve(sides[1].substring(1)).toString()
                  : sides[1]);
        }
      }
    }
    return environment;
  }

  Path program() {
    return at(SOURCES + "/tributary");
  }

  /** Where the image has a file. */
  Path at(String file) {
    return image.resolve(file.substring(1));
  }

  /** All that the program is to find: libraries, and this project's modules as compiled. */
  Stream<Path> classPath() throws IOException {
    return Stream.of(Files.readString(at(SOURCES + "/cli/target/classpath")).strip().split(":"))
        .map(entry -> entry.replaceFirst("(" + SOURCES + "/[^/]+/target)/.*", "$1/classes"))
        .map(Path::of);
  }

  /** Folders as links; files as they are, since the program looks where it lies. */
  private void copy(String from, String to) throws IOException {
    assertThat(from).startsWith(SOURCES + "/");
    Path source = Documents.root().resolve(from.substring(SOURCES.length() + 1));
    assertThat(source).exists();
    Path target = at(to);
    Files.createDirectories(target.getParent());
    if (Files.isDirectory(source)) {
      Files.createSymbolicLink(target, source);
    } else {
      Files.copy(source, target);
    }
  }

  private void copyLibraries(String to) throws IOException {
    Path repository = repository();
    for (String entry : Files.readString(CLASS_PATH).strip().split(":")) {
      Path library = Path.of(entry);
      if (library.startsWith(repository)) {
        Path target = at(to).resolve(repository.relativize(library).toString());
        Files.createDirectories(target.getParent());
        Files.createSymbolicLink(target, library);
      }
    }
  }

  /** Where the program would have been built. */
  private void moveClassPath() throws IOException {
    Path file = at(SOURCES + "/cli/target/classpath");
    String libraries = repository() + "/";
    String sources = Documents.root() + "/";
    Files.writeString(
        file,
        Stream.of(Files.readString(file).strip().split(":"))
            .map(it -> it.replace(libraries, at(LIBRARIES) + "/"))
            .map(it -> it.replace(sources, at(SOURCES) + "/"))
            .collect(joining(":")));
  }

  /** Maven's folder of libraries on this machine. */
  private static Path repository() throws IOException {
    String some = "/info/picocli/";
    return Stream.of(Files.readString(CLASS_PATH).split(":"))
        .filter(entry -> entry.contains(some))
        .map(entry -> Path.of(entry.substring(0, entry.indexOf(some))))
        .findFirst()
        .orElseThrow();
  }
}
