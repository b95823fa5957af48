package io.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The models that come with the program. */
final class ShippedModelsTest {
  private final LanguageIdentifier languages = LanguageIdentifier.shipped();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FR | Bonjour, je n'arrive pas à me connecter à mon compte",
        "FR | Où est ma facture ?",
        "FR | merci beaucoup",
        "EN | I can't log in to my account since this morning",
        "EN | Where is my invoice?",
        "EN | thank you very much",
        "AR | لا أستطيع الدخول إلى حسابي منذ هذا الصباح",
        "AR | أين فاتورتي؟",
        "AR | شكرا",
      })
  void languagesAreToldApart(Language language, String text) {
    LanguageIdentifier.Identified identified = languages.identify(text);
    assertThat(identified.language()).contains(language);
    assertThat(identified.confidence()).isBetween(0.5, 1.0);
  }

  @ParameterizedTest
  @CsvSource({"12 345,67 €", "'!!! 😀'", "''"})
  void ofATextWithoutLettersNoLanguageIsSaid(String text) {
    assertThat(languages.identify(text).language()).isEmpty();
    assertThat(languages.identify(text).confidence()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sports | The team won the championship match after scoring two goals",
        "sports | L'équipe a remporté le championnat de football après le match",
        "travel | Tourists should check visa rules and hotel prices before flights",
        "health | Doctors say that patients with the virus need vaccines and hospital care",
        "politics | The president and parliament voted on the law after the election",
        "politics | صوت البرلمان على القانون بعد الانتخابات وقال الرئيس",
      })
  void topicsAreFound(String label, String text) {
    assertThat(TextModel.shipped().predict(text).label()).isEqualTo(label);
  }

  @Test
  @EnabledIfSystemProperty(named = "tributary.samples", matches = ".+")
  void theirTrainingTextsMakeThemAgainAndTheirAccuracyIsWhatTheCardSays() throws IOException {
    Path folder = Path.of(System.getProperty("tributary.samples")).resolve("sib200-topics");
    List<LabelledText> train = LabelledTexts.read(folder, "train");
    TextModel topics = Training.train("text_classifier", "1", train);
    assertThat(bytes(topics)).isEqualTo(resource("text_classifier-1.model"));
    assertThat(bytes(Training.train("language", "1", LanguageIdentifier.trainingTexts(train))))
        .isEqualTo(resource("language-1.model"));

    Evaluation evaluation = Evaluation.of(topics, LabelledTexts.read(folder, "dev"));
    assertThat(evaluation.accuracy(Language.EN)).isCloseTo(0.737, within(0.001));
    assertThat(evaluation.accuracy(Language.FR)).isCloseTo(0.727, within(0.001));
    assertThat(evaluation.accuracy(Language.AR)).isCloseTo(0.727, within(0.001));
    assertThat(evaluation.accuracy()).isCloseTo(0.731, within(0.001));
  }

  private static byte[] bytes(TextModel model) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    model.write(out);
    return out.toByteArray();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = TextModel.class.getResourceAsStream(name)) {
      assertThat(in).isNotNull();
      return in.readAllBytes();
    }
  }
}
