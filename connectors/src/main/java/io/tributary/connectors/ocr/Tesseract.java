package io.tributary.connectors.ocr;

import static java.util.Objects.requireNonNull;

import io.tributary.connectors.ocr.fields.Line;
import io.tributary.connectors.ocr.fields.Word;
import io.tributary.connectors.ocr.pages.PageLimits;
import io.tributary.connectors.ocr.pages.Program;
import io.tributary.connectors.ocr.pages.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The program {@code tesseract}, one run for each picture.
 *
 * @param program its name, looked for where programs lie, or its path
 * @param languages as it names them, such as {@code fra+eng+ara}
 */
public record Tesseract(String program, String languages) implements OcrEngine {
  private static final long serialVersionUID = 1L;

  private static final Pattern LANGUAGES = Pattern.compile("[A-Za-z0-9_]+(\\+[A-Za-z0-9_]+)*");
  private static final Duration LOOK = Duration.ofSeconds(20);

  /** One block of lines: what stands in a row is read as a row, whatever the gaps. */
  private static final String LAYOUT = "6";

  private static final int ATTEMPTS = 2;

  /** French, English and Arabic. */
  public static final Tesseract DEFAULT = new Tesseract("tesseract", "fra+eng+ara");

  public Tesseract {
    if (!LANGUAGES.matcher(languages).matches()) {
      throw new IllegalArgumentException(
          "languages: \"%s\" is none; write them as fra+eng+ara".formatted(languages));
    }
  }

  @Override
  public String name() {
    return "tesseract";
  }

  @Override
  public Reader open(PageLimits limits) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("tesseract");
    try {
      Program.Outcome outcome = run(List.of(program, "--list-langs"), folder, LOOK);
      List<String> known = Files.readAllLines(outcome.output());
      for (String language : languages.split("\\+", -1)) {
        if (!known.contains(language)) {
          throw new IOException(
              "%s doesn't know the language %s: install the package tesseract-ocr-%s"
                  .formatted(program, language, language.replace('_', '-')));
        }
      }
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
    return new Reading(this, limits);
  }

  private static Program.Outcome run(List<String> command, Path folder, Duration time)
      throws IOException, InterruptedException {
    try {
      // Several threads on one page cost more than they bring.
      return Program.run(command, folder, Map.of("OMP_THREAD_LIMIT", "1"), time);
    } catch (IOException e) {
      throw new IOException(
          "%s can't be run: install the package tesseract-ocr (%s)"
              .formatted(command.get(0), e.getMessage()),
          e);
    }
  }

  private record Reading(Tesseract tesseract, PageLimits limits) implements Reader {
    @Override
    public List<Line> read(Path picture) throws IOException, InterruptedException, Unreadable {
      Path folder = requireNonNull(picture.toAbsolutePath().getParent());
      List<String> command =
          List.of(
              tesseract.program,
              picture.toAbsolutePath().toString(),
              "stdout",
              "-l",
              tesseract.languages,
              "--psm",
              LAYOUT,
              "tsv");
      Program.Outcome outcome = run(command, folder, limits.time());
      for (int i = 1; i < ATTEMPTS && outcome.wasKilled(); i++) {
        outcome = run(command, folder, limits.time());
      }
      if (outcome.exitCode() == Program.Outcome.TIMED_OUT) {
        throw new Unreadable(
            "reading a page's picture takes more than %d seconds"
                .formatted(limits.time().toSeconds()));
      }
      if (outcome.exitCode() != 0) {
        throw new Unreadable(
            "tesseract can't read it (exit code %d): %s"
                .formatted(outcome.exitCode(), outcome.errors()));
      }
      return lines(Files.readAllLines(outcome.output()));
    }

    @Override
    public void close() {}
  }

  /** Of its table: level, page, block, paragraph, line, word, left, top, width, height, ... */
  static List<Line> lines(List<String> table) throws Unreadable {
    Map<String, List<Word>> lines = new LinkedHashMap<>();
    for (String row : table) {
      String[] columns = row.split("\t", -1);
      if (columns.length < 12 || !columns[0].equals("5")) {
        continue;
      }
      Word word = word(columns);
      if (word.confidence() >= 0 && !word.text().isBlank()) {
        lines
            .computeIfAbsent(
                String.join("/", columns[2], columns[3], columns[4]), l -> new ArrayList<>())
            .add(word);
      }
    }
    return lines.values().stream().map(Line::of).toList();
  }

  private static Word word(String[] columns) throws Unreadable {
    try {
      double left = Double.parseDouble(columns[6]);
      double right = left + Double.parseDouble(columns[8]);
      return new Word(columns[11], left, right, Math.min(1, Double.parseDouble(columns[10]) / 100));
    } catch (NumberFormatException e) {
      throw new Unreadable("tesseract tells no place of a word: " + e.getMessage());
    }
  }
}
