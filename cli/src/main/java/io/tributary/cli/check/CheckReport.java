package io.tributary.cli.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.cli.TextTable;
import io.tributary.connectors.json.BoundedJson;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Help.Ansi;

/** What a check has found: what was compared, what differs, and what the invoices come to. */
final class CheckReport {
  /** Enough to see a pattern in; all are counted. */
  private static final int SHOWN = 50;

  private static final String NOTHING = "nothing";

  private final Optional<String> date;
  private final List<List<Object>> compared = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final Map<String, Amounts> totals = new TreeMap<>();

  private record Difference(
      String zone, String format, Group group, String clean, String curated) {}

  CheckReport(Optional<String> date) {
    this.date = date;
  }

  /** Notes what the invoices come to, over the days that are asked for. */
  void totals(Map<Group, Amounts> clean) {
    clean.forEach(
        (group, amounts) -> {
          if (group.dimension().equals(Group.TOTAL)) {
            totals.merge(group.currency(), amounts, Amounts::and);
          }
        });
  }

  void compared(String zone, CuratedZone.Format format, int groups) {
    compared.add(List.of(zone, word(format), groups));
  }

  void difference(
      String zone,
      CuratedZone.Format format,
      Group group,
      Optional<Amounts> clean,
      Optional<Amounts> curated) {
    differences.add(
        new Difference(
            zone,
            word(format),
            group,
            clean.map(Amounts::toString).orElse(NOTHING),
            curated.map(Amounts::toString).orElse(NOTHING)));
  }

  void revisions(String zone, CuratedZone.Format format, Group group, long newest, long rows) {
    differences.add(
        new Difference(
            zone, word(format), group, newest + " revisions", rows + " rows of revisions"));
  }

  /** Notes what is wrong beside the amounts. */
  void fault(String text) {
    faults.add(text);
  }

  boolean holds() {
    return differences.isEmpty() && faults.isEmpty();
  }

  void print(PrintWriter out, Ansi ansi) {
    if (totals.isEmpty()) {
      out.println("no invoices" + date.map(day -> " of " + day).orElse(""));
    } else {
      List<List<Object>> rows = new ArrayList<>();
      totals.forEach(
          (currency, amounts) ->
              rows.add(List.of(currency, amounts.invoices(), amounts.sum(), amounts.mean())));
      new TextTable(List.of("currency", "invoices", "sum", "mean"), rows)
          .printRows(out, true, ansi);
    }
    out.println();
    new TextTable(List.of("compared with", "format", "groups"), compared)
        .printRows(out, true, ansi);
    out.println();
    if (!differences.isEmpty()) {
      new TextTable(
              List.of(
                  "zone", "format", "date", "dimension", "value", "currency", "clean", "curated"),
              shown().stream()
                  .map(
                      each ->
                          List.<Object>of(
                              each.zone,
                              each.format,
                              each.group.date(),
                              each.group.dimension(),
                              each.group.value(),
                              each.group.currency(),
                              each.clean,
                              each.curated))
                  .toList())
          .printRows(out, true, ansi);
      if (differences.size() > SHOWN) {
        out.println("… and " + (differences.size() - SHOWN) + " more");
      }
      out.println();
    }
    faults.forEach(out::println);
    if (holds()) {
      out.println(ansi.string("@|bold,green the curated zone is what the clean zone comes to|@"));
    } else {
      out.println(
          ansi.string("@|bold,red the curated zone is not what the clean zone comes to|@")
              + ", differences: "
              + (differences.size() + faults.size())
              + "; while the job runs, wait for lake.roll-interval and check again;"
              + " otherwise see docs/scheduling.md");
    }
    out.flush();
  }

  /** One object on one line, which schedulers keep as a task's result. */
  void printJson(PrintWriter out) {
    ObjectMapper mapper = BoundedJson.mapper();
    ObjectNode json = mapper.createObjectNode();
    json.put("feed", "invoices");
    json.put("date", date.orElse(Group.ALL));
    json.put("verdict", holds() ? "holds" : "broken");
    ArrayNode amounts = json.putArray("amounts");
    totals.forEach(
        (currency, each) ->
            amounts
                .addObject()
                .put("currency", currency)
                .put("invoices", each.invoices())
                .put("sum", each.sum().toPlainString())
                .put("mean", each.mean().toPlainString())
                .put("min", each.least().toPlainString())
                .put("max", each.greatest().toPlainString()));
    json.put("difference_count", differences.size() + faults.size());
    ArrayNode found = json.putArray("differences");
    shown()
        .forEach(
            each ->
                found
                    .addObject()
                    .put("zone", each.zone)
                    .put("format", each.format)
                    .put("date", each.group.date())
                    .put("dimension", each.group.dimension())
                    .put("value", each.group.value())
                    .put("currency", each.group.currency())
                    .put("clean", each.clean)
                    .put("curated", each.curated));
    ArrayNode said = json.putArray("faults");
    faults.forEach(said::add);
    try {
      out.println(mapper.writeValueAsString(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    out.flush();
  }

  private List<Difference> shown() {
    return differences.stream()
        .sorted(Comparator.comparing(each -> each.zone + each.format + each.group))
        .limit(SHOWN)
        .toList();
  }

  private static String word(CuratedZone.Format format) {
    return format.name().toLowerCase(Locale.ROOT);
  }
}
