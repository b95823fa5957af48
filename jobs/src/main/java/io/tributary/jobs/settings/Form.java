package io.tributary.jobs.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.util.TimeUtils;

/**
 * The values that a setting takes: how a text is read, and how a value is written.
 *
 * @param range the values in words, as the end of "is not …": {@code a duration from 1s to 1d}
 * @param remedy what to do about a wrong one, as a command: {@code write it like 10s}
 * @param shape how it may be written besides {@code key value}
 */
public record Form<T>(
    String range, String remedy, Shape shape, Reader<T> reader, Function<T, String> writer) {

  /** How a value may be written. */
  enum Shape {
    /** As one text. */
    PLAIN,
    /** By the key alone, on a command line, which means {@code true}. */
    FLAG,
    /** As a mapping, in YAML. */
    TABLE,
    /** As one text, which names a place. */
    PATH
  }

  /** Reads a trimmed text; relative paths start at a folder. */
  @FunctionalInterface
  interface Reader<T> {
    /** Throws an {@link IllegalArgumentException} when the text is none of the form's values. */
    T read(String text, Path folder);
  }

  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]+:.*");
  private static final Pattern PASSWORD = Pattern.compile("://[^/@]*:[^/@]*@");
  private static final Pattern ADDRESS =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+):([0-9]{1,5})");

  boolean flag() {
    return shape == Shape.FLAG;
  }

  boolean table() {
    return shape == Shape.TABLE;
  }

  boolean namesPlace() {
    return shape == Shape.PATH;
  }

  T read(String text, Path folder) {
    return reader.read(text, folder);
  }

  String write(T value) {
    return writer.apply(value);
  }

  /** A duration as Flink writes them, in whole milliseconds, ends included. */
  static Form<Duration> duration(String from, String to) {
    Duration least = TimeUtils.parseDuration(from);
    Duration most = TimeUtils.parseDuration(to);
    return new Form<>(
        "a duration from " + from + " to " + to,
        "write it with a unit, like 500ms, 10s, 1min, 2h or 7d",
        Shape.PLAIN,
        (text, folder) -> {
          // Flink takes a number alone for milliseconds; who writes 10 means seconds, or minutes.
          boolean unit = text.chars().anyMatch(Character::isLetter) || text.equals("0");
          Duration duration = TimeUtils.parseDuration(text);
          boolean whole = duration.getNano() % 1_000_000 == 0;
          return expect(
              duration,
              unit && whole && duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0);
        },
        Form::write);
  }

  /** A duration without a space: {@code 10s}, {@code 1min}, {@code 7d}. */
  static String write(Duration duration) {
    return TimeUtils.formatWithHighestUnit(duration).replace(" ", "");
  }

  /** A whole number, ends included. */
  static Form<Integer> wholeNumber(int from, int to) {
    return new Form<>(
        "a whole number from " + from + " to " + to,
        "write it in digits",
        Shape.PLAIN,
        (text, folder) -> {
          int number = Integer.parseInt(text);
          return expect(number, number >= from && number <= to);
        },
        String::valueOf);
  }

  /** Yes or no; the key alone means yes. */
  static Form<Boolean> yesOrNo() {
    return new Form<>(
        "true or false",
        "leave the value out, or write true or false",
        Shape.FLAG,
        (text, folder) -> {
          String lower = text.toLowerCase(Locale.ROOT);
          return expect(lower.equals("true"), lower.equals("true") || lower.equals("false"));
        },
        String::valueOf);
  }

  /** One of a few words. */
  static Form<String> choice(String... words) {
    List<String> choices = List.of(words);
    return new Form<>(
        "one of " + String.join(", ", choices),
        "take one of them",
        Shape.PLAIN,
        (text, folder) -> {
          String lower = text.toLowerCase(Locale.ROOT);
          return expect(lower, choices.contains(lower));
        },
        Function.identity());
  }

  /** A text that matches a pattern. */
  static Form<String> text(String pattern, String range, String remedy) {
    Pattern whole = Pattern.compile(pattern);
    return new Form<>(
        range,
        remedy,
        Shape.PLAIN,
        (text, folder) -> expect(text, whole.matcher(text).matches()),
        Function.identity());
  }

  /** A text that matches a pattern, or nothing at all. */
  static Form<Optional<String>> optionalText(String pattern, String range, String remedy) {
    Pattern whole = Pattern.compile(pattern);
    return new Form<>(
        range + ", or nothing",
        remedy,
        Shape.PLAIN,
        (text, folder) ->
            text.isEmpty()
                ? Optional.empty()
                : Optional.of(expect(text, whole.matcher(text).matches())),
        value -> value.orElse(""));
  }

  /** Hosts with ports, commas between. */
  static Form<String> addresses() {
    return new Form<>(
        "a list of host:port with commas between",
        "write it like localhost:9092 or kafka-1:9092,kafka-2:9092",
        Shape.PLAIN,
        (text, folder) ->
            Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(address -> expect(address, isAddress(address)))
                .collect(Collectors.joining(",")),
        Function.identity());
  }

  private static boolean isAddress(String text) {
    var matcher = ADDRESS.matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    int port = Integer.parseInt(matcher.group(2));
    return port >= 1 && port <= 65_535;
  }

  /** A folder of any file system; a local one is made absolute, since a cluster runs elsewhere. */
  static Form<String> path() {
    return new Form<>(
        "a path or the address of a folder",
        "write it like ./data, s3://bucket/folder or hdfs://host/folder",
        Shape.PATH,
        (text, folder) ->
            expect(absolute(text, folder), !text.isEmpty() && !PASSWORD.matcher(text).find()),
        Function.identity());
  }

  /** A path, or nothing at all. */
  static Form<Optional<String>> optionalPath() {
    return new Form<>(
        "a path, the address of a folder, or nothing",
        "write it like ./data/savepoint-1 or s3://bucket/folder, or leave it out",
        Shape.PATH,
        (text, folder) ->
            text.isEmpty()
                ? Optional.empty()
                : Optional.of(expect(absolute(text, folder), !PASSWORD.matcher(text).find())),
        value -> value.orElse(""));
  }

  /** The address of an HTTP server, without user and password, or nothing at all. */
  static Form<Optional<URI>> optionalUrl() {
    return new Form<>(
        "an address that begins with http:// or https://, or nothing",
        "write it like http://localhost:8501, or leave it out",
        Shape.PLAIN,
        (text, folder) -> {
          if (text.isEmpty()) {
            return Optional.empty();
          }
          URI url = URI.create(text);
          boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
          boolean plain =
              url.getUserInfo() == null && url.getQuery() == null && url.getFragment() == null;
          return Optional.of(expect(url, http && plain && url.getHost() != null));
        },
        value -> value.map(URI::toString).orElse(""));
  }

  private static String absolute(String text, Path folder) {
    return SCHEME.matcher(text).matches()
        ? text
        : folder.toAbsolutePath().resolve(text).normalize().toString();
  }

  /** A word for each of a few names, {@code name=Word,name=Word}: each name once, none missing. */
  static Form<Map<String, String>> table(String... names) {
    List<String> rows = List.of(names);
    return new Form<>(
        "name=Value with commas between, for each of " + String.join(", ", rows),
        "write it like " + rows.stream().map(row -> row + "=…").collect(Collectors.joining(",")),
        Shape.TABLE,
        (text, folder) -> {
          Map<String, String> table = new LinkedHashMap<>();
          for (String cell : text.split(",", -1)) {
            String[] halves = cell.split("=", 2);
            String name = halves[0].strip();
            String value = halves.length == 2 ? halves[1].strip() : "";
            boolean once = !table.containsKey(name);
            table.put(name, expect(value, once && rows.contains(name) && !value.isEmpty()));
          }
          return expect(Collections.unmodifiableMap(table), table.size() == rows.size());
        },
        table ->
            table.entrySet().stream()
                .map(row -> row.getKey() + "=" + row.getValue())
                .collect(Collectors.joining(",")));
  }

  private static <T> T expect(T value, boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("out of range");
    }
    return value;
  }
}
