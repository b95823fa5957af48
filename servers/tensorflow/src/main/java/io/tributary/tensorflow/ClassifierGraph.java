package io.tributary.tensorflow;

import io.tributary.text.Ngrams;
import io.tributary.text.TextModel;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.UniqueWithCounts;
import org.tensorflow.op.ragged.RaggedTensorToSparse;
import org.tensorflow.op.strings.Lower;
import org.tensorflow.op.strings.StringNGrams;
import org.tensorflow.op.strings.StringSplit;
import org.tensorflow.op.strings.UnicodeDecode;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * {@link TextModel} and {@link Ngrams} once more, said in operations that every TensorFlow has. It
 * takes all texts of a batch at once, and computes in doubles, as they do.
 */
final class ClassifierGraph {
  static final String INPUT = "clean_text";
  static final String LABELS = "labels";
  static final String PROBABILITIES = "probabilities";

  /** Of each n-gram of all texts its bucket, and its text times the buckets; no output. */
  static final String NGRAMS = "ngrams";

  private static final String UTF_8 = "UTF-8";

  private final Ops tf;
  private final TextModel model;

  private ClassifierGraph(Ops tf, TextModel model) {
    this.tf = tf;
    this.model = model;
  }

  /** The graph of a model; its input and outputs are called as the constants here say. */
  static GraphDef of(TextModel model) {
    try (Graph graph = new Graph()) {
      new ClassifierGraph(Ops.create(graph), model).build();
      return graph.toGraphDef();
    }
  }

