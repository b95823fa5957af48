package io.tributary.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.text.LabelledText;
import io.tributary.text.LabelledTexts;
import io.tributary.text.Ngrams;
import io.tributary.text.TextCleaner;
import io.tributary.text.TextModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.JRE;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** The SavedModel in the repository says the same as the model in the program. */
final class ParityIT {
  /** What floats differ by from doubles; a bucket that is another one makes more. */
  private static final double SAME = 1e-6;

  private static final int BATCH = 256;
  private static final int LONGEST = 20_000;

  private static final List<String> WORDS =
      words(
          """
          le la les un une et ou où est à été être avoir fait l'équipe championnat football match \
          santé médecin maladie vaccin hôpital président loi vote élection parlement voyage hôtel \
          vol billet ville montagne fleuve désert cœur œuvre naïf Noël Français ÉTÉ ÇA GARÇON \
          aujourd'hui peut-être facture compte connexion mot de passe remboursement livraison""",
          """
          the a of and or is was been have has team championship football match health doctor \
          disease vaccine hospital president law vote election parliament travel hotel flight \
          ticket city mountain river desert science researchers can't don't well-known invoice \
          account login password refund delivery THE NASA COVID-19 2024 3.14 50% #hashtag @home""",
          """
          في من على إلى عن هذا هذه ذلك التي الذي كان كانت فريق بطولة كرة القدم مباراة الصحة طبيب مرض \
          لقاح مستشفى الرئيس قانون تصويت انتخابات البرلمان سفر فندق رحلة تذكرة مدينة جبل نهر صحراء علوم \
          باحثون فاتورة حساب كلمة المرور أحمد آخر إسلام ٱلله مدرسة هدى مُحَمَّدٌ ١٢٣ ۴۵۶ لا ﻻ ﷲ""");

  /** Strings that break things. */
  private static final List<String> NAUGHTY =
      List.of(
          "",
          " ",
          "\t\n\u000b\f\r",
          "\0",
          "foot\0ball match",
          "\0\0football",
          "\u0085\u00a0\u2028\u2029\u3000\ufeff\u200b",
          "à\u00a0à à\u0085à",
          "İstanbul İİİ ISPARTA ıI",
          "ΟΔΥΣΣΕΥΣ ΣΑΣ Σ ΣΣ αΣ αΣ. αΣα ὈΔΥΣΣΕΎΣ",
          "STRASSE straße STRAẞE ẞ ß",
          "ǅ ǆ Ǆ ﬁ ﬃ ŉ ǰ ΐ Ω K Å",
          "x² H₂O ½ ⅷ Ⅷ ④ ㊿ 三 ٣ ߉ 𝟘 𝒜𝒷",
          "e\u0301 é n\u0303 ñ ا\u0655 إ ﷽ \u0640\u0640\u0640",
          "\u202egnirts tfel ot thgir\u202c \u2066x\u2069 שלום עולם مرحبا world",
          "👩‍👩‍👧‍👦 🇫🇷🇬🇧 👍🏽 ❤️ ⚽️🏆 🤷‍♀️",
          "Z̵̢̛͔͊a̶̡͠l̷̙͝g̸̱̈́o̴͖͐ t̸̨̛e̵̻͌x̶̰͆t̷̝̏",
          "\ud800 lone \udc00 surrogates \ud83d",
          "\ufffd\ufffe\uffff\udbff\udfff",
          "'; DROP TABLE texts; -- ${jndi:ldap://x} {{7*7}} <script>alert(1)</script> %s %n \\x00",
          "__ _word_ _ the _ _ president ",
          "null NaN true undefined 1e999 -0",
          "fooooooooooootball".repeat(500),
          "🏈".repeat(5_000),
          "a".repeat(LONGEST),
          "ا".repeat(LONGEST),
          "a ".repeat(LONGEST / 2),
          "football ".repeat(LONGEST / 9),
          "?!".repeat(LONGEST / 2));

  private static final TextModel MODEL = TextModel.shipped();
  private static SavedModelBundle saved;

  private final Random random = new Random(4);

  @BeforeAll
  static void load() {
    saved =
        SavedModelBundle.load(
            Path.of("../../models/text_classifier/1").toString(), SavedModelBundle.DEFAULT_TAG);
  }

  @AfterAll
  static void unload() {
    saved.close();
  }

  @Test
  void ofTextsInThreeLanguages() {
    requireSame("generated", texts(6_000, () -> sentence(1 + random.nextInt(60))));
    requireSame("mixed", texts(2_000, () -> sentence(1 + random.nextInt(20)) + naughty()));
  }

  @Test
  void ofLongTexts() {
    requireSame("long", texts(60, () -> cut(sentence(4_000), random.nextInt(LONGEST + 1))));
    requireSame("naughty", NAUGHTY);
    requireSame("clean", NAUGHTY.stream().map(TextCleaner::clean).toList());
  }

