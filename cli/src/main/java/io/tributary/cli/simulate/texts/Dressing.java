package io.tributary.cli.simulate.texts;

import static io.tributary.cli.simulate.Choice.any;

import io.tributary.text.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts sentences together as they come from web pages, phones and old systems: with mark-up,
 * addresses, emoji, what can't be seen, and each language's ways of writing.
 */
final class Dressing {
  private static final List<String> EMOJI =
      List.of("😀", "👍🏽", "❤️", "🎉", "⚽", "😡", "👨‍👩‍👧", "🇫🇷", "🌍", "💉", "✈️", "🎬");

  /** Zero-width space, joiners, byte-order mark, soft hyphen, word joiner. */
  private static final List<String> UNSEEN =
      List.of("\u200B", "\u200C", "\u200D", "\uFEFF", "\u00AD", "\u2060");

  private static final List<String> CONTROLS = List.of("\0", "\u0007", "\u001B", "\u0085", "\t");

  private static final String TATWEEL = "ـ";

  /** Letters that join the next one, and so can be stretched. */
  private static final String JOINING = "بتثجحخسشصضطظعغفقكلمنهي";

  private static final Pattern WORD = Pattern.compile("[\\u0621-\\u064A]+");

  private static final List<Map.Entry<String, String>> REFERENCES =
      List.of(
          Map.entry("é", "&eacute;"),
          Map.entry("è", "&#232;"),
          Map.entry("à", "&agrave;"),
          Map.entry("œ", "&oelig;"),
          Map.entry("’", "&rsquo;"),
          Map.entry("«", "&laquo;"),
          Map.entry("»", "&#xBB;"),
          Map.entry("\u202F", "&nbsp;"),
          Map.entry("\"", "&quot;"));

  private final Language language;
  private final Prose prose;
  private final Map<String, String> vocalised;

  Dressing(Language language, Prose prose) {
    this.language = language;
    this.prose = prose;
    vocalised = language == Language.AR ? vocalised() : Map.of();
  }

  /** The text that the sentences make. */
  String dressed(List<String> sentences, SplittableRandom random) {
    List<String> written = withUnseen(asWritten(sentences, random), random);
    int form = random.nextInt(100);
    String text =
        form < 20
            ? page(written, random)
            : besides(String.join(form < 28 ? "\r\n\r\n" : " ", written), random);
    return random.nextInt(100) < 3 ? Normalizer.normalize(text, Normalizer.Form.NFD) : text;
  }

  private static List<String> withUnseen(List<String> sentences, SplittableRandom random) {
    int unseen = random.nextInt(100);
    if (unseen >= 6) {
      return sentences;
    }
    List<String> written = new ArrayList<>(sentences);
    String first = written.get(0);
    int at = first.offsetByCodePoints(0, random.nextInt(first.codePointCount(0, first.length())));
    String what = any(unseen < 4 ? UNSEEN : CONTROLS, random);
    written.set(0, first.substring(0, at) + what + first.substring(at));
    return written;
  }

  /** What may follow a text: addresses, words to find it by, emoji. */
  private String besides(String text, SplittableRandom random) {
    int what = random.nextInt(100);
    if (what < 8) {
      return text + " " + prose.phrase("source", random);
    }
    if (what < 12) {
      return text + " " + prose.phrase("contact", random);
    }
    if (what < 18) {
      return text + " #" + prose.tag(random) + " @user" + random.nextInt(1_000);
    }
    if (what < 32) {
      return text + " " + any(EMOJI, random).repeat(1 + random.nextInt(3));
    }
    return text;
  }

  private List<String> asWritten(List<String> sentences, SplittableRandom random) {
    int habit = random.nextInt(100);
    return switch (language) {
      // Half of the keyboards have no typographic apostrophe.
      case FR ->
          habit < 50 ? sentences.stream().map(each -> each.replace('’', '\'')).toList() : sentences;
      case EN ->
          habit < 3 ? sentences.stream().map(each -> each.replace(" ", "  ")).toList() : sentences;
      case AR -> sentences.stream().map(each -> arabic(each, habit, random)).toList();
    };
  }

  private String arabic(String sentence, int habit, SplittableRandom random) {
    String written = sentence;
    if (habit < 50) {
      written = withArabicDigits(written);
    }
    if (habit % 10 == 0) {
      written =
          WORD.matcher(written)
              .replaceAll(word -> vocalised.getOrDefault(word.group(), word.group()));
    } else if (habit % 10 < 3) {
      written = stretched(written, random);
    } else if (habit % 10 == 3) {
      written = "\u202B" + written + "\u202C";
    }
    return written;
  }

  private static String withArabicDigits(String text) {
    StringBuilder written = new StringBuilder(text);
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c >= '0' && c <= '9') {
        written.setCharAt(i, (char) ('٠' + c - '0'));
      }
    }
    return written.toString();
  }

  /** A letter of the text stretched, where it joins the next one. */
  private static String stretched(String text, SplittableRandom random) {
    int from = random.nextInt(text.length());
    for (int i = from; i + 1 < text.length(); i++) {
      if (JOINING.indexOf(text.charAt(i)) >= 0 && Character.isLetter(text.charAt(i + 1))) {
        return text.substring(0, i + 1)
            + TATWEEL.repeat(1 + random.nextInt(4))
            + text.substring(i + 1);
      }
    }
    return text;
  }

  /** A piece of a web page, not always a tidy one. */
  private String page(List<String> sentences, SplittableRandom random) {
    boolean references = random.nextInt(3) == 0;
    List<String> escaped = sentences.stream().map(each -> escaped(each, references)).toList();
    String head = escaped.get(0);
    String rest = String.join(" ", escaped.subList(1, escaped.size()));
    return switch (random.nextInt(6)) {
      case 0 -> escaped.stream().map(each -> "<p>" + each + "</p>").collect(Collectors.joining());
      case 1 -> "<div class=\"article\"><h1>" + head + "</h1>\n<p>" + rest + "</p></div>";
      case 2 ->
          "<b>"
              + head
              + "</b><br/>"
              + rest
              + " <a href=\""
              + prose.url(random).replace("&", "&amp;")
              + "\">"
              + prose.phrase("more", random)
              + "</a>";
      case 3 -> "<p>" + head + "<p>" + rest + "<!-- " + random.nextInt(1_000) + " -->";
      case 4 ->
          head + "<script>track(" + random.nextInt(1_000) + ");</script> <em>" + rest + "</em>";
      default -> head + " &mdash; " + rest + "&nbsp;&hellip;";
    };
  }

  private static String escaped(String text, boolean references) {
    String written = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    if (references) {
      for (Map.Entry<String, String> reference : REFERENCES) {
        written = written.replace(reference.getKey(), reference.getValue());
      }
    }
    return written;
  }

  private static Map<String, String> vocalised() {
    Properties words = new Properties();
    try (InputStream in = Dressing.class.getResourceAsStream("ar-vocalised.properties")) {
      if (in == null) {
        throw new IllegalStateException("ar-vocalised.properties is not on the class path");
      }
      words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words.stringPropertyNames().stream()
        .collect(Collectors.toMap(word -> word, words::getProperty));
  }
}