  private void build() {
    Placeholder<TString> texts =
        tf.withName(INPUT)
            .placeholder(TString.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
    Operand<TInt64> many = tf.size(texts, TInt64.class);
    Words words = words(normalized(texts));
    Operand<TInt64> all =
        tf.withName(NGRAMS)
            .concat(List.of(ofWords(words, many), ofCharacters(words)), tf.constant(0));
    tf.withName(PROBABILITIES).identity(probabilities(all, many));
    Operand<TString> labels = tf.array(model.labels().toArray(String[]::new));
    tf.withName(LABELS)
        .tile(tf.expandDims(labels, tf.constant(0)), tf.stack(List.of(many, tf.constant(1L))));
  }

  /** As {@link Ngrams} does it, but for the spaces at either end. */
  private Operand<TString> normalized(Operand<TString> texts) {
    // StringLower takes a zero for the end.
    Operand<TString> letters = replaced(texts, "\\x00", " ");
    // What becomes of these would depend on their neighbours, and on where the server stands.
    letters = replaced(letters, "Σ", "σ");
    letters = replaced(letters, "I", "i");
    letters = replaced(letters, "İ", "i\u0307");
    letters = tf.strings.lower(letters, Lower.encoding("utf-8"));
    letters = replaced(letters, "[أإآٱ]", "ا");
    letters = replaced(letters, "ى", "ي");
    letters = replaced(letters, "ة", "ه");
    return replaced(letters, "[^\\p{L}\\p{N}]+", " ");
  }

  private Operand<TString> replaced(Operand<TString> texts, String pattern, String by) {
    return tf.strings.staticRegexReplace(texts, pattern, by);
  }

  /** The words of all texts, and of which text each is. */
  private record Words(Operand<TString> words, Operand<TInt64> texts) {}

  private Words words(Operand<TString> normalized) {
    StringSplit split = tf.strings.stringSplit(normalized, tf.constant(""));
    return new Words(split.values(), firstColumn(split.indices()));
  }

  /** Each word and each two neighbours, hashed. */
  private Operand<TInt64> ofWords(Words words, Operand<TInt64> many) {
    Operand<TInt64> wordsOfText =
        tf.math.unsortedSegmentSum(tf.onesLike(words.texts), words.texts, many);
    Operand<TInt64> splits =
        tf.concat(
            List.of(tf.array(0L), tf.math.cumsum(wordsOfText, tf.constant(0))), tf.constant(0));
    StringNGrams<TInt64> ngrams = ngrams(words.words, splits, " ", List.of(1L, 2L));
    RaggedTensorToSparse<TInt64> buckets =
        buckets(
            ngrams, tf.strings.join(List.of(tf.constant("_ "), ngrams.ngrams(), tf.constant(" "))));
    return keys(firstColumn(buckets.sparseIndices()), buckets.sparseValues());
  }

  /** Each four to six characters of a word with its spaces, hashed. */
  private Operand<TInt64> ofCharacters(Words words) {
    Operand<TString> spaced =
        tf.strings.join(List.of(tf.constant(" "), words.words, tf.constant(" ")));
    UnicodeDecode<TInt64> points =
        tf.strings.unicodeDecode(spaced, UTF_8, new UnicodeDecode.Options[0]);
    Operand<TInt64> end = tf.math.add(tf.size(points.charValues(), TInt64.class), tf.constant(1L));
    Operand<TString> characters =
        tf.strings.unicodeEncode(
            points.charValues(), tf.range(tf.constant(0L), end, tf.constant(1L)), UTF_8);
    StringNGrams<TInt64> ngrams = ngrams(characters, points.rowSplits(), "", List.of(4L, 5L, 6L));
    RaggedTensorToSparse<TInt64> buckets = buckets(ngrams, ngrams.ngrams());
    Operand<TInt64> texts =
        tf.gather(words.texts, firstColumn(buckets.sparseIndices()), tf.constant(0));
    return keys(texts, buckets.sparseValues());
  }

  private StringNGrams<TInt64> ngrams(
      Operand<TString> parts, Operand<TInt64> splits, String separator, List<Long> widths) {
    return tf.strings.stringNGrams(parts, splits, separator, widths, "", "", 0L, false);
  }

  /** The bucket of each n-gram, and in which row it was. */
  private RaggedTensorToSparse<TInt64> buckets(StringNGrams<TInt64> ngrams, Operand<TString> of) {
    return tf.ragged.raggedTensorToSparse(
        List.of(ngrams.ngramsSplits()), tf.strings.toHashBucketFast(of, (long) Ngrams.BUCKETS));
  }

  private Operand<TInt64> firstColumn(Operand<TInt64> matrix) {
    return tf.reshape(tf.slice(matrix, tf.array(0L, 0L), tf.array(-1L, 1L)), tf.array(-1));
  }

  /** Text and bucket in one number. */
  private Operand<TInt64> keys(Operand<TInt64> texts, Operand<TInt64> buckets) {
    return tf.math.add(tf.math.mul(texts, tf.constant((long) Ngrams.BUCKETS)), buckets);
  }

  private Operand<TFloat32> probabilities(Operand<TInt64> keys, Operand<TInt64> many) {
    UniqueWithCounts<TInt64, ?> unique = tf.uniqueWithCounts(keys, tf.constant(new int[0]));
    Operand<TInt64> buckets = tf.constant((long) Ngrams.BUCKETS);
    Operand<TInt64> bucket = tf.math.floorMod(unique.y(), buckets);
    Operand<TInt64> text = tf.math.floorDiv(unique.y(), buckets);

    Operand<TFloat64> occurs =
        tf.math.add(doubles(tf.constant(1)), tf.math.log(doubles(unique.count())));
    Operand<TFloat64> values = tf.math.mul(occurs, weights(bucket));
    Operand<TFloat64> length =
        tf.math.sqrt(tf.math.unsortedSegmentSum(tf.math.square(values), text, many));
    Operand<TFloat64> sums =
        tf.math.unsortedSegmentSum(
            tf.math.mul(tf.expandDims(values, tf.constant(1)), coefficients(bucket)), text, many);
    // Weights all have one scale, which the length takes out; of a text without words both are 0.
    Operand<TFloat64> logits =
        tf.math.add(
            doubles(tf.constant(model.biases())),
            tf.math.mul(
                doubles(tf.constant(model.scales())),
                tf.math.divNoNan(sums, tf.expandDims(length, tf.constant(1)))));
    return tf.dtypes.cast(tf.nn.softmax(logits), TFloat32.class);
  }

  private Operand<TFloat64> weights(Operand<TInt64> buckets) {
    return doubles(rows(model.weights(), Shape.of(Ngrams.BUCKETS), buckets));
  }

  /** TensorFlow for Java has no signed bytes: they are kept as greater by as much as is needed. */
  private Operand<TFloat64> coefficients(Operand<TInt64> buckets) {
    byte[] greater = model.coefficients();
    for (int i = 0; i < greater.length; i++) {
      greater[i] -= Byte.MIN_VALUE;
    }
    return tf.math.add(
        doubles(rows(greater, Shape.of(Ngrams.BUCKETS, model.labels().size()), buckets)),
        tf.constant((double) Byte.MIN_VALUE));
  }

  private Operand<TUint8> rows(byte[] table, Shape shape, Operand<TInt64> rows) {
    return tf.gather(tf.constant(TUint8.class, shape, DataBuffers.of(table)), rows, tf.constant(0));
  }

  private Operand<TFloat64> doubles(Operand<? extends TType> numbers) {
    return tf.dtypes.cast(numbers, TFloat64.class);
  }
}
