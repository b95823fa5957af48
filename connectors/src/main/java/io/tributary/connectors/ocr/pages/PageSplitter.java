package io.tributary.connectors.ocr.pages;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.json.BoundedJson;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.logging.LogFactory;
import org.apache.fontbox.FontBoxFont;
import org.apache.pdfbox.io.RandomAccessRead;
import org.apache.pdfbox.pdmodel.PDDocument;

/** Takes documents apart, each in a JVM of its own that has only so much memory and time. */
public final class PageSplitter {
  private static final ObjectMapper JSON = BoundedJson.mapper();
  private static final Duration START = Duration.ofSeconds(30);
  private static final int OUT_OF_MEMORY = 3;
  private static final int ATTEMPTS = 2;

  private final PageLimits limits;
  private final String classPath;

  public PageSplitter(PageLimits limits) {
    this.limits = limits;
    this.classPath = classPath();
  }

  /**
   * Takes a document apart.
   *
   * @param folder an empty one, where the pages' pictures are put
   * @throws Unreadable when it can't be, by its own fault
   * @throws IOException when no process can be started, or somebody ends it
   */
  public Pages split(Path document, Path folder)
      throws IOException, InterruptedException, Unreadable {
    Program.Outcome outcome = run(document, folder);
    for (int i = 1; i < ATTEMPTS && outcome.wasKilled(); i++) {
      outcome = run(document, folder);
    }
    switch (outcome.exitCode()) {
      case 0 -> {
        Pages pages = JSON.readValue(folder.resolve(PageProcess.RESULT).toFile(), Pages.class);
        if (pages.problem() != null) {
          throw new Unreadable(pages.problem());
        }
        return pages;
      }
      case PageProcess.TOO_SLOW, Program.Outcome.TIMED_OUT ->
          throw new Unreadable(
              "taking a page apart takes more than %d seconds"
                  .formatted(limits.time().toSeconds()));
      case OUT_OF_MEMORY ->
          throw new Unreadable(
              "taking it apart needs more than %d MiB of memory"
                  .formatted(limits.memory() / 1024 / 1024));
      default ->
          throw new Unreadable(
              "taking it apart failed (exit code %d): %s"
                  .formatted(outcome.exitCode(), outcome.errors()));
    }
  }

  private Program.Outcome run(Path document, Path folder) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + limits.memory(),
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "-Djava.awt.headless=true",
            "-Dpdfbox.fontcache=" + folder.toAbsolutePath().getParent(),
            // Broken files are told about in thousands of lines.
            "-Dorg.apache.commons.logging.Log=org.apache.commons.logging.impl.NoOpLog",
            "-cp",
            classPath,
            PageProcess.class.getName(),
            document.toAbsolutePath().toString(),
            folder.toAbsolutePath().toString(),
            Integer.toString(limits.pages()),
            Long.toString(limits.pixels()),
            Long.toString(limits.time().toMillis()));
    return Program.run(
        command, folder, Map.of(), START.plus(limits.time().multipliedBy(limits.pages() + 1)));
  }

  /** In a cluster all of it is the job's jar, which lies where the task manager has put it. */
  private static String classPath() {
    return Stream.of(
            PageProcess.class,
            PDDocument.class,
            FontBoxFont.class,
            RandomAccessRead.class,
            LogFactory.class,
            ObjectMapper.class,
            JsonFactory.class,
            JsonAutoDetect.class)
        .map(PageSplitter::whereabouts)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String whereabouts(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("no place of " + type, e);
    }
  }
}
