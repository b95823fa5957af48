package io.tributary.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.connectors.kafka.admin.Transaction;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/**
 * What transactions mean for those who read and for those who run the job.
 *
 * @param interval how often the deployment takes a checkpoint
 */
record TransactionReport(
    String prefix, List<Transaction> transactions, Duration interval, Instant now) {
  /** What a checkpoint itself may take. */
  private static final Duration CHECKPOINT = Duration.ofSeconds(5);

  /** What will become of a transaction. */
  private enum Outlook {
    ENDED,
    ENDING,
    NEXT_CHECKPOINT,
    WAITS_FOR_ITS_JOB,
    FOREIGN,
    HANGS,
    ORPHANED
  }

  long hanging() {
    return transactions.stream().filter(each -> each.hangs(now)).count();
  }

  private Outlook outlook(Transaction each) {
    if (each.hangs(now)) {
      return each.stage() == Transaction.Stage.ORPHANED ? Outlook.ORPHANED : Outlook.HANGS;
    }
    return switch (each.stage()) {
      case ENDED -> Outlook.ENDED;
      case ENDING -> Outlook.ENDING;
      case OPEN, ORPHANED ->
          !each.ours()
              ? Outlook.FOREIGN
              : age(each).compareTo(interval.plus(CHECKPOINT)) <= 0
                  ? Outlook.NEXT_CHECKPOINT
                  : Outlook.WAITS_FOR_ITS_JOB;
    };
  }

  private String sentence(Transaction each) {
    String ends =
        "Kafka ends it at "
            + each.openSince().map(s -> seconds(s.plus(each.timeout()))).orElse("?");
    return switch (outlook(each)) {
      case ENDED -> "nothing is open";
      case ENDING -> "Kafka is ending it right now";
      case NEXT_CHECKPOINT -> "ongoing: a running job commits it with its next checkpoint";
      case WAITS_FOR_ITS_JOB ->
          "no checkpoint has committed it: its job is down or slow. When it starts, it commits or"
              + " aborts it; "
              + ends;
      case FOREIGN -> "another program's, not of the deployment " + prefix + "; " + ends;
      case HANGS ->
          "hangs: open for longer than its time-out, and Kafka doesn't end it: look into the brokers'"
              + " logs, or --abort";
      case ORPHANED ->
          "hangs: no coordinator knows it, so nobody will end it: --abort, if the topic is the feed's";
    };
  }

  void print(PrintWriter out, Ansi ansi) {
    List<List<Object>> rows = new ArrayList<>();
    for (Transaction each : transactions) {
      rows.add(
          List.of(
              each.name().isEmpty() ? "?" : each.name(),
              each.state(),
              each.producerId() + "/" + each.epoch(),
              each.openSince().map(TransactionReport::seconds).orElse("-"),
              each.timeout().isZero() ? "-" : each.timeout().toSeconds() + " s",
              each.behind().isEmpty() ? "-" : held(each),
              sentence(each)));
    }
    if (rows.isEmpty()) {
      out.println("no transactions of the deployment " + prefix + ", and none of others are open");
    } else {
      List<String> names =
          List.of(
              "transaction",
              "state",
              "producer/epoch",
              "open since",
              "time-out",
              "read_committed readers are behind by",
              "what it means");
      new TextTable(names, rows).printRows(out, true, ansi);
    }
    if (hanging() > 0) {
      out.println(hanging() + (hanging() == 1 ? " transaction hangs" : " transactions hang"));
    }
    out.flush();
  }

  private static String held(Transaction each) {
    return each.behind().entrySet().stream()
        .map(entry -> entry.getValue() + " in " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  void printJson(PrintWriter out) {
    ObjectMapper mapper = BoundedJson.mapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode json = mapper.createObjectNode();
    json.put("prefix", prefix);
    json.put("hanging", hanging());
    ArrayNode all = json.putArray("transactions");
    for (Transaction each : transactions) {
      ObjectNode one = all.addObject();
      one.put("transaction", each.name().isEmpty() ? null : each.name());
      one.put("deployment", each.ours());
      one.put("state", each.state());
      one.put("outlook", outlook(each).name().toLowerCase(Locale.ROOT).replace('_', '-'));
      one.put("means", sentence(each));
      one.put("producer_id", each.producerId());
      one.put("epoch", each.epoch());
      one.put("open_since", each.openSince().map(Instant::toString).orElse(null));
      one.put("timeout_ms", each.timeout().toMillis());
      ArrayNode partitions = one.putArray("partitions");
      each.behind()
          .forEach(
              (partition, behind) ->
                  partitions
                      .addObject()
                      .put("topic", partition.topic())
                      .put("partition", partition.partition())
                      .put("readers_behind", behind));
    }
    try {
      out.println(mapper.writeValueAsString(json));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    out.flush();
  }

  private Duration age(Transaction each) {
    return Duration.between(each.openSince().orElse(now), now);
  }

  private static String seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
