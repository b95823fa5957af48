package io.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TrainingTest {
  private final List<LabelledText> texts = texts(1, 60);

  @Test
  void learnsWhatTheTextsSay() {
    TextModel model = Training.train("toy", "1", texts);
    assertThat(model.labels()).containsExactly("fruit", "tools");
    Evaluation evaluation = Evaluation.of(model, texts(2, 200));
    assertThat(evaluation.accuracy()).isGreaterThan(0.95);
    assertThat(evaluation.accuracy(Language.EN)).isEqualTo(evaluation.accuracy());
    assertThat(evaluation.accuracy(Language.AR)).isNaN();
    assertThat(Arrays.stream(evaluation.all()).flatMapToInt(Arrays::stream).sum()).isEqualTo(200);
  }

  @Test
  void sameTextsMakeTheSameBytes() throws IOException {
    byte[] bytes = bytes(Training.train("toy", "1", texts));
    assertThat(bytes(Training.train("toy", "1", texts))).isEqualTo(bytes);
    TextModel read = TextModel.read(new ByteArrayInputStream(bytes));
    assertThat(bytes(read)).isEqualTo(bytes);
    assertThat(read.name()).isEqualTo("toy");
    assertThat(read.version()).isEqualTo("1");
  }

  @Test
  void probabilitiesAreOneTogetherAlsoOfNoWords() {
    TextModel model = Training.train("toy", "1", texts);
    for (String text : List.of("", "apple", "zzzz", "!")) {
      assertThat(Arrays.stream(model.probabilities(Ngrams.of(text))).sum())
          .isEqualTo(1, within(1e-9));
      assertThat(model.predict(text).score()).isBetween(0.5, 1.0);
    }
  }

  @Test
  void whatIsTrainedOnMustBeOfTwoLabels() {
    assertThatThrownBy(() -> Training.train("toy", "1", texts.subList(0, 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsNoModelIsNotRead() throws IOException {
    assertThatThrownBy(() -> TextModel.read(new ByteArrayInputStream(new byte[100])))
        .hasMessageContaining("no text model");
    byte[] bytes = bytes(Training.train("toy", "1", texts));
    assertThatThrownBy(() -> TextModel.read(new ByteArrayInputStream(Arrays.copyOf(bytes, 1_000))))
        .isInstanceOf(IOException.class);
    bytes[4 + 2 + 3 + 2 + 1 + 3]++; // the version of the n-grams
    assertThatThrownBy(() -> TextModel.read(new ByteArrayInputStream(bytes)))
        .hasMessageContaining("n-grams");
  }

  private static byte[] bytes(TextModel model) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    model.write(out);
    return out.toByteArray();
  }

  private static List<LabelledText> texts(long seed, int many) {
    Random random = new Random(seed);
    List<String> fruit = List.of("apple", "banana", "cherry", "orange");
    List<String> tools = List.of("hammer", "spanner", "drill", "screwdriver");
    List<String> others = List.of("the", "was", "found", "yesterday", "by", "someone");
    List<LabelledText> texts = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      boolean isFruit = random.nextBoolean();
      List<String> words = new ArrayList<>();
      for (int word = 0; word < 6; word++) {
        words.add(others.get(random.nextInt(others.size())));
      }
      words.set(random.nextInt(6), (isFruit ? fruit : tools).get(random.nextInt(4)));
      texts.add(
          new LabelledText(Language.EN, isFruit ? "fruit" : "tools", String.join(" ", words)));
    }
    return texts;
  }
}