  /** TensorFlow knows letters of Unicode 15, but their lower case of Unicode 13, as Java 17. */
  @Test
  @EnabledForJreRange(max = JRE.JAVA_18)
  void ofAnyCharacters() {
    int[] defined =
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
            .filter(Character::isDefined)
            .filter(each -> Character.getType(each) != Character.SURROGATE)
            .toArray();
    requireSame("random", texts(4_000, () -> characters(defined, random.nextInt(300))));
    int[] emoji = IntStream.rangeClosed(0x1F300, 0x1FAD6).toArray();
    requireSame("emoji", texts(500, () -> sentence(3) + characters(emoji, 10)));
    int[] rightToLeft = IntStream.rangeClosed(0x590, 0x8FF).filter(Character::isDefined).toArray();
    requireSame("right to left", texts(1_000, () -> characters(rightToLeft, 200)));

    for (int from = 0; from < defined.length; from += BATCH) {
      List<String> each =
          Arrays.stream(defined, from, Math.min(defined.length, from + BATCH))
              .mapToObj(Character::toString)
              .map(c -> "ab%scd %s %s%s%s x%s".formatted(c, c, c, c, c, c))
              .toList();
      List<int[]> ngrams = ngrams(each);
      for (int i = 0; i < each.size(); i++) {
        assertThat(ngrams.get(i))
            .as("n-grams of U+%X", defined[from + i])
            .isEqualTo(Ngrams.of(each.get(i)));
      }
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "tributary.samples", matches = ".+")
  void ofRealTexts() throws IOException {
    Path folder = Path.of(System.getProperty("tributary.samples")).resolve("sib200-topics");
    for (String part : List.of("train", "dev")) {
      requireSame(
          "SIB-200 " + part,
          LabelledTexts.read(folder, part).stream().map(LabelledText::text).toList());
    }
  }

  @Test
  void doesNotDependOnTheOthersInABatch() {
    List<String> texts = texts(100, () -> sentence(random.nextInt(30)));
    float[][] together = probabilities(texts);
    for (int i = 0; i < texts.size(); i++) {
      assertThat(probabilities(List.of(texts.get(i)))[0]).isEqualTo(together[i]);
    }
    assertThat(probabilities(List.of())).isEmpty();
  }

  private List<String> texts(int many, Supplier<String> one) {
    return IntStream.range(0, many).mapToObj(i -> one.get()).toList();
  }

  private String sentence(int words) {
    StringBuilder sentence = new StringBuilder();
    List<String> language = words(WORDS.get(random.nextInt(WORDS.size())));
    for (int i = 0; i < words; i++) {
      sentence.append(language.get(random.nextInt(language.size())));
      sentence.append(random.nextInt(8) == 0 ? ", " : " ");
    }
    return sentence.toString();
  }

  private String naughty() {
    return cut(NAUGHTY.get(random.nextInt(NAUGHTY.size())), 40);
  }

  private String characters(int[] from, int many) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < many; i++) {
      text.appendCodePoint(from[random.nextInt(from.length)]);
    }
    return text.toString();
  }

  private static String cut(String text, int length) {
    return text.substring(0, Math.min(text.length(), length));
  }

  /** The lists, or the words of one. */
  private static List<String> words(String... lists) {
    return lists.length == 1 ? List.of(lists[0].split("\\s+")) : List.of(lists);
  }

  private static void requireSame(String what, List<String> texts) {
    double most = 0;
    for (int from = 0; from < texts.size(); from += BATCH) {
      List<String> batch = texts.subList(from, Math.min(texts.size(), from + BATCH));
      float[][] served = probabilities(batch);
      for (int i = 0; i < batch.size(); i++) {
        double[] own = MODEL.probabilities(Ngrams.of(batch.get(i)));
        int best = best(own);
        int servedBest = best(doubles(served[i]));
        assertThat(own[best] - own[servedBest])
            .as("label of «%s»", cut(batch.get(i), 200))
            .isLessThan(SAME);
        for (int label = 0; label < own.length; label++) {
          most = Math.max(most, Math.abs(own[label] - served[i][label]));
        }
        assertThat(most).as("difference on «%s»", cut(batch.get(i), 200)).isLessThan(SAME);
      }
    }
    System.out.printf("%s: %d texts, differ by %.2g at most%n", what, texts.size(), most);
  }

  private static double[] doubles(float[] numbers) {
    return IntStream.range(0, numbers.length).mapToDouble(i -> numbers[i]).toArray();
  }

  private static int best(double[] numbers) {
    int best = 0;
    for (int i = 1; i < numbers.length; i++) {
      best = numbers[i] > numbers[best] ? i : best;
    }
    return best;
  }

  private static float[][] probabilities(List<String> texts) {
    int labels = MODEL.labels().size();
    float[][] all = new float[texts.size()][labels];
    try (TString input = input(texts);
        Result result =
            saved
                .session()
                .runner()
                .feed("clean_text:0", input)
                .fetch("labels:0")
                .fetch("probabilities:0")
                .run()) {
      TString names = (TString) result.get(0);
      TFloat32 numbers = (TFloat32) result.get(1);
      assertThat(names.shape()).isEqualTo(Shape.of(texts.size(), labels));
      assertThat(numbers.shape()).isEqualTo(names.shape());
      for (int i = 0; i < texts.size(); i++) {
        for (int label = 0; label < labels; label++) {
          all[i][label] = numbers.getFloat(i, label);
          assertThat(names.getObject(i, label)).isEqualTo(MODEL.labels().get(label));
        }
      }
    }
    return all;
  }

  private static List<int[]> ngrams(List<String> texts) {
    List<IntStream.Builder> all = texts.stream().map(each -> IntStream.builder()).toList();
    try (TString input = input(texts);
        Result result =
            saved
                .session()
                .runner()
                .feed("clean_text:0", input)
                .fetch(ClassifierGraph.NGRAMS)
                .run()) {
      ((TInt64) result.get(0))
          .scalars()
          .forEach(
              key ->
                  all.get((int) (key.getLong() / Ngrams.BUCKETS))
                      .add((int) (key.getLong() % Ngrams.BUCKETS)));
    }
    return all.stream().map(each -> each.build().sorted().toArray()).toList();
  }

  private static TString input(List<String> texts) {
    return TString.tensorOf(
        Shape.of(texts.size()), DataBuffers.ofObjects(texts.toArray(String[]::new)));
  }
}
