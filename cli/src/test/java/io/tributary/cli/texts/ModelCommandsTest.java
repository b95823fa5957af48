package io.tributary.cli.texts;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelCommandsTest {
  @TempDir private Path folder;

  @BeforeEach
  void labelSomeTexts() throws IOException {
    for (String part : List.of("train", "dev")) {
      write("eng_Latn", part, "fruit\tthe apple and the pear", "tools\tthe hammer and the drill");
      write("fra_Latn", part, "fruit\tla pomme et la poire", "tools\tle marteau et la perceuse");
      write("arb_Arab", part, "fruit\tالتفاح والكمثرى", "tools\tالمطرقة والمثقاب");
    }
  }

  @Test
  void aModelIsTrainedEvaluatedAndMadeAgain() throws IOException {
    Path out = folder.resolve("models");
    Call trained = Call.of("train", "texts", "--data=" + folder, "--out=" + out);
    assertThat(trained.err()).isEmpty();
    Path model = out.resolve("text_classifier-1.model");
    assertThat(trained.out())
        .isEqualTo(model + ": fruit, tools\n" + out.resolve("language-1.model") + ": en, fr\n");
    byte[] bytes = Files.readAllBytes(model);
    Call.of("train", "texts", "--data=" + folder, "--out=" + out);
    assertThat(Files.readAllBytes(model)).isEqualTo(bytes);

    Call evaluated = Call.of("evaluate", "texts", "--data=" + folder, "--model=" + model);
    assertThat(evaluated.exitCode()).isZero();
    assertThat(evaluated.out())
        .isEqualTo(
            """
            model text_classifier, version 1

            language  accuracy
            fr        1.000
            en        1.000
            ar        1.000
            all       1.000

            rows: what it is; columns: what the model says

                   fruit  tools
            fruit      3      0
            tools      0      3
            """);
  }

  @Test
  void sentimentsAreTrainedEvaluatedAndMadeAgain() throws IOException {
    StringBuilder tweets = new StringBuilder("tweet,original_sentiment\n");
    for (int i = 0; i < 32; i++) {
      tweets.append("فيلم جميل ").append(i).append(",positive\n");
      tweets.append("فيلم سيء ").append(i).append(",negative\n");
      tweets.append("فيلم اليوم ").append(i).append(",neutral\n");
    }
    labelSomeTweets(tweets.toString());
    Path out = folder.resolve("models");
    Call trained = Call.of("train", "tweets", "--data=" + folder, "--out=" + out);
    assertThat(trained.err()).isEmpty();
    Path model = out.resolve("sentiment_ar-2.model");
    assertThat(trained.out())
        .contains(
            model + ": of 84 tweets", out.resolve("sentiment_fr-2.model") + ": of 469 tweets");
    byte[] bytes = Files.readAllBytes(model);
    Call.of("train", "tweets", "--data=" + folder, "--out=" + out);
    assertThat(Files.readAllBytes(model)).isEqualTo(bytes);

    Call evaluated = Call.of("evaluate", "tweets", "--data=" + folder, "--models=" + out);
    assertThat(evaluated.exitCode()).isZero();
    assertThat(evaluated.out())
        .startsWith("analyser embedded, version 2\n")
        .containsPattern("ar +12 +1\\.000 +1\\.000")
        .containsPattern("ar +positive +negative +neutral\npositive +4 +0 +0");
    assertThat(Call.of("evaluate", "tweets", "--data=" + folder).exitCode()).isZero();
  }

  @Test
  void whatIsWrongWithTweetsIsSaid() throws IOException {
    assertThat(Call.of("train", "tweets", "--data=/nowhere").err())
        .startsWith("tributary: /nowhere/xlm-t/data/sentiment/french/train_text.txt is not there")
        .contains("name a folder with xlm-t, a clone of it, and arsarcasm/train.csv");
    labelSomeTweets("tweet,original_sentiment\nfine,so-so\n");
    assertThat(Call.of("evaluate", "tweets", "--data=" + folder).err())
        .contains("train.csv, row 2: no sentiment: so-so");
    labelSomeTweets("tweet,original_sentiment\nfine,positive\n");
    assertThat(Call.of("evaluate", "tweets", "--data=" + folder, "--models=" + folder).err())
        .contains("has no models that can be read");
  }

  private void labelSomeTweets(String arabic) throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve("arsarcasm")).resolve("train.csv"), arabic);
    for (String language : List.of("french", "english")) {
      Path xlmT = Files.createDirectories(folder.resolve("xlm-t/data/sentiment/" + language));
      for (String part : List.of("train", "val", "test")) {
        Files.writeString(xlmT.resolve(part + "_text.txt"), "bien @user\nhttp\n");
        Files.writeString(xlmT.resolve(part + "_labels.txt"), "2\n1\n");
      }
    }
  }

  @Test
  void whatIsWrongIsSaid() throws IOException {
    assertThat(Call.of("train", "texts", "--data=/nowhere").err())
        .startsWith("tributary: /nowhere/fra_Latn-train.tsv is not there");
    assertThat(Call.of("evaluate", "texts", "--data=" + folder).err())
        .startsWith("tributary: label fruit is not among the model's: [");
    assertThat(
            Call.of("evaluate", "texts", "--data=" + folder, "--model=" + folder.resolve("none"))
                .exitCode())
        .isEqualTo(1);
    write("arb_Arab", "train", "no text");
    assertThat(Call.of("train", "texts", "--data=" + folder).err())
        .contains("arb_Arab-train.tsv, line 2: 2 columns, not 3");
    Files.write(folder.resolve("arb_Arab-train.tsv"), new byte[] {(byte) 0xC3, '\n'});
    assertThat(Call.of("train", "texts", "--data=" + folder).err()).contains("is not UTF-8");
    for (String language : List.of("fra_Latn", "eng_Latn", "arb_Arab")) {
      write(language, "train", "tools\tle marteau");
    }
    assertThat(Call.of("train", "texts", "--data=" + folder).err())
        .contains("has fewer than two labels");
    Path cut = Files.write(folder.resolve("cut.model"), new byte[] {'T', 'R', 'M', '1'});
    assertThat(Call.of("evaluate", "texts", "--data=" + folder, "--model=" + cut).err())
        .contains("cut.model can't be read (java.io.EOFException)");
    assertThat(Call.of("train").exitCode()).isEqualTo(2);
    assertThat(Call.of("evaluate").exitCode()).isEqualTo(2);
  }

  private void write(String language, String part, String... lines) throws IOException {
    StringBuilder text = new StringBuilder("index_id\tcategory\ttext\n");
    for (String line : lines) {
      text.append("1\t").append(line).append('\n');
    }
    Files.writeString(folder.resolve(language + "-" + part + ".tsv"), text);
  }
}
