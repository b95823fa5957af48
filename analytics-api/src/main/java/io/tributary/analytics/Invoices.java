package io.tributary.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.analytics.Parameters.Days;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Invoices by day: of each day, value and currency the highest revision. */
final class Invoices {
  static final Set<String> SUMMARY = Set.of("from", "to", "currency");
  static final Set<String> BY = Set.of("from", "to", "currency", "limit", "cursor");
  static final Set<String> DATES = Set.of("from", "to", "limit", "cursor");
  static final Set<String> METRICS =
      Set.of("dimension", "granularity", "from", "to", "currency", "limit", "cursor");

  private static final int USUAL = 100;
  private static final int MOST = 1_000;

  private static final String AMOUNTS =
      "currency, sum(n)::BIGINT, sum(amount_sum), min(amount_min), max(amount_max)";

  private final Readers readers;
  private final Mirror mirror;
  private final Dataset total = Windows.total(Dataset.INVOICES);

  private volatile Ends ends = new Ends(-1, Optional.empty(), Optional.empty());

  /** The first and the last day with invoices, as of one state of the mirror. */
  private record Ends(long generation, Optional<LocalDate> oldest, Optional<LocalDate> newest) {}

  Invoices(Readers readers, Mirror mirror) {
    this.readers = readers;
    this.mirror = mirror;
  }

  JsonNode summary(Parameters asked) {
    Optional<Days> range = range(asked);
    Optional<String> currency = asked.currency();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("from", range.map(days -> days.from().toString()).orElse(null));
    answer.put("to", range.map(days -> days.to().toString()).orElse(null));
    ArrayNode amounts = JsonNodeFactory.instance.arrayNode();
    long[] invoices = {0};
    range.ifPresent(
        days -> {
          Question question = new Question("SELECT " + AMOUNTS, total, days, currency);
          readers.ask(
              question.sql + " GROUP BY currency ORDER BY currency",
              question.parameters,
              row -> {
                invoices[0] += row.getLong(2);
                amounts.add(amount(row, 1));
                return true;
              });
        });
    answer.put("invoices", invoices[0]);
    answer.set("amounts", amounts);
    answer.put(
        "updated_at",
        Optional.ofNullable(mirror.state().newest().get(Dataset.INVOICES))
            .map(newest -> newest.written().toString())
            .orElse(null));
    return answer;
  }

  /** The same for each value of a dimension. */
  JsonNode by(String dimension, Parameters asked) {
    int limit = asked.number("limit", USUAL, MOST);
    Optional<String> after = asked.cursor();
    Optional<String> currency = asked.currency();
    List<Group> groups = new ArrayList<>();
    range(asked)
        .ifPresent(
            days -> {
              Question question =
                  new Question("SELECT value, " + AMOUNTS, of(dimension), days, currency);
              after.ifPresent(value -> question.and("value > ?", value));
              readers.ask(
                  question.sql + " GROUP BY value, currency ORDER BY value, currency",
                  question.parameters,
                  row -> Group.add(groups, "", row.getString(1), row, 2, limit));
            });
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    groups.stream()
        .limit(limit)
        .forEach(
            group -> {
              ObjectNode item = items.addObject().put(dimension, group.value);
              item.put("invoices", group.invoices).set("amounts", group.amounts);
            });
    return page(
        items, groups.size() > limit ? Optional.of(groups.get(limit - 1).value) : Optional.empty());
  }

  JsonNode dates(Parameters asked) {
    int limit = asked.number("limit", USUAL, MOST);
    Optional<Integer> after = asked.cursor().map(Invoices::epochDay);
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    long[] last = {0};
    boolean[] more = {false};
    range(asked)
        .ifPresent(
            days -> {
              Question question =
                  new Question("SELECT DISTINCT day", total, days, Optional.empty());
              after.ifPresent(day -> question.and("day > ?", day));
              readers.ask(
                  question.sql + " ORDER BY day LIMIT " + (limit + 1),
                  question.parameters,
                  row -> {
                    more[0] = items.size() == limit;
                    if (!more[0]) {
                      last[0] = row.getLong(1);
                      items.add(LocalDate.ofEpochDay(last[0]).toString());
                    }
                    return true;
                  });
            });
    return page(items, more[0] ? Optional.of(String.valueOf(last[0])) : Optional.empty());
  }

