package io.tributary.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the API says, in the form that its document gives: always the same for the same moment. */
final class Answers {
  /** An amount that no floating point number holds. */
  static final String LONG_AMOUNT = "123456789012345678.1234";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> REGIONS =
      List.of(
          "Western Europe",
          "Northern America",
          "Northern Africa",
          "Southern Europe",
          "South America",
          "Eastern Asia",
          "Western Africa",
          "South-eastern Asia",
          "Australia and New Zealand",
          "Northern Europe",
          "Western Asia",
          "unknown");
  private static final List<String> COUNTRIES =
      List.of(
          "FR", "DE", "BE", "CH", "ES", "IT", "GB", "US", "CA", "MA", "TN", "DZ", "SN", "CI", "JP",
          "BR");

  private static final Map<String, List<String>> KEYWORDS =
      Map.of(
          "fr",
          List.of(
              "réseau",
              "match",
              "concert",
              "facture",
              "gouvernement",
              "énergie",
              "panne",
              "été",
              "aujourd’hui",
              "prix",
              "train",
              "musée",
              "santé",
              "élection",
              "merci",
              "équipe"),
          "en",
          List.of(
              "network",
              "match",
              "concert",
              "invoice",
              "government",
              "energy",
              "outage",
              "summer",
              "today",
              "price",
              "train",
              "museum",
              "health",
              "election",
              "thanks",
              "team"),
          "ar",
          List.of(
              "مباراة",
              "حكومة",
              "طاقة",
              "اليوم",
              "سعر",
              "قطار",
              "صحة",
              "انتخابات",
              "شكرا",
              "فريق",
              "متحف",
              "حفلة",
              "الشبكة",
              "فاتورة",
              "صيف",
              "انقطاع"));

  static final int FORECAST_DAYS = 6;

  /** Days without weather. */
  final Set<String> missing = new HashSet<>();

  /** Values by feed and dimension; a dimension that is called by another name is a new one. */
  final Map<String, Map<String, List<String>>> dimensions = new LinkedHashMap<>();

  /** The end of the data. */
  Instant newest = Instant.now().truncatedTo(ChronoUnit.MINUTES);

  String flink = "http://localhost:8081";

  /** Of feeds that have a Flink for themselves. */
  final Map<String, String> dashboards = new HashMap<>();

  String example =
      "{\"ticket_id\":\"550e8400-e29b-41d4-a716-446655440000\",\"priority\":\"urgent\"}";
  String detail = "priority is 'urgent': must be one of low, medium, high, critical";
  String stalePart = "";

  Answers() {
    dimensions.put(
        "tickets",
        ordered(
            "request_type", List.of("technical", "account", "billing", "general"),
            "priority", List.of("medium", "low", "high", "critical"),
            "region", REGIONS));
    dimensions.put(
        "texts",
        ordered(
            "language", List.of("fr", "en", "ar"),
            "label", List.of("business", "technology", "sports", "health", "travel")));
    dimensions.put(
        "invoices",
        ordered(
            "country", COUNTRIES,
            "region", REGIONS.subList(0, 8),
            "payment_mode", List.of("card", "transfer", "direct_debit", "cheque", "cash", "other"),
            "source", List.of("files", "database", "api", "ocr", "kafka")));
    dimensions.put(
        "weather",
        ordered(
            "place", List.of("Tunis", "São Paulo", "Saint-Pierre-et-Miquelon", "Oslo"),
            "region",
                List.of(
                    "Northern Africa", "South America", "Northern America", "Northern Europe")));
    dimensions.put("tweets", tweets());
  }

  /** What tweets are marked with, in place of the usual. */
  void hashtags(List<String> values) {
    Map<String, List<String>> changed = tweets();
    changed.put("hashtag", values);
    dimensions.put("tweets", changed);
  }

  private static Map<String, List<String>> tweets() {
    return ordered(
        "sentiment", List.of("neutral", "positive", "negative"),
        "hashtag",
            List.of(
                "actu",
                "maroc",
                "football",
                "تونس",
                "météo",
                "ai",
                "climat",
                "الجزائر",
                "music",
                "paris",
                "world_cup_2026",
                "énergie",
                "startup",
                "صحة",
                "weekend"),
        "topic", List.of("politics", "sports", "entertainment", "science/technology", "other"),
        "lang", List.of("fr", "ar", "en"),
        "keyword", KEYWORDS.get("en"));
  }

