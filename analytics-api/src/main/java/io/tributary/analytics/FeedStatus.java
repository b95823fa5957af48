package io.tributary.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.analytics.KafkaWatch.Example;
import io.tributary.analytics.KafkaWatch.Late;
import io.tributary.analytics.KafkaWatch.Rejected;
import io.tributary.analytics.Mirror.Delivered;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How feeds stand: their totals, how fresh they are, what they reject. */
final class FeedStatus {
  private static final String NO_KAFKA = "kafka.bootstrap.servers is not set";
  private static final String NO_FLINK = "flink.url is not set";

  private final Mirror mirror;
  private final Windows windows;
  private final Optional<KafkaWatch> kafka;
  private final Optional<FlinkWatch> flink;

  FeedStatus(
      Mirror mirror, Windows windows, Optional<KafkaWatch> kafka, Optional<FlinkWatch> flink) {
    this.mirror = mirror;
    this.windows = windows;
    this.kafka = kafka;
    this.flink = flink;
  }

  /** Of which feeds the lake has anything. */
  List<String> feeds() {
    return AnalyticsServer.FEEDS.stream().filter(mirror.state().newest()::containsKey).toList();
  }

  JsonNode overview() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode feeds = answer.putArray("feeds");
    for (String feed : feeds()) {
      long windowed = windows.counted(Windows.total(feed));
      ObjectNode item = feeds.addObject().put("feed", feed);
      item.put("delivered", Math.max(delivered(feed), windowed)).put("windowed", windowed);
      Optional<Windows.Newest> last = windows.newest(Windows.total(feed));
      if (last.isPresent()) {
        item.putObject("last_window")
            .put("start", last.get().start().toString())
            .put("end", last.get().end().toString())
            .put("count", last.get().count());
      } else {
        item.putNull("last_window");
      }
      item.put("newest_record", text(newestRecord(feed)));
      item.put("newest_file", text(newestFile(feed)));
      ArrayNode dimensions = item.putArray("dimensions");
      Windows.dimensions(feed).forEach(dimensions::add);
      ArrayNode granularities = item.putArray("granularities");
      Windows.granularities(feed).forEach(granularities::add);
    }
    answer.put("flink", flink.flatMap(FlinkWatch::url).orElse(null));
    answer.put(
        "updated_at",
        text(
            feeds().stream()
                .flatMap(feed -> newestFile(feed).stream())
                .max(Comparator.naturalOrder())));
    return answer;
  }

  /** How many records of a feed the lake holds; 0 for feeds and lakes whose records aren't read. */
  long delivered(String feed) {
    return Optional.ofNullable(mirror.state().delivered().get(feed))
        .map(Delivered::rows)
        .orElse(0L);
  }

  private Optional<Instant> newestRecord(String feed) {
    return Optional.ofNullable(mirror.state().delivered().get(feed)).flatMap(Delivered::newest);
  }

  private Optional<Instant> newestFile(String feed) {
    return Optional.ofNullable(mirror.state().newest().get(feed)).map(Mirror.Newest::written);
  }

  JsonNode quality(String feed) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("feed", feed);
    answer.set("rejected", rejected(feed));
    answer.set("late", late(feed));
    answer
        .putObject("freshness")
        .put("newest_record", text(newestRecord(feed)))
        .put("newest_window", text(windows.newest(Windows.total(feed)).map(Windows.Newest::end)))
        .put("newest_file", text(newestFile(feed)));
    answer.set("operators", operators(feed));
    return answer;
  }

  private ObjectNode rejected(String feed) {
    Optional<List<Rejected>> found = kafka.flatMap(watch -> watch.rejected(feed));
    ObjectNode part = JsonNodeFactory.instance.objectNode();
    ArrayNode reasons = JsonNodeFactory.instance.arrayNode();
    if (found.isEmpty()) {
      unavailable(part, whyNot(feed + "-dead-letters")).putNull("count");
    } else {
      part.put("available", true);
      part.put("count", found.get().stream().mapToLong(Rejected::count).sum());
      found.get().stream()
          .sorted(Comparator.comparingLong(Rejected::count).reversed())
          .forEach(
              each -> {
                ObjectNode reason = reasons.addObject().put("reason", each.reason());
                ArrayNode examples = reason.put("count", each.count()).putArray("examples");
                each.examples().forEach(example -> add(examples, example));
              });
    }
    part.set("reasons", reasons);
    return part;
  }

  private static void add(ArrayNode examples, Example example) {
    examples
        .addObject()
        .put("at", example.at().toString())
        .put("field", example.field())
        .put("detail", example.detail())
        .put("topic", example.topic())
        .put("partition", example.partition())
        .put("offset", example.offset())
        .put("value", example.value().orElse(null))
        .put("value_bytes", example.valueBytes());
  }

  private ObjectNode late(String feed) {
    Optional<Late> found = kafka.flatMap(watch -> watch.late(feed));
    ObjectNode part = JsonNodeFactory.instance.objectNode();
    if (found.isEmpty()) {
      return unavailable(part, whyNot(feed + "-late")).putNull("count").putNull("newest");
    }
    return part.put("available", true)
        .put("count", found.get().count())
        .put("newest", text(found.get().newest()));
  }

  private String whyNot(String topic) {
    if (kafka.isEmpty()) {
      return NO_KAFKA;
    }
    return kafka.get().answers()
        ? "there is no topic " + topic
        : "Kafka: " + kafka.get().part().detail();
  }

  private ObjectNode operators(String feed) {
    ObjectNode part = JsonNodeFactory.instance.objectNode();
    Optional<Operators> found = flink.flatMap(watch -> watch.operators(feed));
    if (found.isEmpty()) {
      unavailable(
          part,
          flink
              .map(w -> w.answers() ? "Flink has no job " + feed : "Flink: " + w.part().detail())
              .orElse(NO_FLINK));
    } else {
      part.put("available", true);
    }
    ArrayNode jobs = part.putArray("jobs");
    ObjectNode counters = part.putObject("counters");
    ArrayNode budgets = part.putArray("budgets");
    found.ifPresent(
        operators -> {
          operators
              .jobs()
              .forEach(
                  job ->
                      jobs.addObject()
                          .put("id", job.id())
                          .put("state", job.state())
                          .put("url", job.dashboard()));
          Operators.COUNTERS.forEach(
              counter -> {
                Long count = operators.counters().get(counter);
                if (count != null) {
                  counters.put(counter, count);
                }
              });
          operators
              .budgets()
              .forEach(
                  (name, budget) ->
                      budgets
                          .addObject()
                          .put("budget", name)
                          .put("used", budget.used())
                          .put("windows_over", budget.windowsOver()));
        });
    return part;
  }

  private static ObjectNode unavailable(ObjectNode part, String why) {
    return part.put("available", false).put("why", why);
  }

  private static @Nullable String text(Optional<Instant> moment) {
    return moment.map(Instant::toString).orElse(null);
  }
}