  /** Over time, by the day. */
  JsonNode metrics(Parameters asked) {
    String dimension = asked.oneOf("dimension", Windows.dimensions(Dataset.INVOICES));
    asked.oneOf("granularity", Windows.granularities(Dataset.INVOICES));
    int limit = asked.number("limit", Windows.USUAL, Windows.MOST);
    Optional<String> currency = asked.currency();
    Optional<Place> after = asked.cursor().map(Place::of);
    Optional<Days> range = range(asked);
    List<Group> groups = new ArrayList<>();
    range.ifPresent(
        days -> {
          Question question =
              new Question("SELECT day, value, " + AMOUNTS, of(dimension), days, currency);
          after.ifPresent(
              place -> {
                question.and("(day > ? OR day = ? AND value > ?)", place.at);
                question.parameters.add(place.at);
                question.parameters.add(place.value);
              });
          readers.ask(
              question.sql + " GROUP BY day, value, currency ORDER BY day, value, currency",
              question.parameters,
              row ->
                  Group.add(
                      groups, String.valueOf(row.getLong(1)), row.getString(2), row, 3, limit));
        });
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    groups.stream()
        .limit(limit)
        .forEach(
            group -> {
              LocalDate day = LocalDate.ofEpochDay(Long.parseLong(group.day));
              ObjectNode item =
                  items
                      .addObject()
                      .put("start", Moments.start(day).toString())
                      .put("end", Moments.start(day.plusDays(1)).toString())
                      .put("value", group.value);
              item.put("count", group.invoices).set("amounts", group.amounts);
            });
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer
        .put("feed", Dataset.INVOICES)
        .put("dimension", dimension)
        .put("granularity", Windows.DAY);
    answer.put("from", range.map(days -> Moments.start(days.from()).toString()).orElse(null));
    answer.put(
        "to", range.map(days -> Moments.start(days.to().plusDays(1)).toString()).orElse(null));
    Optional<String> next =
        groups.size() > limit
            ? Optional.of(
                new Place(Long.parseLong(groups.get(limit - 1).day), groups.get(limit - 1).value)
                    .toString())
            : Optional.empty();
    answer.setAll(page(items, next));
    return answer;
  }

  static ObjectNode page(ArrayNode items, Optional<String> next) {
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    page.set("items", items);
    page.put("next", next.map(Parameters::cursorAt).orElse(null));
    return page;
  }

  private static Dataset of(String dimension) {
    return Dataset.of(Dataset.INVOICES, dimension).orElseThrow();
  }

  private Optional<Days> range(Parameters asked) {
    Ends known = ends;
    long generation = mirror.state().generation();
    if (known.generation != generation) {
      known = ends(generation);
      ends = known;
    }
    return asked.days(known.oldest, known.newest);
  }

  private Ends ends(long generation) {
    @Nullable Ends[] found = {null};
    readers.ask(
        "SELECT min(day), max(day) FROM " + total.table() + " WHERE n > 0 HAVING count(*) > 0",
        List.of(),
        row -> {
          found[0] =
              new Ends(
                  generation,
                  Optional.of(LocalDate.ofEpochDay(row.getLong(1))),
                  Optional.of(LocalDate.ofEpochDay(row.getLong(2))));
          return true;
        });
    return found[0] == null ? new Ends(generation, Optional.empty(), Optional.empty()) : found[0];
  }

  private static int epochDay(String cursor) {
    if (!cursor.matches("-?[0-9]{1,7}")) {
      throw Parameters.foreignCursor(cursor);
    }
    return Integer.parseInt(cursor);
  }

  /** An amount from a row's columns: currency, invoices, sum, least and greatest. */
  private static ObjectNode amount(ResultSet row, int first) throws SQLException {
    long invoices = row.getLong(first + 1);
    BigDecimal sum = row.getBigDecimal(first + 2);
    ObjectNode amount = JsonNodeFactory.instance.objectNode();
    amount.put("currency", row.getString(first));
    amount.put("invoices", invoices);
    amount.put("sum", plain(sum));
    amount.put(
        "mean",
        sum == null
            ? null
            : plain(sum.divide(BigDecimal.valueOf(invoices), 4, RoundingMode.HALF_UP)));
    amount.put("min", plain(row.getBigDecimal(first + 3)));
    amount.put("max", plain(row.getBigDecimal(first + 4)));
    return amount;
  }

  private static @Nullable String plain(@Nullable BigDecimal amount) {
    return amount == null ? null : amount.setScale(4, RoundingMode.UNNECESSARY).toPlainString();
  }

  /** A place in a list that is ordered by time and value. */
  record Place(long at, String value) {
    static Place of(String cursor) {
      int colon = cursor.indexOf(':');
      if (colon < 1 || !cursor.substring(0, colon).matches("-?[0-9]{1,18}")) {
        throw Parameters.foreignCursor(cursor);
      }
      return new Place(Long.parseLong(cursor.substring(0, colon)), cursor.substring(colon + 1));
    }

    @Override
    public String toString() {
      return at + ":" + value;
    }
  }

  /** The rows of one value, a row for each currency. */
  private static final class Group {
    final String day;
    final String value;
    final ArrayNode amounts = JsonNodeFactory.instance.arrayNode();
    long invoices;

    private Group(String day, String value) {
      this.day = day;
      this.value = value;
    }

    /** Adds a row to the last group or a new one; false when there are more than wanted. */
    static boolean add(
        List<Group> groups, String day, String value, ResultSet row, int first, int limit)
        throws SQLException {
      Group last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
      if (last == null || !last.value.equals(value) || !last.day.equals(day)) {
        last = new Group(day, value);
        groups.add(last);
        if (groups.size() > limit) {
          return false;
        }
      }
      last.invoices += row.getLong(first + 1);
      last.amounts.add(amount(row, first));
      return true;
    }
  }

  /** A question that grows, with what stands for its question marks. */
  private static final class Question {
    final List<Object> parameters = new ArrayList<>();
    String sql;

    Question(String select, Dataset dataset, Days days, Optional<String> currency) {
      sql = select + " FROM " + dataset.table() + " WHERE n > 0";
      and("day >= ?", Math.toIntExact(days.from().toEpochDay()));
      and("day <= ?", Math.toIntExact(days.to().toEpochDay()));
      currency.ifPresent(code -> and("currency = ?", code));
    }

    void and(String condition, Object parameter) {
      sql += " AND " + condition;
      parameters.add(parameter);
    }
  }
}