  private static Map<String, List<String>> ordered(Object... pairs) {
    Map<String, List<String>> ordered = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      @SuppressWarnings("unchecked")
      List<String> values = (List<String>) pairs[i + 1];
      ordered.put((String) pairs[i], values);
    }
    return ordered;
  }

  ObjectNode overview() {
    ObjectNode overview = JSON.createObjectNode();
    ArrayNode feeds = overview.putArray("feeds");
    dimensions.forEach(
        (name, values) -> {
          boolean daily = name.equals("invoices") || name.equals("weather");
          ObjectNode feed = feeds.addObject().put("feed", name);
          feed.put("delivered", 1_284_310 + name.length()).put("windowed", 1_284_100);
          Instant last = newest.minusSeconds(60);
          feed.putObject("last_window")
              .put(
                  "start",
                  (name.equals("weather") ? last.plus(FORECAST_DAYS - 1, ChronoUnit.DAYS) : last)
                      .toString())
              .put("end", newest.toString())
              .put("count", 60);
          feed.put("newest_record", newest.toString()).put("newest_file", newest.toString());
          ArrayNode named = feed.putArray("dimensions").add("total");
          values.keySet().forEach(named::add);
          ArrayNode granularities = feed.putArray("granularities");
          (daily ? List.of("day") : List.of("minute", "hour", "day")).forEach(granularities::add);
        });
    return overview.put("flink", flink).put("updated_at", newest.toString());
  }

  ObjectNode metrics(String feed, Map<String, String> asked) {
    String dimension = asked.getOrDefault("dimension", "total");
    String granularity = asked.getOrDefault("granularity", "hour");
    ChronoUnit unit =
        switch (granularity) {
          case "minute" -> ChronoUnit.MINUTES;
          case "hour" -> ChronoUnit.HOURS;
          default -> ChronoUnit.DAYS;
        };
    Instant from = moment(asked.get("from"), false).truncatedTo(unit);
    Instant to = moment(asked.get("to"), true);
    List<String> values =
        dimension.equals("total")
            ? List.of("all")
            : asked.containsKey("language")
                ? KEYWORDS.get(asked.get("language"))
                : dimensions.get(feed).get(dimension);
    values =
        values.subList(
            0, Math.min(values.size(), Integer.parseInt(asked.getOrDefault("top", "100"))));
    Instant end = feed.equals("weather") ? newest.plus(FORECAST_DAYS, ChronoUnit.DAYS) : newest;
    ObjectNode answer =
        JSON.createObjectNode()
            .put("feed", feed)
            .put("dimension", dimension)
            .put("granularity", granularity);
    ArrayNode items = answer.putArray("items");
    Instant oldest = newest.minus(120, ChronoUnit.DAYS);
    for (Instant start = from;
        start.isBefore(to) && start.isBefore(end);
        start = start.plus(1, unit)) {
      if (feed.equals("weather") && missing.contains(start.toString().substring(0, 10))) {
        continue;
      }
      for (int i = 0; i < values.size() && start.isAfter(oldest); i++) {
        ObjectNode item = items.addObject().put("start", start.toString());
        item.put("end", start.plus(1, unit).toString()).put("value", values.get(i));
        long count = count(start, i + feed.length() - 6, unit);
        item.put("count", count);
        if (feed.equals("texts")) {
          item.put("characters", 180 * count).put("tokens", 31 * count);
        } else if (feed.equals("tickets") && dimension.equals("total")) {
          item.put("billing_count", count / 4).put("critical_priority_count", count / 20);
        } else if (feed.equals("invoices")) {
          amounts(item, count);
        } else if (feed.equals("weather")) {
          weather(item, start, i);
        }
      }
    }
    return answer;
  }

  /** A day's rise and fall, with some unrest. */
  private static long count(Instant start, int place, ChronoUnit unit) {
    double hour = start.getEpochSecond() / 3600.0;
    double day = 1.2 + Math.sin(2 * Math.PI * (hour - 8) / 24);
    double unrest = 1 + 0.18 * Math.sin(hour * (3 + place)) + 0.1 * Math.cos(hour * 17 + place);
    return Math.round(unit.getDuration().toMinutes() * 30 * day * unrest / (place + 2.4));
  }

  /** One place is warm and dry, the next colder and wetter, each with its own unrest. */
  private static void weather(ObjectNode item, Instant start, int place) {
    double day = start.getEpochSecond() / 86_400.0;
    double mean = 19.5 - 9 * place + 4 * Math.sin(day / 3 + place) + 2 * Math.cos(day * 1.7);
    double rain = Math.max(0, 4 * place * Math.sin(day / 2 + place) - 1);
    double wind = 12 + 3 * place + 5 * Math.sin(day * 0.9 + place);
    item.put("count", 24);
    item.put("temperature_mean", tenths(mean)).put("temperature_min", tenths(mean - 5.2));
    item.put("temperature_max", tenths(mean + 6.1)).put("precipitation_sum", tenths(rain));
    item.put("wind_mean", tenths(wind)).put("wind_max", tenths(wind * 2.3));
  }

  private static double tenths(double figure) {
    return Math.round(figure * 10) / 10.0;
  }

  ObjectNode summary(Map<String, String> asked) {
    boolean none = moment(asked.get("from"), false).isAfter(newest);
    ObjectNode answer =
        JSON.createObjectNode().put("from", asked.get("from")).put("to", asked.get("to"));
    answer.put("invoices", none ? 0 : 48_211);
    if (none) {
      answer.putArray("amounts");
    } else {
      amounts(answer, 48_211);
    }
    return answer.put("updated_at", newest.toString());
  }

  private static void amounts(ObjectNode node, long invoices) {
    ArrayNode amounts = node.putArray("amounts");
    amount(amounts, "EUR", invoices / 2, invoices * 61 + ".3700", "0.5000");
    amount(amounts, "USD", invoices / 3, LONG_AMOUNT, "0.0100");
    amount(amounts, "GBP", invoices / 6, "-" + invoices * 3 + ".1000", "-900.0000");
  }

  private static void amount(
      ArrayNode amounts, String currency, long invoices, String sum, String min) {
    amounts
        .addObject()
        .put("currency", currency)
        .put("invoices", invoices)
        .put("sum", sum)
        .put("mean", "118.2013")
        .put("min", min)
        .put("max", "98000.0000");
  }

  ObjectNode by(String dimension) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode items = answer.putArray("items");
    List<String> values = dimensions.get("invoices").get(dimension);
    for (int i = 0; i < values.size(); i++) {
      long invoices = 9000 / (i + 1);
      ObjectNode item = items.addObject().put(dimension, values.get(i)).put("invoices", invoices);
      amounts(item, invoices);
    }
    return answer;
  }

  ObjectNode quality(String feed) {
    ObjectNode answer = JSON.createObjectNode().put("feed", feed);
    ObjectNode rejected = answer.putObject("rejected");
    boolean known = !feed.equals("invoices");
    if (known) {
      rejected.put("available", true).put("count", 1262);
      ArrayNode reasons = rejected.putArray("reasons");
      reason(reasons, "INVALID_VALUE", 812);
      reason(reasons, "MALFORMED_JSON", 310);
      reason(reasons, "FUTURE_TIMESTAMP", 140);
      answer.putObject("late").put("available", true).put("count", 97).put("newest", ago(300));
    } else {
      String why = "kafka.bootstrap.servers is not set";
      rejected.put("available", false).put("why", why).putNull("count").putArray("reasons");
      answer.putObject("late").put("available", false).put("why", why).putNull("count");
    }
    answer
        .putObject("freshness")
        .put("newest_record", ago(2))
        .put("newest_window", ago(60))
        .put("newest_file", newest.toString());
    ObjectNode operators = answer.putObject("operators").put("available", true);
    operators
        .putArray("jobs")
        .addObject()
        .put("id", "0a1b2c")
        .put("state", "RUNNING")
        .put("url", dashboards.getOrDefault(feed, flink));
    operators
        .putObject("counters")
        .put("records_in", 1_286_000)
        .put("records_delivered", 1_284_310)
        .put("records_duplicate", 428);
    ArrayNode budgets = operators.putArray("budgets");
    if (feed.equals("tickets")) {
      budgets.addObject().put("budget", "late").put("used", 0.125).put("windows_over", 0);
      budgets.addObject().put("budget", "rejected").put("used", 3.5).put("windows_over", 2);
    }
    return answer;
  }

  private void reason(ArrayNode reasons, String code, int count) {
    ObjectNode reason = reasons.addObject().put("reason", code).put("count", count);
    reason
        .putArray("examples")
        .addObject()
        .put("at", ago(90))
        .put("field", "priority")
        .put("detail", detail)
        .put("topic", "client_tickets")
        .put("partition", 1)
        .put("offset", 77)
        .put("value", example)
        .put("value_bytes", 412);
  }

  private String ago(int seconds) {
    return newest.minusSeconds(seconds).toString();
  }

  ObjectNode health() {
    ObjectNode health = JSON.createObjectNode();
    health.put("status", stalePart.isEmpty() ? "ok" : "stale");
    ArrayNode parts = health.putArray("parts");
    for (String part : List.of("lake", "kafka", "flink")) {
      boolean stale = part.equals(stalePart);
      parts
          .addObject()
          .put("part", part)
          .put("status", stale ? "stale" : "ok")
          .put("since", newest.toString())
          .put("detail", stale ? part + " does not answer since 12:00" : "in order");
    }
    return health;
  }

  /** Of one live event. */
  static ObjectNode live(String feed, long delivered, double perMinute) {
    ObjectNode event = JSON.createObjectNode().put("at", Instant.now().toString());
    event
        .putArray("feeds")
        .addObject()
        .put("feed", feed)
        .put("delivered", delivered)
        .put("per_minute", perMinute)
        .put("source", "kafka");
    return event;
  }

  private static Instant moment(String text, boolean end) {
    if (text.length() > 10) {
      return Instant.parse(text);
    }
    LocalDate day = LocalDate.parse(text);
    return (end ? day.plusDays(1) : day).atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
