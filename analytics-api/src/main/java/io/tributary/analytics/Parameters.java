package io.tributary.analytics;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a request asks for, checked. */
final class Parameters {
  /** The longest range of days. */
  static final Period LONGEST = Period.ofYears(3);

  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern MOMENT =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2})");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final int LONGEST_CURSOR = 1024;

  private final Map<String, List<String>> sent;

  /**
   * Takes what was sent.
   *
   * @param known what may be sent
   * @throws Problem when something else was, or something twice
   */
  Parameters(Map<String, List<String>> sent, Set<String> known) {
    sent.forEach(
        (name, values) -> {
          if (!known.contains(name)) {
            throw Problem.badRequest(
                Problem.shown(name)
                    + " is no parameter here: "
                    + (known.isEmpty()
                        ? "there is none"
                        : String.join(", ", known.stream().sorted().toList())));
          }
          if (values.isEmpty()) {
            throw Problem.badRequest(name + ": it can't be read: check its percent signs");
          }
          if (values.size() != 1) {
            throw Problem.badRequest(
                name + ": it is given " + values.size() + " times: give it once");
          }
        });
    this.sent = sent;
  }

  /** A parameter as it was sent. */
  Optional<String> value(String name) {
    return Optional.ofNullable(sent.get(name)).map(values -> values.get(0));
  }

  /** Days, both included. */
  record Days(LocalDate from, LocalDate to) {}

  /**
   * The range of days that is asked for.
   *
   * @param newest the newest day that there is; empty for none
   * @param oldest the oldest one
   * @return empty when neither the request nor the lake say one
   */
  Optional<Days> days(Optional<LocalDate> oldest, Optional<LocalDate> newest) {
    Optional<LocalDate> from = value("from").map(text -> day("from", text));
    Optional<LocalDate> to = value("to").map(text -> day("to", text));
    Optional<LocalDate> end = to.or(() -> later(from, newest));
    if (end.isEmpty()) {
      return Optional.empty();
    }
    LocalDate last = end.get();
    LocalDate first =
        from.orElseGet(
            () -> {
              LocalDate most = last.minus(LONGEST).plusDays(1);
              return oldest.filter(o -> o.isAfter(most) && !o.isAfter(last)).orElse(most);
            });
    refuseBackwards(first.isAfter(last));
    if (first.isBefore(last.minus(LONGEST))) {
      throw Problem.badRequest(
          "from, to: "
              + first
              + " to "
              + last
              + " is too long: at most "
              + LONGEST.getYears()
              + " years");
    }
    return Optional.of(new Days(first, last));
  }

  private static Optional<LocalDate> later(Optional<LocalDate> from, Optional<LocalDate> newest) {
    return newest.map(n -> from.filter(f -> f.isAfter(n)).orElse(n)).or(() -> from);
  }

  /** Moments, the end not included. */
  record Span(Instant from, Instant to) {}

  /**
   * The span that is asked for.
   *
   * @param newest where it ends when that isn't said
   * @param usual how long it is when that isn't said
   * @param longest how long it may be
   */
  Span span(Instant newest, Duration usual, Duration longest) {
    Optional<Instant> from = value("from").map(text -> moment("from", text, false));
    Optional<Instant> to = value("to").map(text -> moment("to", text, true));
    Instant last = to.orElseGet(() -> from.filter(f -> f.isAfter(newest)).orElse(newest));
    Instant first = from.orElseGet(() -> last.minus(usual));
    refuseBackwards(first.isAfter(last));
    if (Duration.between(first, last).compareTo(longest) > 0) {
      throw Problem.badRequest(
          "from, to: "
              + first
              + " to "
              + last
              + " is too long for this granularity: at most "
              + longest.toDays()
              + " days");
    }
    return new Span(first, last);
  }

  private static void refuseBackwards(boolean backwards) {
    if (backwards) {
      throw Problem.badRequest("from, to: from is after to: change them round");
    }
  }

  private static LocalDate day(String name, String text) {
    try {
      if (DAY.matcher(text).matches()) {
        return LocalDate.parse(text);
      }
    } catch (DateTimeParseException noSuchDay) {
      // As any other text that is none.
    }
    throw Problem.badRequest(
        name + ": " + Problem.shown(text) + " is no day: write YYYY-MM-DD, such as 2026-11-21");
  }

  private static Instant moment(String name, String text, boolean end) {
    try {
      if (DAY.matcher(text).matches()) {
        LocalDate day = LocalDate.parse(text);
        return Moments.start(end ? day.plusDays(1) : day);
      }
      if (MOMENT.matcher(text).matches()) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
      }
    } catch (DateTimeParseException noSuchMoment) {
      // As any other text that is none.
    }
    throw Problem.badRequest(
        name
            + ": "
            + Problem.shown(text)
            + " is neither a day nor a moment: write 2026-11-21 or 2026-11-21T10:00:00Z");
  }

  Optional<String> currency() {
    return value("currency")
        .map(
            text -> {
              if (!CURRENCY.matcher(text).matches()) {
                throw Problem.badRequest(
                    "currency: "
                        + Problem.shown(text)
                        + " is none: write three capital letters (ISO 4217), such as EUR");
              }
              return text;
            });
  }

  /** One of some words, the first one when none is given. */
  String oneOf(String name, List<String> words) {
    String text = value(name).orElse(words.get(0));
    if (!words.contains(text)) {
      throw Problem.badRequest(
          name + ": " + Problem.shown(text) + " is none: it is one of " + String.join(", ", words));
    }
    return text;
  }

  /** A whole number from 1 to the most. */
  int number(String name, int usual, int most) {
    return value(name)
        .map(
            text -> {
              int number = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
              if (number < 1 || number > most) {
                throw Problem.badRequest(
                    name + ": " + Problem.shown(text) + " is out of range: 1 to " + most);
              }
              return number;
            })
        .orElse(usual);
  }

  /** What {@link #cursorAt} was given. */
  Optional<String> cursor() {
    return value("cursor")
        .map(
            text -> {
              try {
                if (text.length() <= LONGEST_CURSOR) {
                  return StandardCharsets.UTF_8
                      .newDecoder()
                      .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(text)))
                      .toString();
                }
              } catch (IllegalArgumentException | CharacterCodingException foreign) {
                // As any other text that is none.
              }
              throw foreignCursor(text);
            });
  }

  static Problem foreignCursor(String text) {
    return Problem.badRequest(
        "cursor: " + Problem.shown(text) + " is none of ours: send `next` of an answer, unchanged");
  }

  /** A cursor, opaque to callers: where the next page begins. */
  static String cursorAt(String place) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(place.getBytes(StandardCharsets.UTF_8));
  }
}
