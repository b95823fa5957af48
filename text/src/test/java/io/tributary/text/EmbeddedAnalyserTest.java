package io.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The analyser that comes with the program. */
final class EmbeddedAnalyserTest {
  private final EmbeddedAnalyser analyser = EmbeddedAnalyser.shipped();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FR | POSITIVE | Merci à toute l'équipe, vous êtes formidables ❤️",
        "FR | NEGATIVE | Je n'aime pas du tout ce service, c'est une honte",
        "FR | NEUTRAL | La réunion aura lieu jeudi à 18h",
        "EN | POSITIVE | Sooooo happy, best day ever!!! 😍",
        "EN | NEGATIVE | I am not happy with this phone, it is terrible",
        "EN | NEUTRAL | The meeting is on Thursday at 6pm",
        "AR | POSITIVE | شكرا لكم، عمل رااائع جدا 😍",
        "AR | NEGATIVE | هذا أسوأ فيلم، فاشل ومقرف",
        "EN | POSITIVE | j'adore!! شكرا, this is wonderful 😍",
      })
  void sentimentsAreFound(Language language, Sentiment sentiment, String tweet) {
    assertThat(analyser.analyse(tweet, language).sentiment()).isEqualTo(sentiment);
  }

  @Test
  void whatIsBehindAnAngleBracketOfACleanTextCounts() {
    assertThat(analyser.analyse("profit <loss, this is terrible", Language.EN))
        .isNotEqualTo(analyser.analyse("profit", Language.EN));
  }

  @Test
  void aTopicIsALabelOfTheClassifier() {
    Analysis analysis =
        analyser.analyse("The team won the match after scoring two goals", Language.EN);
    assertThat(analysis.topic()).isEqualTo("sports");
    assertThat(TextModel.shipped().labels()).contains(analysis.topic());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\u0000\u200B\uFEFF",
        "\uD83D",
        "#",
        "@ # @@ ##_ #1 '",
        "''''’’’",
        "http",
        "-----",
        "<script>alert(1)</script>",
        "ﷺ ﻛﺘﺎﺏ",
        "\u202eevil\u202c",
        "Z̷̢̛a̸l̵g̶o̷",
        "👨‍👩‍👧‍👦🏳️‍🌈",
        ":))))))))",
        "中文 русский हिन्दी",
      })
  void whateverComesIsAnalysed(String tweet) {
    for (Language language : Language.values()) {
      Analysis analysis = analyser.analyse(tweet, language);
      assertThat(analysis.confidence()).isBetween(0.0, 1.0);
      assertThat(analyser.analyse(tweet, language)).isEqualTo(analysis);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "#", "@", "not ", "'", "no'", "😀", ":", "ا", ".", "aA", "lack of "})
  @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void takesTimeInProportionToTheLength(String part) {
    analyser.analyse(part.repeat(100_000 / part.length()), Language.EN);
  }

  @Test
  void probabilitiesAreOneTogether() {
    double sum = 0;
    for (double each : analyser.sentiment("nice", Ngrams.of("nice"), Language.EN)) {
      sum += each;
    }
    assertThat(sum).isCloseTo(1, within(1e-9));
  }

  /** Easy ones, which say nothing of real tweets, but much of a model that has gone wrong. */
  @ParameterizedTest
  @CsvSource({"FR", "EN"})
  void tweetsWrittenForTheTestAreToldApart(Language language) throws IOException {
    Evaluation evaluation = Evaluation.of(analyser, LabelledTweets.written(language, "test"));
    assertThat(evaluation.accuracy(language)).isGreaterThanOrEqualTo(0.8);
    assertThat(evaluation.macroF1(language)).isGreaterThanOrEqualTo(0.8);
  }

  /** French and English where XLM-T lies beside ArSarcasm. */
  @ParameterizedTest
  @CsvSource({"FR, 0.643, xlm-t", "EN, 0.644, xlm-t", "AR, 0.645, arsarcasm"})
  @EnabledIfSystemProperty(named = "tributary.samples", matches = ".+")
  void theirTweetsMakeTheModelsAgainAndTheAccuracyIsWhatTheCardSays(
      Language language, double accuracy, String collection) throws IOException {
    assumeThat(samples().resolve(collection)).exists();
    SentimentModel model =
        SentimentTraining.train(language, LabelledTweets.train(language, samples()));
    assertThat(bytes(model)).isEqualTo(resource(EmbeddedAnalyser.file(language)));
    Evaluation evaluation = Evaluation.of(analyser, LabelledTweets.test(language, samples()));
    assertThat(evaluation.accuracy(language)).isCloseTo(accuracy, within(0.001));
  }

  @Test
  @EnabledIfSystemProperty(named = "tributary.samples", matches = ".+")
  void naughtyStringsAreAnalysed() throws IOException {
    for (String line : Files.readAllLines(samples().resolve("naughty-strings/blns.json"))) {
      for (Language language : Language.values()) {
        assertThat(analyser.analyse(line, language).confidence()).isBetween(0.0, 1.0);
      }
    }
  }

  @Test
  void whatIsNoModelIsNotRead(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> SentimentModel.read(new ByteArrayInputStream(new byte[100])))
        .hasMessageContaining("no model of sentiments");
    byte[] shipped = resource(EmbeddedAnalyser.file(Language.FR));
    assertThat(bytes(SentimentModel.read(new ByteArrayInputStream(shipped)))).isEqualTo(shipped);
    shipped[7]++;
    assertThatThrownBy(() -> SentimentModel.read(new ByteArrayInputStream(shipped)))
        .hasMessageContaining("feelings");
    assertThatThrownBy(() -> EmbeddedAnalyser.read(folder)).isInstanceOf(IOException.class);
  }

  @Test
  void whatIsWrongWithTheTweetsIsSaid(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> LabelledTweets.train(Language.AR, folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("train.csv is not there");
    Path file = file(folder, "arsarcasm/train.csv", "a,b\n1,2\n");
    assertThatThrownBy(() -> LabelledTweets.train(Language.AR, folder))
        .hasMessageContaining("no columns");
    Files.writeString(file, "original_sentiment,tweet\npositive\n");
    assertThatThrownBy(() -> LabelledTweets.train(Language.AR, folder))
        .hasMessageContaining("row 2: 1 columns, not 2");
    Files.writeString(file, "original_sentiment,tweet\nso-so,\"a \"\"b\"\",\nc\"\n");
    assertThatThrownBy(() -> LabelledTweets.train(Language.AR, folder))
        .hasMessageContaining("row 2: no sentiment: so-so");
    Files.write(file, new byte[] {(byte) 0xC3, '\n'});
    assertThatThrownBy(() -> LabelledTweets.train(Language.AR, folder))
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void tweetsOfXlmTAreReadOrWhatIsWrongWithThemIsSaid(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> LabelledTweets.test(Language.EN, folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("english/test_text.txt is not there");
    file(folder, "xlm-t/data/sentiment/english/test_text.txt", "good @user\nso http\nbad\n");
    Path labels = file(folder, "xlm-t/data/sentiment/english/test_labels.txt", "2\n1\n0\n");
    assertThat(LabelledTweets.test(Language.EN, folder))
        .extracting(LabelledText::label)
        .containsExactly("positive", "neutral", "negative");
    Files.writeString(labels, "2\n1\n");
    assertThatThrownBy(() -> LabelledTweets.test(Language.EN, folder))
        .hasMessageContaining("test_labels.txt has 2 lines for 3 tweets");
    Files.writeString(labels, "2\n1\n3\n");
    assertThatThrownBy(() -> LabelledTweets.test(Language.EN, folder))
        .hasMessageContaining("line 3: no sentiment: 3");
  }

  private static Path file(Path folder, String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  @Test
  void ofTheArabicTweetsCopiesGoAndTheTestIsBalanced(@TempDir Path folder) throws IOException {
    StringBuilder csv = new StringBuilder("tweet,original_sentiment\r\n");
    for (int i = 0; i < 64; i++) {
      String label = i % 4 == 0 ? "positive" : i % 4 == 1 ? "negative" : "neutral";
      csv.append("\"كلمة ").append((char) ('ا' + i % 60)).append(i / 60).append(i).append("\",");
      csv.append(i % 8 == 0 ? List.of("positive", "negative", "neutral").get(i / 8 % 3) : label);
      csv.append("\r\n");
    }
    csv.append("كلمة ا00,positive\n");
    file(folder, "arsarcasm/train.csv", csv.toString());
    List<LabelledText> train = LabelledTweets.train(Language.AR, folder);
    assertThat(train).hasSize(56);
    List<LabelledText> test = LabelledTweets.test(Language.AR, folder);
    assertThat(test).hasSize(6).doesNotContainAnyElementsOf(train);
  }

  private static Path samples() {
    return Path.of(System.getProperty("tributary.samples"));
  }

  private static byte[] bytes(SentimentModel model) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    model.write(out);
    return out.toByteArray();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = EmbeddedAnalyser.class.getResourceAsStream(name)) {
      assertThat(in).isNotNull();
      return in.readAllBytes();
    }
  }
}
