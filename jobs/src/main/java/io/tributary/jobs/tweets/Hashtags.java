package io.tributary.jobs.tweets;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.ar.ArabicNormalizer;

/**
 * A tweet's hashtags in the form in which they are counted, so that those which people take for the
 * same are the same:
 *
 * <ol>
 *   <li>without the number sign before it
 *   <li>Unicode's NFKC_Casefold (UAX 31, section 5): one width, one shape and one case
 *   <li>Arabic as Lucene normalises it: one alef, yeh for alef maksura, heh for teh marbuta,
 *       without vowel signs and tatweel
 * </ol>
 *
 * <p>In a text a hashtag is what Unicode's UAX 31 says (R8-1: {@code #} and what continues an
 * identifier, emoji, hyphen, plus sign or low line, not behind such a character itself), with a
 * letter or an emoji in it: "#1" is a rank.
 */
final class Hashtags {
  /** More of them in one tweet are not counted. */
  static final int MOST = 100;

  /** Longer ones, in code points, are not counted: nobody would read them. */
  static final int LONGEST = 100;

  private static final Normalizer2 NFKC_CASEFOLD = Normalizer2.getNFKCCasefoldInstance();
  private static final ArabicNormalizer ARABIC = new ArabicNormalizer();

  private Hashtags() {}

  /** The different hashtags of a tweet, in their order: those sent with it, else of its text. */
  static List<String> of(Tweet tweet, String clean) {
    Set<String> counted = new LinkedHashSet<>();
    for (String hashtag : tweet.hashtags().orElseGet(() -> in(clean))) {
      String form = form(hashtag);
      if (!form.isEmpty()
          && form.codePointCount(0, form.length()) <= LONGEST
          && counted.size() < MOST) {
        counted.add(form);
      }
    }
    return List.copyOf(counted);
  }

  /** The hashtags that stand in a text. */
  static List<String> in(String text) {
    List<String> found = new ArrayList<>();
    boolean free = true;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (!isStart(c) || !free) {
        free = !continues(c);
        continue;
      }
      int begin = i;
      boolean says = false;
      while (i < text.length() && continues(text.codePointAt(i))) {
        int next = text.codePointAt(i);
        i += Character.charCount(next);
        says |= Character.isLetter(next) || isPicture(next);
      }
      if (says) {
        found.add(text.substring(begin, i));
      }
      free = i == begin;
    }
    return found;
  }

  /** A hashtag as it is counted; empty when nothing is left of it. */
  static String form(String hashtag) {
    String folded = NFKC_CASEFOLD.normalize(hashtag).strip();
    char[] letters = folded.substring(folded.startsWith("#") ? 1 : 0).toCharArray();
    return new String(letters, 0, ARABIC.normalize(letters, letters.length)).strip();
  }

  private static boolean isStart(int c) {
    return c == '#' || c == '﹟' || c == '＃';
  }

  private static boolean continues(int c) {
    return !isStart(c)
        && (UCharacter.hasBinaryProperty(c, UProperty.XID_CONTINUE)
            || isPicture(c)
            || UCharacter.hasBinaryProperty(c, UProperty.EMOJI_COMPONENT)
            || c == '-'
            || c == '+'
            || c == '_');
  }

  private static boolean isPicture(int c) {
    return UCharacter.hasBinaryProperty(c, UProperty.EXTENDED_PICTOGRAPHIC);
  }
}
