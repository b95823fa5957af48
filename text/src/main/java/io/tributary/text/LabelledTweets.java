package io.tributary.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tweets of which a person has said how they feel. French and English: some written for this
 * program, which it brings along, and those of XLM-T (Barbieri et al. 2022), a clone of it in
 * {@code xlm-t}. Arabic: ArSarcasm (Abu Farha and Magdy 2020), its {@code train.csv} in {@code
 * arsarcasm}. Labels are the codes of {@link Sentiment}.
 *
 * <p>XLM-T's own test is the test. Of the Arabic ones, copies go, and one in eight is kept for the
 * test; of these as many of each sentiment as there are of the rarest.
 */
public final class LabelledTweets {
  private static final String ARSARCASM = "arsarcasm/train.csv";
  private static final String TEXT = "tweet";

  /** The label of the tweet's first collection, which XLM-T's test has, too. */
  private static final String LABEL = "original_sentiment";

  private static final int ONE_IN = 8;

  /** What XLM-T's numbers mean. */
  private static final List<String> LABELS = List.of("negative", "neutral", "positive");

  private LabelledTweets() {}

  /**
   * What to train a language's model on.
   *
   * @param folder that of {@code xlm-t} and {@code arsarcasm}
   * @throws IOException if a file is not there or not as it should be; it says what and where
   */
  public static List<LabelledText> train(Language language, Path folder) throws IOException {
    if (language == Language.AR) {
      return arabic(folder, false);
    }
    List<LabelledText> tweets = written(language, "train");
    tweets.addAll(xlmT(language, folder, "train"));
    tweets.addAll(xlmT(language, folder, "val"));
    return tweets;
  }

  /** What to test on, of which nothing was trained on. */
  public static List<LabelledText> test(Language language, Path folder) throws IOException {
    return language == Language.AR
        ? balanced(arabic(folder, true))
        : xlmT(language, folder, "test");
  }

  private static List<LabelledText> arabic(Path folder, boolean kept) throws IOException {
    List<LabelledText> found = arabic(folder.resolve(ARSARCASM));
    List<LabelledText> tweets = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      if ((i % ONE_IN == 0) == kept) {
        tweets.add(found.get(i));
      }
    }
    return tweets;
  }

  private static List<LabelledText> xlmT(Language language, Path folder, String part)
      throws IOException {
    Path of =
        folder
            .resolve("xlm-t/data/sentiment")
            .resolve(language == Language.FR ? "french" : "english");
    Path labels = of.resolve(part + "_labels.txt");
    List<String> texts = read(of.resolve(part + "_text.txt")).lines().toList();
    List<String> numbers = read(labels).lines().map(String::strip).toList();
    if (texts.size() != numbers.size()) {
      throw new IOException(
          labels + " has " + numbers.size() + " lines for " + texts.size() + " tweets");
    }
    List<LabelledText> tweets = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      if (!numbers.get(i).matches("[0-2]")) {
        throw new IOException(
            "%s, line %d: no sentiment: %s".formatted(labels, i + 1, numbers.get(i)));
      }
      tweets.add(tweet(language, LABELS.get(Integer.parseInt(numbers.get(i))), texts.get(i)));
    }
    return tweets;
  }

  private static String read(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " is not there", e);
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not UTF-8", e);
    }
  }

  /** Those that the program brings along. */
  static List<LabelledText> written(Language language, String part) throws IOException {
    String file = "tweets/" + language.code() + "-" + part + ".tsv";
    List<LabelledText> tweets = new ArrayList<>();
    try (InputStream in = LabelledTweets.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not among the resources");
      }
      new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .map(line -> line.split("\t", 2))
          .forEach(line -> tweets.add(tweet(language, line[0], line[1])));
    }
    return tweets;
  }

  private static LabelledText tweet(Language language, String label, String text) {
    return new LabelledText(language, Sentiment.of(label).code(), TextCleaner.clean(text));
  }

  private static List<LabelledText> arabic(Path file) throws IOException {
    List<List<String>> rows = rows(read(file));
    int text = rows.get(0).indexOf(TEXT);
    int label = rows.get(0).indexOf(LABEL);
    if (text < 0 || label < 0) {
      throw new IOException(file + " has no columns " + TEXT + " and " + LABEL);
    }
    List<LabelledText> tweets = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 1; i < rows.size(); i++) {
      List<String> row = rows.get(i);
      if (row.size() != rows.get(0).size()) {
        throw new IOException(
            "%s, row %d: %d columns, not %d"
                .formatted(file, i + 1, row.size(), rows.get(0).size()));
      }
      LabelledText tweet;
      try {
        tweet = tweet(Language.AR, row.get(label), row.get(text));
      } catch (IllegalArgumentException e) {
        throw new IOException("%s, row %d: %s".formatted(file, i + 1, e.getMessage()), e);
      }
      if (seen.add(Ngrams.normalized(tweet.text()))) {
        tweets.add(tweet);
      }
    }
    return tweets;
  }

  /** Rows of comma-separated values by RFC 4180. */
  private static List<List<String>> rows(String csv) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean isQuoted = false;
    for (int i = 0; i < csv.length(); i++) {
      char c = csv.charAt(i);
      if (c == '"') {
        boolean isDoubled = isQuoted && i + 1 < csv.length() && csv.charAt(i + 1) == '"';
        if (isDoubled) {
          field.append(c);
          i++;
        } else {
          isQuoted = !isQuoted;
        }
      } else if (isQuoted || (c != ',' && c != '\n' && c != '\r')) {
        field.append(c);
      } else if (c != '\r') {
        row.add(field.toString());
        field.setLength(0);
        if (c == '\n') {
          rows.add(row);
          row = new ArrayList<>();
        }
      }
    }
    if (!field.isEmpty() || !row.isEmpty() || rows.isEmpty()) {
      row.add(field.toString());
      rows.add(row);
    }
    return rows;
  }

  private static List<LabelledText> balanced(List<LabelledText> tweets) {
    Map<String, List<LabelledText>> byLabel = new TreeMap<>();
    tweets.forEach(each -> byLabel.computeIfAbsent(each.label(), l -> new ArrayList<>()).add(each));
    int fewest = byLabel.values().stream().mapToInt(List::size).min().orElse(0);
    return byLabel.values().stream().flatMap(all -> all.stream().limit(fewest)).toList();
  }
}
