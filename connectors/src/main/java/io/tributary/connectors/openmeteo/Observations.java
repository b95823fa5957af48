package io.tributary.connectors.openmeteo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an answer holds of one place, the same for the same answer whenever it is read. Units and
 * place are those that were asked for, or the hour is rejected; fields that weren't asked for don't
 * matter. The archive comes late: its last hours do not exist yet while one of their values is null
 * that an observation needs.
 *
 * @param all the present one first, then by time
 * @param end up to where the period that was asked for has been answered
 */
record Observations(Place place, List<Observation> all, Instant end) {
  private static final Logger LOG = LoggerFactory.getLogger(Observations.class);

  private static final ObjectMapper JSON =
      BoundedJson.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // As they were written: 100.0 isn't to become 1E+2.
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  /** Values are those of a cell of the weather model's grid, which is up to 28 km wide. */
  private static final double FAR_KM = 100;

  /** What the archive hasn't by then it never will. */
  private static final Duration LATE = Duration.ofDays(30);

  /**
   * One of them.
   *
   * @param bytes as the feed's topic has it; of a rejected one what was received of that hour
   * @param problem why it is rejected; null when it isn't
   */
  @SuppressWarnings("ArrayRecordComponent") // the bytes are carried, never compared
  record Observation(byte[] bytes, @Nullable Rejection problem) {}

  int rejected() {
    return (int) all.stream().filter(each -> each.problem() != null).count();
  }

  boolean isShort(Request request) {
    return end.isBefore(request.end());
  }

  /**
   * Reads an answer, place by place in the order in which they were asked.
   *
   * @throws IOException if it isn't JSON, or none that answers: it is worth asking again
   */
  static List<Observations> of(Answer answer) throws IOException {
    JsonNode tree;
    try {
      tree = JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new IOException("no JSON: " + e.getOriginalMessage(), e);
    }
    boolean isObject = tree.isObject() && !tree.path("error").asBoolean();
    if (!isObject && !tree.isArray()) {
      throw new IOException("neither one answer nor an array of them");
    }
    List<Observations> all = new ArrayList<>();
    for (int i = 0; i < answer.request().places().size(); i++) {
      Place place = answer.request().places().get(i);
      JsonNode one = isObject ? (i == 0 ? tree : null) : tree.get(i);
      all.add(new Reading(answer, place).read(one));
    }
    return all;
  }

  /** Reads what there is of one place. */
  private static final class Reading {
    private final Answer answer;
    private final Place place;
    private final List<Observation> all = new ArrayList<>();
    private final Set<String> without = new TreeSet<>();

    Reading(Answer answer, Place place) {
      this.answer = answer;
      this.place = place;
    }

    Observations read(@Nullable JsonNode one) {
      Request request = answer.request();
      Instant end = request.end();
      try {
        if (one == null || !one.isObject()) {
          throw missing("", "the answer has nothing of this place");
        }
        checkWhere(one);
        if (request.kind() == Kind.FORECAST) {
          current(one);
        }
        end = hours(one);
      } catch (Rejection e) {
        all.add(rejected(one == null ? JSON.nullNode() : one, e));
      }
      if (!without.isEmpty()) {
        LOG.warn(
            "the {} has no {} any more: its observations go without",
            request.shown(),
            String.join(", ", without));
      }
      return new Observations(place, all, end);
    }

    private void checkWhere(JsonNode one) throws Rejection {
      double latitude = number(one, "latitude");
      double longitude = number(one, "longitude");
      double distance = place.distanceTo(latitude, longitude);
      if (!(distance <= FAR_KM)) {
        throw invalid(
            "latitude",
            "asked for %s, %s, but %s, %s is answered, %.0f km away"
                .formatted(place.latitude(), place.longitude(), latitude, longitude, distance));
      }
      if (number(one, "utc_offset_seconds") != 0) {
        throw invalid(
            "utc_offset_seconds",
            "times are asked for in UTC, but answered in " + one.path("timezone").asText());
      }
    }

    /**
     * The moment that was told as the present one, unless it is one of the hours: its precipitation
     * is that of a quarter of an hour.
     */
    private void current(JsonNode one) {
      JsonNode values = one.path("current");
      if (!values.isObject()) {
        all.add(rejected(one.path("current"), missing("current", "the answer has no current")));
        return;
      }
      for (JsonNode hour : one.path("hourly").path("time")) {
        if (hour.equals(values.path("time"))) {
          return;
        }
      }
      ObjectNode row = values.deepCopy();
      try {
        take(time(values.path("time")), row, one.path("current_units"));
      } catch (Rejection e) {
        all.add(rejected(row, e));
      }
    }

