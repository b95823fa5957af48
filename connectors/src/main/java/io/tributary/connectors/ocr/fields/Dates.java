package io.tributary.connectors.ocr.fields;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Dates in a line, in the forms that French, English and Arabic documents have. */
final class Dates {
  private static final int FIRST_YEAR = 1980;
  private static final int LAST_YEAR = 2099;

  private static final Map<String, Integer> MONTHS = months();

  private static final String MONTH =
      MONTHS.keySet().stream()
          .sorted(Comparator.comparingInt(String::length).reversed())
          .map(Pattern::quote)
          .collect(Collectors.joining("|"));
  private static final String NO_DIGIT_BEFORE = "(?<![0-9][0-9/.,-]?|[0-9] )";
  private static final String END = "(?![0-9])";

  private static final Pattern YEAR_FIRST =
      Pattern.compile("(?<![0-9])([0-9]{4}) ?([-/.]) ?([0-9]{1,2}) ?\\2 ?([0-9]{1,2})" + END);
  private static final Pattern YEAR_LAST =
      Pattern.compile(
          "(?<![0-9])([0-9]{1,2}) ?([-/.]) ?([0-9]{1,2}) ?\\2 ?([0-9]{4}|[0-9]{2})" + END);
  private static final Pattern DAY_MONTH =
      Pattern.compile(
          NO_DIGIT_BEFORE
              + "([0-9]{1,2}) ?(?:er|st|nd|rd|th)?\\.?[ -/]{0,3}(?:of |de )?("
              + MONTH
              + ")(?![\\p{L}])[ .,-/]{0,3}([0-9]{4}|[0-9]{2})"
              + END);
  private static final Pattern MONTH_DAY =
      Pattern.compile(
          "(?<![\\p{L}])("
              + MONTH
              + ")[ .-]{0,2}([0-9]{1,2})(?:st|nd|rd|th)? ?[ ,.-]{1,3}([0-9]{4})"
              + END);

  /** In which order a document writes day and month in figures. */
  enum Order {
    DAY_FIRST,
    MONTH_FIRST,
    /** Nothing in the document tells. */
    UNKNOWN
  }

  /**
   * A date in a line.
   *
   * @param begin where its text begins in the line
   * @param end after its last character
   * @param order which order its figures have, when only one makes a date
   * @param dayFirst what it is with the day first
   * @param monthFirst what it is with the month first
   */
  record Found(
      int begin,
      int end,
      Order order,
      Optional<LocalDate> dayFirst,
      Optional<LocalDate> monthFirst) {
    /** What it is in a document of that order. */
    LocalDate date(Order ofDocument) {
      Optional<LocalDate> first = ofDocument == Order.MONTH_FIRST ? monthFirst : dayFirst;
      Optional<LocalDate> second = ofDocument == Order.MONTH_FIRST ? dayFirst : monthFirst;
      return first.or(() -> second).orElseThrow();
    }

    boolean isAmbiguous() {
      return dayFirst.isPresent() && monthFirst.isPresent() && !dayFirst.equals(monthFirst);
    }
  }

  private Dates() {}

  /** All of a line, in their order. */
  static List<Found> in(Line line) {
    String text = line.folded().replace(Line.CELL_END, '\n');
    List<Found> found = new ArrayList<>();
    Matcher matcher = YEAR_FIRST.matcher(text);
    while (matcher.find()) {
      add(found, matcher, date(matcher.group(1), matcher.group(3), matcher.group(4)));
    }
    matcher = DAY_MONTH.matcher(text);
    while (matcher.find()) {
      add(found, matcher, date(matcher.group(3), month(matcher.group(2)), matcher.group(1)));
    }
    matcher = MONTH_DAY.matcher(text);
    while (matcher.find()) {
      add(found, matcher, date(matcher.group(3), month(matcher.group(1)), matcher.group(2)));
    }
    matcher = YEAR_LAST.matcher(text);
    while (matcher.find()) {
      Optional<LocalDate> dayFirst = date(matcher.group(4), matcher.group(3), matcher.group(1));
      Optional<LocalDate> monthFirst = date(matcher.group(4), matcher.group(1), matcher.group(3));
      if (dayFirst.isPresent() && monthFirst.isPresent()) {
        add(found, matcher, Order.UNKNOWN, dayFirst, monthFirst);
      } else if (dayFirst.isPresent()) {
        add(found, matcher, Order.DAY_FIRST, dayFirst, Optional.empty());
      } else if (monthFirst.isPresent()) {
        add(found, matcher, Order.MONTH_FIRST, Optional.empty(), monthFirst);
      }
    }
    found.sort(Comparator.comparingInt(Found::begin));
    return found;
  }

  private static void add(List<Found> found, Matcher matcher, Optional<LocalDate> date) {
    if (date.isPresent()) {
      add(found, matcher, Order.UNKNOWN, date, date);
    }
  }

  private static void add(
      List<Found> found,
      Matcher matcher,
      Order order,
      Optional<LocalDate> dayFirst,
      Optional<LocalDate> monthFirst) {
    boolean isPartOfAnother =
        found.stream().anyMatch(f -> matcher.start() < f.end && f.begin < matcher.end());
    if (!isPartOfAnother) {
      found.add(new Found(matcher.start(), matcher.end(), order, dayFirst, monthFirst));
    }
  }

  private static Optional<LocalDate> date(String year, String month, String day) {
    try {
      int number = Integer.parseInt(year);
      int full = year.length() == 2 ? 2000 + number : number;
      LocalDate date = LocalDate.of(full, Integer.parseInt(month), Integer.parseInt(day));
      return full < FIRST_YEAR || full > LAST_YEAR ? Optional.empty() : Optional.of(date);
    } catch (DateTimeException noDate) {
      return Optional.empty();
    }
  }

  private static String month(String name) {
    return Integer.toString(requireNonNull(MONTHS.get(name)));
  }

  private static Map<String, Integer> months() {
    String[] names = {
      "january janvier jan janv janvier januari يناير جانفي كانون_الثاني",
      "february fevrier feb fev fevr februari فبراير فيفري شباط",
      "march mars mar maart مارس اذار",
      "april avril apr avr ابريل افريل نيسان",
      "may mai mei مايو ماي ايار",
      "june juin jun juni يونيو يونيه جوان حزيران",
      "july juillet jul juil juli يوليو يوليوز يوليه جويليه تموز",
      "august aout aug augustus اغسطس غشت اوت اب",
      "september septembre sep sept سبتمبر شتنبر ايلول",
      "october octobre oct oktober okt اكتوبر تشرين_الاول",
      "november novembre nov نوفمبر نونبر تشرين_الثاني",
      "december decembre dec ديسمبر دجنبر كانون_الاول"
    };
    Map<String, Integer> months = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      for (String name : names[i].split(" ", -1)) {
        months.put(name.replace('_', ' '), i + 1);
      }
    }
    return Map.copyOf(months);
  }
}
