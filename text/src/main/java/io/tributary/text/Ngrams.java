package io.tributary.text;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The features of a text: its n-grams, each hashed into one of {@link #BUCKETS}.
 *
 * <ol>
 *   <li>The text in lower case, variants of Arabic letters made one; every run of anything but
 *       letters and digits becomes a space, and one stands at either end: {@code " word word "}.
 *   <li>Word n-grams: each word, and each two neighbours, with the spaces around them and an
 *       underscore before all: {@code "_ word "}.
 *   <li>Character n-grams: each {@link #SHORTEST} to {@link #LONGEST} code points of a word with
 *       the spaces around it.
 *   <li>The bucket of an n-gram: FarmHash's Fingerprint64 of its UTF-8, modulo the number of
 *       buckets.
 * </ol>
 *
 * <p>All of it can be said in TensorFlow's operations too (StringLower, RegexReplace, StringNGrams,
 * StringToHashBucketFast). Changing any of it makes other models: {@link #VERSION} then changes.
 * Thread-safe.
 */
public final class Ngrams {
  /** The version of this recipe, which a model names. */
  public static final int VERSION = 1;

  /** A power of two. */
  public static final int BUCKETS = 1 << 18;

  static final int SHORTEST = 4;
  static final int LONGEST = 6;

  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final Hasher64 HASH = Hashing.farmHashNa();

  private Ngrams() {}

  /** The bucket of each n-gram of a clean text, in ascending order, as often as it occurs. */
  public static int[] of(String clean) {
    byte[] text = normalized(clean).getBytes(StandardCharsets.UTF_8);
    Buckets buckets = new Buckets(text.length + 16);
    int previous = -1;
    int begin = 0;
    for (int i = 1; i < text.length; i++) {
      if (text[i] == ' ') {
        buckets.addWords(text, begin, i + 1);
        if (previous >= 0) {
          buckets.addWords(text, previous, i + 1);
        }
        characters(text, begin, i + 1, buckets);
        previous = begin;
        begin = i;
      }
    }
    return buckets.sorted();
  }

  static String normalized(String clean) {
    String letters =
        clean
            // In lower case it would depend on its neighbours, and not on the same ones everywhere.
            .replace('Σ', 'σ')
            .toLowerCase(Locale.ROOT)
            .replace('أ', 'ا')
            .replace('إ', 'ا')
            .replace('آ', 'ا')
            .replace('ٱ', 'ا')
            .replace('ى', 'ي')
            .replace('ة', 'ه');
    String words = NO_WORD.matcher(letters).replaceAll(" ").strip();
    return words.isEmpty() ? "" : " " + words + " ";
  }

  private static void characters(byte[] text, int from, int to, Buckets buckets) {
    for (int begin = from; begin < to; begin++) {
      if (isContinuation(text[begin])) {
        continue;
      }
      int points = 0;
      for (int end = begin + 1; end <= to; end++) {
        if (end == to || !isContinuation(text[end])) {
          points++;
          if (points >= SHORTEST) {
            buckets.add(text, begin, end);
          }
          if (points == LONGEST) {
            break;
          }
        }
      }
    }
  }

  private static boolean isContinuation(byte unit) {
    return (unit & 0xC0) == 0x80;
  }

  /** Grows as it is filled. */
  private static final class Buckets {
    private int[] all;
    private int count;

    Buckets(int expected) {
      all = new int[expected];
    }

    void addWords(byte[] text, int from, int to) {
      byte[] marked = new byte[1 + to - from];
      marked[0] = '_';
      System.arraycopy(text, from, marked, 1, to - from);
      add(marked, 0, marked.length);
    }

    void add(byte[] text, int from, int to) {
      if (count == all.length) {
        all = Arrays.copyOf(all, 2 * count);
      }
      all[count++] = (int) (HASH.hashBytesToLong(text, from, to - from) & (BUCKETS - 1));
    }

    int[] sorted() {
      int[] sorted = Arrays.copyOf(all, count);
      Arrays.sort(sorted);
      return sorted;
    }
  }
}
