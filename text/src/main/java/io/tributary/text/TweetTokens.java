package io.tributary.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts a tweet into words, emoji, emoticons and signs.
 *
 * <p>Words are in lower case, letters that are stretched out (<i>soooo</i>) stand twice, variants
 * of Arabic letters are one, and a French elision is a word of its own (<i>n'</i>, <i>aime</i>). A
 * hashtag is cut into its words where a capital, a digit or an underscore says so.
 */
final class TweetTokens {
  /** What a piece of a tweet is. */
  enum Kind {
    WORD,
    NUMBER,
    /** An emoji or emoticon. */
    FACE,
    MENTION,
    HASHTAG,
    LINK,
    EXCLAMATION,
    QUESTION,
    ELLIPSIS,
    QUOTE,
    /** Any other punctuation. */
    PAUSE
  }

  /**
   * A piece of a tweet.
   *
   * @param text of words and faces
   * @param isLoud a word all in capitals
   * @param isStretched a word with a letter three times or more in a row
   */
  record Token(Kind kind, String text, boolean isLoud, boolean isStretched) {
    Token(Kind kind, String text) {
      this(kind, text, false, false);
    }
  }

  private static final int MOST_EMOTICON = 4;
  private static final int VARIATION_SELECTOR = 0xFE0F;

  private final Language language;
  private final Lexicon lexicon;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();

  private TweetTokens(String text, Language language, Lexicon lexicon) {
    this.text = text;
    this.language = language;
    this.lexicon = lexicon;
  }

  /**
   * Cuts.
   *
   * @param clean as {@link TextCleaner} leaves it, or not: then web addresses are links
   * @param lexicon knows the emoticons
   */
  static List<Token> of(String clean, Language language, Lexicon lexicon) {
    TweetTokens all = new TweetTokens(clean, language, lexicon);
    all.cut();
    return all.tokens;
  }

  private void cut() {
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (isLetter(c)) {
        i = word(i);
      } else if (Character.isDigit(c)) {
        i = number(i);
      } else if (c == '#' || c == '@') {
        i = tag(i);
      } else if (c == ' ') {
        i++;
      } else {
        int end = emoticon(i);
        i = end > i ? end : sign(i, c);
      }
    }
  }

  private int word(int begin) {
    if (text.startsWith("http", begin) && isLink(begin)) {
      tokens.add(new Token(Kind.LINK, ""));
      return end(begin, ' ');
    }
    int end = emoticon(begin);
    if (end > begin) {
      return end;
    }
    end = begin;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      int next = end + Character.charCount(c);
      if (isApostrophe(c)) {
        if (next >= text.length() || !isLetter(text.codePointAt(next))) {
          break;
        }
        if (language == Language.FR) {
          add(begin, next);
          begin = next;
        }
      } else if (!isLetter(c)
          && !(c == '-' && next < text.length() && isLetter(text.codePointAt(next)))) {
        break;
      }
      end = next;
    }
    add(begin, end);
    return end;
  }

  private boolean isLink(int begin) {
    int after = begin + 4;
    if (after < text.length() && text.charAt(after) == 's') {
      after++;
    }
    return after >= text.length() || text.charAt(after) == ':' || !isLetter(text.charAt(after));
  }

  private int end(int begin, char at) {
    int end = text.indexOf(at, begin);
    return end < 0 ? text.length() : end;
  }

  private int number(int begin) {
    int end = begin;
    while (end < text.length() && Character.isLetterOrDigit(text.codePointAt(end))) {
      end += Character.charCount(text.codePointAt(end));
    }
    tokens.add(new Token(Kind.NUMBER, ""));
    return end;
  }

  private int tag(int begin) {
    int end = begin + 1;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      if (!isLetter(c) && !Character.isDigit(c) && c != '_') {
        break;
      }
      end += Character.charCount(c);
    }
    if (end == begin + 1) {
      return end;
    }
    if (text.charAt(begin) == '@') {
      tokens.add(new Token(Kind.MENTION, ""));
      return end;
    }
    tokens.add(new Token(Kind.HASHTAG, ""));
    int from = begin + 1;
    for (int i = from + 1; i <= end; i++) {
      boolean isCut =
          i == end
              || !isLetter(text.charAt(i))
              || !isLetter(text.charAt(i - 1))
              || (Character.isUpperCase(text.charAt(i))
                  && !Character.isUpperCase(text.charAt(i - 1)));
      if (isCut) {
        if (isLetter(text.codePointAt(from))) {
          add(from, i);
        }
        from = i;
      }
    }
    return end;
  }

  /** Where the emoticon or emoji ends that begins here; here, if none does. */
  private int emoticon(int begin) {
    if (begin > 0 && Character.isLetterOrDigit(text.charAt(begin - 1))) {
      return begin;
    }
    for (int end = Math.min(begin + MOST_EMOTICON, text.length()); end > begin; end--) {
      boolean isWhole =
          end == text.length()
              || !Character.isLetterOrDigit(text.charAt(end - 1))
              || !Character.isLetterOrDigit(text.charAt(end));
      if (isWhole && lexicon.isFace(text.substring(begin, end))) {
        tokens.add(new Token(Kind.FACE, text.substring(begin, end)));
        return end;
      }
    }
    return begin;
  }

  private int sign(int begin, int c) {
    int end = begin + Character.charCount(c);
    switch (c) {
      case '!' -> tokens.add(new Token(Kind.EXCLAMATION, ""));
      case '?', '؟' -> tokens.add(new Token(Kind.QUESTION, ""));
      case '…' -> tokens.add(new Token(Kind.ELLIPSIS, ""));
      case '"', '«', '»', '“', '”' -> tokens.add(new Token(Kind.QUOTE, ""));
      case '.' -> {
        boolean isLong = text.startsWith("..", begin);
        while (end < text.length() && text.charAt(end) == '.') {
          end++;
        }
        tokens.add(new Token(isLong ? Kind.ELLIPSIS : Kind.PAUSE, ""));
      }
      case ',', ';', ':', '،', '؛', '(', ')' -> tokens.add(new Token(Kind.PAUSE, ""));
      default -> {
        if (Character.getType(c) == Character.OTHER_SYMBOL && c != VARIATION_SELECTOR) {
          tokens.add(new Token(Kind.FACE, text.substring(begin, end)));
        }
      }
    }
    return end;
  }

  private void add(int begin, int end) {
    String raw = text.substring(begin, end);
    String word = normal(raw);
    boolean isLoud =
        raw.length() > 2
            && raw.equals(raw.toUpperCase(Locale.ROOT))
            && !raw.equals(raw.toLowerCase(Locale.ROOT));
    String short_ = squeezed(word, 2);
    tokens.add(new Token(Kind.WORD, short_, isLoud, short_.length() < word.length()));
  }

  /** In lower case, with one form of each Arabic letter and one apostrophe. */
  static String normal(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    StringBuilder letters = new StringBuilder(lower.length());
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      switch (c) {
        case 'أ', 'إ', 'آ', 'ٱ' -> letters.append('ا');
        case 'ى' -> letters.append('ي');
        case 'ة' -> letters.append('ه');
        case 'ؤ' -> letters.append('و');
        case 'ئ' -> letters.append('ي');
        case '’', '`', '´' -> letters.append('\'');
        case 'œ' -> letters.append("oe");
        default -> letters.append(c);
      }
    }
    return letters.toString();
  }

  /** With no letter more often in a row than that. */
  static String squeezed(String word, int most) {
    int run = 1;
    for (int i = 1; i < word.length(); i++) {
      run = word.charAt(i) == word.charAt(i - 1) ? run + 1 : 1;
      if (run > most) {
        StringBuilder fewer = new StringBuilder(word.substring(0, i));
        for (int j = i; j < word.length(); j++) {
          run = word.charAt(j) == word.charAt(j - 1) ? run + 1 : 1;
          if (run <= most) {
            fewer.append(word.charAt(j));
          }
        }
        return fewer.toString();
      }
    }
    return word;
  }

  private static boolean isLetter(int c) {
    return Character.isLetter(c) || Character.getType(c) == Character.NON_SPACING_MARK;
  }

  private static boolean isApostrophe(int c) {
    return c == '\'' || c == '’';
  }
}
