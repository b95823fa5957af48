package io.tributary.text;

import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;

/**
 * The clean form of a text, which people read and the classifier gets. In this order:
 *
 * <ol>
 *   <li>HTML: tags, comments, scripts and styles go, character references become what they stand
 *       for (jsoup, by the rules of HTML 5)
 *   <li>control and format characters go, the zero-width ones, byte-order marks and soft hyphens
 *       among them; private use and what Unicode hasn't assigned go, too
 *   <li>Unicode normalisation form C
 *   <li>Arabic vowel signs and other marks go, and the tatweel that stretches words
 *   <li>web and e-mail addresses go
 *   <li>white space becomes single spaces, none at either end
 * </ol>
 *
 * Letters, digits, punctuation and emoji stay as they are. Thread-safe.
 */
public final class TextCleaner {
  private static final Pattern WEB =
      Pattern.compile("(?<![\\p{L}\\p{N}@])(?:https?://|ftp://|www\\.)", Pattern.CASE_INSENSITIVE);

  /** At the end of a web address they are the sentence's. */
  private static final String PUNCTUATION = ".,;:!?)]'»،؛؟";

  /** Begins where a word begins, so that a long word without an at sign is looked at once. */
  private static final Pattern MAIL =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}._%+-])[\\p{L}\\p{N}._%+-]{1,64}+@"
              + "[\\p{L}\\p{N}](?:[\\p{L}\\p{N}.-]{0,250})\\.\\p{L}{2,63}");

  private static final int TATWEEL = 0x0640;
  private static final int SUPERSCRIPT_ALEF = 0x0670;

  private TextCleaner() {}

  /** Cleans; the result may be empty. */
  public static String clean(String raw) {
    String text = withoutInvisible(withoutMarkup(raw));
    text = withoutArabicMarks(Normalizer.normalize(text, Normalizer.Form.NFC));
    text = withoutWebAddresses(text);
    if (text.indexOf('@') >= 0) {
      text = MAIL.matcher(text).replaceAll(" ");
    }
    return singleSpaced(text);
  }

  private static String withoutMarkup(String raw) {
    if (raw.indexOf('<') < 0 && raw.indexOf('&') < 0) {
      return raw;
    }
    return Jsoup.parse(raw).text();
  }

  private static String withoutInvisible(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        visible.append(' ');
      } else if (!isInvisible(c)) {
        visible.appendCodePoint(c);
      }
    }
    return visible.toString();
  }

  private static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  private static String withoutArabicMarks(String text) {
    if (text.codePoints().noneMatch(TextCleaner::isArabicMark)) {
      return text;
    }
    StringBuilder letters = new StringBuilder(text.length());
    text.codePoints().filter(c -> !isArabicMark(c)).forEach(letters::appendCodePoint);
    return letters.toString();
  }

  /** Marks of vowels and of recitation: they are written or not as the writer likes. */
  private static boolean isArabicMark(int c) {
    return c == TATWEEL
        || c == SUPERSCRIPT_ALEF
        || (c >= 0x064B && c <= 0x065F)
        || (c >= 0x0610 && c <= 0x061A)
        || (c >= 0x06D6 && c <= 0x06ED && Character.getType(c) == Character.NON_SPACING_MARK);
  }

  private static String withoutWebAddresses(String text) {
    Matcher begin = WEB.matcher(text).useTransparentBounds(true);
    if (!begin.find()) {
      return text;
    }
    StringBuilder others = new StringBuilder(text.length());
    int from = 0;
    do {
      int end = begin.end();
      while (end < text.length() && " <>\"".indexOf(text.charAt(end)) < 0) {
        end++;
      }
      int next = end;
      while (end > begin.end() && PUNCTUATION.indexOf(text.charAt(end - 1)) >= 0) {
        end--;
      }
      if (end > begin.end()) {
        others.append(text, from, begin.start()).append(' ');
      } else {
        others.append(text, from, end);
      }
      from = end;
      begin.region(next, text.length());
    } while (begin.find());
    return others.append(text, from, text.length()).toString();
  }

  private static String singleSpaced(String text) {
    StringBuilder single = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != ' ') {
        single.append(c);
      } else if (!single.isEmpty() && single.charAt(single.length() - 1) != ' ') {
        single.append(' ');
      }
    }
    if (!single.isEmpty() && single.charAt(single.length() - 1) == ' ') {
      single.setLength(single.length() - 1);
    }
    return single.toString();
  }
}
