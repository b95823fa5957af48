package io.tributary.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a benchmark writes: results and logs stay in {@code folder}, the rest goes when it ends.
 *
 * @param folder absolute
 */
public record Workspace(Path folder) implements AutoCloseable {

  /** Takes a folder for a benchmark's results; made when missing. */
  public static Workspace in(Path folder) throws IOException {
    Workspace workspace = new Workspace(folder.toAbsolutePath().normalize());
    workspace.delete(workspace.scratch());
    Files.createDirectories(workspace.scratch());
    return workspace;
  }

  /** A benchmark's usual folder, below the module's build folder. */
  public static Path usual(String benchmark) {
    return Path.of(
        System.getProperty("tributary.home", "."), "benchmarks", "target", "results", benchmark);
  }

  /** A file that stays. */
  public Path result(String name) {
    return folder.resolve(name);
  }

  /** A file or folder that goes. */
  public Path scratch(String name) {
    return scratch().resolve(name);
  }

  /** Deletes a file, or a folder and all below; nothing happens when it is not there. */
  public void delete(Path what) throws IOException {
    if (!Files.exists(what)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> below = Files.walk(what)) {
      all = below.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }

  @Override
  public void close() throws IOException {
    delete(scratch());
  }

  private Path scratch() {
    return folder.resolve("scratch");
  }
}
