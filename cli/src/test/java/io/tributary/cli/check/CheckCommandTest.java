package io.tributary.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cli.Call;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckCommandTest {
  private static final String DAY = "2025-11-28";
  private static final String NEXT = "2025-11-29";

  /** More digits than a double has. */
  private static final String LARGE = "12345678901234.5678";

  @TempDir private Path lake;
  private Connection duckdb;
  private int files;

  private record Invoice(
      String id, int version, String day, String country, String currency, String amount) {
    String region() {
      return country.equals("MA") ? "Africa" : "Europe";
    }
  }

  private static final List<Invoice> INVOICES =
      List.of(
          new Invoice("A", 1, DAY, "FR", "EUR", "100.0000"),
          new Invoice("A", 2, DAY, "FR", "EUR", LARGE),
          new Invoice("B", 1, DAY, "MA", "EUR", "-0.0001"),
          new Invoice("C", 1, DAY, "FR", "USD", "10.0000"),
          // Corrected to another day.
          new Invoice("D", 1, DAY, "GB", "EUR", "7.0000"),
          new Invoice("D", 2, NEXT, "GB", "EUR", "7.0000"));

  private static final List<Invoice> NEWEST =
      List.of(INVOICES.get(1), INVOICES.get(2), INVOICES.get(3), INVOICES.get(5));

  @BeforeEach
  void openDatabase() throws Exception {
    duckdb = DriverManager.getConnection("jdbc:duckdb:");
  }

  @AfterEach
  void closeDatabase() throws Exception {
    duckdb.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "json"})
  void findsTheZonesEqualToTheLastDigit(String format) throws Exception {
    clean(INVOICES, format);
    curated(NEWEST);

    assertThat(check())
        .isEqualTo(
            new Call(
                0,
                """
                currency  invoices                  sum                mean
                EUR              3  12345678901241.5677  4115226300413.8559
                USD              1              10.0000             10.0000

                compared with       format   groups
                curated/analytics   parquet      17
                curated/cumulative  parquet      13
                curated/analytics   json         17
                curated/cumulative  json         13

                the curated zone is what the clean zone comes to
                """,
                ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "json"})
  void namesAGroupThatIsOffByTheLastDigit(String format) throws Exception {
    clean(INVOICES, "parquet");
    curated(NEWEST);
    rewrite(
        first("curated/analytics/" + DAY + "/by_country", format),
        "amount_max",
        "12345678901234.5679");

    Call call = check();

    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.out())
        .containsPattern(
            "curated/analytics +"
                + format
                + " +2025-11-28 +country +FR +EUR +1: sum 12345678901234.5678.* to"
                + " 12345678901234.5678 +1: sum 12345678901234.5678.* to 12345678901234.5679")
        .contains("not what the clean zone comes to, differences: 1; while the job runs");
  }

  @Test
  void namesWhatOnlyOneOfTheZonesHas() throws Exception {
    clean(INVOICES, "parquet");
    List<Invoice> others = new ArrayList<>(NEWEST);
    others.remove(1);
    others.add(new Invoice("E", 1, DAY, "DE", "EUR", "1.0000"));
    curated(others);

    assertThat(check().out())
        .containsPattern("country +MA +EUR +1: sum -0.0001, .* +nothing")
        .containsPattern("country +DE +EUR +nothing +1: sum 1.0000, ");
  }

  @Test
  void takesTheNewestRevisionAlsoWhenNothingIsLeftOfAGroup() throws Exception {
    clean(INVOICES, "parquet");
    curated(NEWEST);
    for (String format : List.of("parquet", "json")) {
      Path file = file("curated/analytics/" + NEXT + "/summary", format);
      row(file, "summary", NEXT, "all", "CHF", 1, "5.0000", "5.0000", "5.0000", "5.0000", 1);
    }
    assertThat(check().exitCode()).isEqualTo(1);
    for (String format : List.of("parquet", "json")) {
      Path file = file("curated/analytics/" + NEXT + "/summary", format);
      row(file, "summary", NEXT, "all", "CHF", 0, "0.0000", null, null, null, 2);
    }

    assertThat(check().exitCode()).isZero();
  }

  @Test
  void seesAVersionThatIsThereTwice() throws Exception {
    clean(INVOICES, "parquet");
    clean(INVOICES.subList(0, 1), "json");
    curated(NEWEST);

    Call call = check();

    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.out())
        .contains(
            "clean/factures: invoices that don't have each of their versions once: 1, such as"
                + " kafka/A (rows: 3, newest version: 2)");
  }

  @Test
  void seesAVersionThatIsLost() throws Exception {
    clean(INVOICES.subList(1, 6), "parquet");
    curated(NEWEST);

    Call call = check();

    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.out())
        .contains(
            "clean/factures: invoices that don't have each of their versions once: 1, such as"
                + " kafka/A (rows: 1, newest version: 2)");
  }

  @Test
  void seesARevisionThatIsThereTwice() throws Exception {
    clean(INVOICES, "parquet");
    curated(NEWEST);
    Path once = first("curated/analytics/" + DAY + "/summary", "json");
    Files.copy(once, once.resolveSibling("again.json"));

    assertThat(check().out())
        .containsPattern("json +2025-11-28 +total +all +EUR +1 revisions +2 rows of revisions");
  }

  @Test
  void looksAtOneDayWhenAskedTo() throws Exception {
    clean(INVOICES, "parquet");
    curated(NEWEST);
    rewrite(first("curated/analytics/" + DAY + "/summary", "parquet"), "invoices", "5");

    assertThat(check("--date=" + DAY).exitCode()).isEqualTo(1);
    assertThat(check("--date", NEXT))
        .isEqualTo(
            new Call(
                0,
                """
                currency  invoices     sum    mean
                EUR              1  7.0000  7.0000

                compared with                 format   groups
                curated/analytics/2025-11-29  parquet       5
                curated/analytics/2025-11-29  json          5

                the curated zone is what the clean zone comes to
                """,
                ""));
    assertThat(check("--date=2025-11-30").out()).startsWith("no invoices of 2025-11-30\n");
    assertThat(check("--date=yesterday").exitCode()).isEqualTo(2);
  }

  @Test
  void printsOneLineForPrograms() throws Exception {
    clean(INVOICES, "parquet");
    curated(NEWEST);
    Call holds = check("--json");
    rewrite(first("curated/cumulative/" + NEXT + "/by_source", "parquet"), "invoices", "5");
    Call broken = check("--json");

    assertThat(holds.out().lines()).hasSize(1);
    JsonNode said = new ObjectMapper().readTree(holds.out());
    assertThat(said.path("verdict").asText()).isEqualTo("holds");
    assertThat(said.at("/amounts/0/sum").asText()).isEqualTo("12345678901241.5677");
    assertThat(broken.exitCode()).isEqualTo(1);
    said = new ObjectMapper().readTree(broken.out());
    assertThat(said.path("verdict").asText()).isEqualTo("broken");
    assertThat(said.at("/differences/0/group").isMissingNode()).isTrue();
    assertThat(said.at("/differences/0/dimension").asText()).isEqualTo("source");
  }

  @Test
  void saysWhenThereIsNothingToCheck() throws Exception {
    assertThat(check().err())
        .isEqualTo(
            "tributary: lake.path: there are no invoices in %s/clean/factures: run the feed first, or give --lake.path\n"
                .formatted(lake));
    assertThat(check().exitCode()).isEqualTo(1);
    assertThat(Call.of("check", "tickets").err())
        .contains("the feed tickets has no curated zone to be checked: take invoices");
  }

  private Call check(String... options) {
    List<String> call = new ArrayList<>(List.of("check", "invoices", "--lake.path=" + lake));
    call.addAll(List.of(options));
    return Call.of(call.toArray(String[]::new));
  }

  private void clean(List<Invoice> invoices, String format) throws Exception {
    for (Invoice each : invoices) {
      if (format.equals("json")) {
        write(
            file("clean/factures/kafka/" + each.day, format),
            """
            {"invoice_id":"%s","issued_at":"%sT00:00:00Z","amount":%s,"currency":"%s","payment_mode":"card","source":"kafka","lines":[{"amount":1}],"country_code":"%s","region":"%s","version":%d}
            """
                .formatted(
                    each.id,
                    each.day,
                    each.amount,
                    each.currency,
                    each.country,
                    each.region(),
                    each.version));
      } else {
        parquet(
            file("clean/factures/kafka/" + each.day, format),
            "'%s' AS invoice_id, TIMESTAMPTZ '%s 23:59:59+00' AS issued_at, '%s'::DECIMAL(18, 4) AS amount, '%s' AS currency, 'card' AS payment_mode, 'kafka' AS source, '%s' AS country_code, '%s' AS region, %d::INTEGER AS version"
                .formatted(
                    each.id,
                    each.day,
                    each.amount,
                    each.currency,
                    each.country,
                    each.region(),
                    each.version));
      }
    }
  }

  /** Writes what invoices come to as the first revisions. */
  private void curated(List<Invoice> invoices) throws Exception {
    Map<String, Function<Invoice, String>> dimensions =
        Map.of(
            "", invoice -> "all",
            "country", Invoice::country,
            "region", Invoice::region,
            "payment_mode", invoice -> "card",
            "source", invoice -> "kafka");
    for (Map.Entry<String, Function<Invoice, String>> dimension : dimensions.entrySet()) {
      Map<String, List<Invoice>> daily = new TreeMap<>();
      Map<String, List<Invoice>> all = new TreeMap<>();
      for (Invoice each : invoices) {
        String group = dimension.getValue().apply(each) + "|" + each.currency;
        daily.computeIfAbsent(each.day + "|" + group, g -> new ArrayList<>()).add(each);
        all.computeIfAbsent(NEXT + "|" + group, g -> new ArrayList<>()).add(each);
      }
      for (Map.Entry<String, List<Invoice>> group : daily.entrySet()) {
        curated("curated/analytics/", dimension.getKey(), group);
      }
      for (Map.Entry<String, List<Invoice>> group : all.entrySet()) {
        curated("curated/cumulative/", dimension.getKey(), group);
      }
    }
  }

  private void curated(String zone, String dimension, Map.Entry<String, List<Invoice>> group)
      throws Exception {
    String[] key = group.getKey().split("\\|");
    List<BigDecimal> amounts =
        group.getValue().stream().map(each -> new BigDecimal(each.amount)).sorted().toList();
    BigDecimal sum = amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    for (String format : List.of("parquet", "json")) {
      row(
          file(zone + key[0] + "/" + (dimension.isEmpty() ? "summary" : "by_" + dimension), format),
          dimension.isEmpty() ? "summary" : dimension,
          key[0],
          key[1],
          key[2],
          amounts.size(),
          sum.toPlainString(),
          sum.divide(BigDecimal.valueOf(amounts.size()), 4, RoundingMode.HALF_UP).toPlainString(),
          amounts.get(0).toPlainString(),
          amounts.get(amounts.size() - 1).toPlainString(),
          1);
    }
  }

  private void row(
      Path file,
      String dimension,
      String day,
      String value,
      String currency,
      long invoices,
      String sum,
      String mean,
      String least,
      String greatest,
      int revision)
      throws Exception {
    boolean total = dimension.equals("summary");
    if (file.toString().endsWith(".json")) {
      write(
          file,
          """
          {"date":"%s",%s"currency":"%s","invoices":%d,"amount_sum":%s,"amount_mean":%s,"amount_min":%s,"amount_max":%s,"revision":%d}
          """
              .formatted(
                  day,
                  total ? "" : "\"%s\":\"%s\",".formatted(dimension, value),
                  currency,
                  invoices,
                  sum,
                  mean,
                  least,
                  greatest,
                  revision));
    } else {
      parquet(
          file,
          "DATE '%s' AS date%s, '%s' AS currency, %d::BIGINT AS invoices, %s::DECIMAL(28, 4) AS amount_sum, %s::DECIMAL(18, 4) AS amount_mean, %s::DECIMAL(18, 4) AS amount_min, %s::DECIMAL(18, 4) AS amount_max, %d::INTEGER AS revision"
              .formatted(
                  day,
                  total ? "" : ", '%s' AS %s".formatted(value, dimension),
                  currency,
                  invoices,
                  quoted(sum),
                  quoted(mean),
                  quoted(least),
                  quoted(greatest),
                  revision));
    }
  }

  private static String quoted(String number) {
    return number == null ? "NULL" : "'" + number + "'";
  }

  /** A new file of a dataset. */
  private Path file(String folder, String format) {
    return lake.resolve(folder).resolve("%04d.%s".formatted(files++, format));
  }

  /** The first file of a dataset. */
  private Path first(String folder, String format) throws Exception {
    try (Stream<Path> all = Files.list(lake.resolve(folder))) {
      return all.filter(file -> file.toString().endsWith(format))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  /** Puts another value into a file. */
  private void rewrite(Path first, String column, String value) throws Exception {
    if (first.toString().endsWith(".json")) {
      Files.writeString(
          first,
          Files.readString(first)
              .replaceAll("\"" + column + "\":[^,}]*", "\"" + column + "\":" + value));
      return;
    }
    String others = "SELECT * REPLACE ('%s'::%s AS %s) FROM '%s'";
    String type = column.equals("invoices") ? "BIGINT" : "DECIMAL(18, 4)";
    Path changed = first.resolveSibling("changed");
    duckdb(
        "COPY (%s) TO '%s' (FORMAT parquet)"
            .formatted(others.formatted(value, type, column, first), changed));
    Files.move(changed, first, StandardCopyOption.REPLACE_EXISTING);
  }

  private void parquet(Path file, String row) throws Exception {
    Files.createDirectories(file.getParent());
    duckdb("COPY (SELECT " + row + ") TO '" + file + "' (FORMAT parquet)");
  }

  private void duckdb(String sql) throws Exception {
    try (Statement statement = duckdb.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void write(Path file, String text) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
