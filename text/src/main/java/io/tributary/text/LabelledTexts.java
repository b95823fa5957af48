package io.tributary.text;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Labelled texts in files as those of SIB-200: {@code fra_Latn-train.tsv} and so on, a language and
 * a part each, UTF-8, three columns (a number, the label, the text) under a line of headings.
 */
public final class LabelledTexts {
  private static final Map<Language, String> FILES =
      new EnumMap<>(
          Map.of(Language.FR, "fra_Latn", Language.EN, "eng_Latn", Language.AR, "arb_Arab"));

  private LabelledTexts() {}

  /**
   * Reads a part in all languages, French first, and cleans the texts.
   *
   * @param part {@code train} or {@code dev}
   * @throws IOException if a file is not there or not as it should be; it says which, and where
   */
  public static List<LabelledText> read(Path folder, String part) throws IOException {
    List<LabelledText> texts = new ArrayList<>();
    for (Map.Entry<Language, String> each : FILES.entrySet()) {
      Path file = folder.resolve(each.getValue() + "-" + part + ".tsv");
      List<String> lines;
      try {
        lines = Files.readAllLines(file);
      } catch (NoSuchFileException e) {
        throw new IOException(file + " is not there", e);
      } catch (CharacterCodingException e) {
        throw new IOException(file + " is not UTF-8", e);
      }
      for (int i = 1; i < lines.size(); i++) {
        String[] columns = lines.get(i).split("\t", -1);
        if (columns.length != 3) {
          throw new IOException(
              "%s, line %d: %d columns, not 3".formatted(file, i + 1, columns.length));
        }
        texts.add(new LabelledText(each.getKey(), columns[1], TextCleaner.clean(columns[2])));
      }
    }
    return texts;
  }
}