    /** Takes the hours; returns up to where there are any. */
    private Instant hours(JsonNode one) throws Rejection {
      JsonNode hourly = one.path("hourly");
      JsonNode times = hourly.path("time");
      if (!times.isArray()) {
        throw missing("hourly.time", "the answer has no hours");
      }
      if (Variable.ALL.stream().noneMatch(each -> hourly.has(each.code()))) {
        throw missing("hourly", "the hours have nothing of what was asked for");
      }
      for (Variable each : Variable.ALL) {
        JsonNode values = hourly.path(each.code());
        if (!values.isMissingNode() && values.size() != times.size()) {
          throw invalid(
              "hourly." + each.code(),
              "there are %d hours, but %d values of %s"
                  .formatted(times.size(), values.size(), each.code()));
        }
      }
      Request request = answer.request();
      boolean isArchive = request.kind() == Kind.ARCHIVE;
      NavigableSet<Instant> missing = isArchive ? request.hours() : new TreeSet<>();
      int asked = missing.size();
      int there = there(hourly, times.size());
      Instant end = request.start();
      for (int i = 0; i < times.size(); i++) {
        ObjectNode row = row(hourly, i);
        try {
          Instant time = time(times.get(i));
          boolean isAsked = !isArchive || missing.remove(time);
          if (isAsked && i < there) {
            end = time.plus(Duration.ofHours(1));
            take(time, row, one.path("hourly_units"));
          }
        } catch (Rejection e) {
          all.add(rejected(row, e));
        }
      }
      if (!isArchive || there == times.size()) {
        end = request.end();
      }
      if (!missing.isEmpty()) {
        String detail = "asked for %d hours, %d are answered";
        Rejection problem = invalid("hourly.time", detail.formatted(asked, asked - missing.size()));
        all.add(rejected(hourly, problem));
        end = end.isBefore(missing.first()) ? end : missing.first();
      }
      return end;
    }

    /**
     * How many hours there are: the archive may have the last ones later, or more of them, and a
     * forecast may be asked for more than the weather models reach.
     */
    private int there(JsonNode hourly, int hours) throws Rejection {
      boolean isArchive = answer.request().kind() == Kind.ARCHIVE;
      boolean mayCome = answer.request().end().isAfter(answer.receivedAt().minus(LATE));
      int there = hours;
      while (there > 0
          && (isArchive
              ? mayCome && isUnfinished(row(hourly, there - 1))
              : isEmpty(row(hourly, there - 1)))) {
        there--;
      }
      if (!isArchive && there == 0) {
        throw missing("hourly", "no hour has a value");
      }
      return there;
    }

    private static boolean isUnfinished(ObjectNode row) {
      return Variable.ALL.stream()
          .anyMatch(each -> each.required() && row.path(each.code()).isNull());
    }

    private static ObjectNode row(JsonNode hourly, int index) {
      ObjectNode row = JSON.createObjectNode();
      Iterator<String> names = hourly.fieldNames();
      while (names.hasNext()) {
        String name = names.next();
        JsonNode value = hourly.path(name).get(index);
        if (value != null) {
          row.set(name, value);
        }
      }
      return row;
    }

    private static boolean isEmpty(ObjectNode row) {
      return Variable.ALL.stream()
          .map(each -> row.path(each.code()))
          .allMatch(value -> value.isNull() || value.isMissingNode());
    }

    private void take(Instant time, ObjectNode row, JsonNode units) throws Rejection {
      ObjectNode json = JSON.createObjectNode();
      json.put("place", place.name());
      if (place.country() != null) {
        json.put("country", place.country());
      }
      json.put("latitude", place.latitude());
      json.put("longitude", place.longitude());
      json.put("observed_at", time.toString());
      for (Variable each : Variable.ALL) {
        JsonNode value = value(each, row, units);
        if (value != null) {
          json.set(each.field(), value);
        }
      }
      json.put("source", answer.request().kind().code());
      json.put("collected_at", answer.receivedAt().toString());
      all.add(new Observation(bytes(json), null));
    }

    private @Nullable JsonNode value(Variable variable, ObjectNode row, JsonNode units)
        throws Rejection {
      JsonNode value = row.path(variable.code());
      if (value.isMissingNode() || value.isNull()) {
        if (variable.required()) {
          throw missing(
              variable.code(),
              value.isNull() ? variable.code() + " is null" : "there is no " + variable.code());
        }
        if (value.isMissingNode()) {
          without.add(variable.code());
        }
        return null;
      }
      String unit = units.path(variable.code()).asText("");
      if (!unit.equals(variable.unit())) {
        throw invalid(
            variable.code(),
            "%s is asked for in %s, but answered in %s"
                .formatted(
                    variable.code(), variable.unit(), unit.isEmpty() ? "an unknown unit" : unit));
      }
      if (!value.isNumber()) {
        throw invalid(variable.code(), "%s is %s, no number".formatted(variable.code(), value));
      }
      return value;
    }

    private static Instant time(JsonNode text) throws Rejection {
      try {
        return LocalDateTime.parse(text.asText("")).toInstant(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        throw invalid("time", "the time is %s: not like 2026-01-31T23:00".formatted(text));
      }
    }

    private static double number(JsonNode one, String field) throws Rejection {
      if (!one.path(field).isNumber()) {
        throw missing(field, "the answer has no " + field);
      }
      return one.path(field).asDouble();
    }

    /** With the place, since what is received of an hour doesn't say it. */
    private Observation rejected(JsonNode received, Rejection problem) {
      ObjectNode json = JSON.createObjectNode();
      json.put("place", place.name());
      json.put("source", answer.request().kind().code());
      json.set("received", received);
      return new Observation(bytes(json), problem);
    }

    private static byte[] bytes(JsonNode json) {
      try {
        return JSON.writeValueAsBytes(json);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a tree can always be written", e);
      }
    }

    private static Rejection missing(String field, String detail) {
      return new Rejection(RejectReason.MISSING_FIELD, field, detail);
    }

    private static Rejection invalid(String field, String detail) {
      return new Rejection(RejectReason.INVALID_VALUE, field, detail);
    }
  }
}
