package io.tributary.deploy;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The headings of a page, by the anchors that GitHub gives them: in small letters, without what is
 * neither a letter, a digit, an underscore nor a hyphen, with hyphens for spaces; one that is there
 * already has a number behind it.
 */
final class Headings {
  private static final Pattern CODE =
      Pattern.compile("^ *(```|~~~).*?^ *\\1", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern HEADING =
      Pattern.compile("^#{1,6} +(.+?)(?: +#+)? *$", Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");
  private static final Pattern LEFT_OUT = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{Pc} -]");

  private Headings() {}

  static Set<String> anchors(String page) {
    Set<String> anchors = new LinkedHashSet<>();
    Map<String, Integer> before = new HashMap<>();
    HEADING
        .matcher(CODE.matcher(page).replaceAll(""))
        .results()
        .map(heading -> anchor(heading.group(1)))
        .forEach(
            anchor -> {
              int same = before.merge(anchor, 1, Integer::sum) - 1;
              anchors.add(same == 0 ? anchor : anchor + "-" + same);
            });
    return anchors;
  }

  private static String anchor(String heading) {
    String text = LINK.matcher(heading).replaceAll("$1").toLowerCase(Locale.ROOT);
    return LEFT_OUT.matcher(text).replaceAll("").replace(' ', '-');
  }
}
