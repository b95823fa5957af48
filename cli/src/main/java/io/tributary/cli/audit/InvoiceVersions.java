package io.tributary.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.cli.contract.Moments;
import io.tributary.cli.lake.Column;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Invoices. What a record of Kafka says is compared with the versions; what other sources have
 * received is in their own form: there some version of an invoice must have a number and an amount
 * that stand in it.
 */
final class InvoiceVersions implements VersionedFeed {
  /** What of an invoice stands where in {@link Version#says}. */
  private static final int AMOUNT = 1;

  @Override
  public String input() {
    return "factures-raw";
  }

  @Override
  public String delivered() {
    return "factures-enriched";
  }

  @Override
  public String key() {
    return "invoice_id";
  }

  @Override
  public String deadLetters() {
    return "invoices-dead-letters";
  }

  @Override
  public String raw() {
    return "raw/factures";
  }

  @Override
  public String rows() {
    return "clean/factures";
  }

  @Override
  public Optional<String> rowsAgain() {
    return Optional.of("streaming");
  }

  @Override
  public Optional<String> note() {
    return Optional.of("totals are proved by `tributary check invoices`");
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.text("source"),
        Column.text("invoice_id"),
        Column.number("version"),
        Column.text("origin"),
        Column.moment("received_at"),
        Column.moment("issued_at"),
        Column.text("amount"),
        Column.text("currency"),
        Column.text("payment_mode"),
        Column.text("customer_id"),
        Column.text("country"));
  }

  @Override
  public Version version(ResultSet row) throws SQLException {
    return version(
        row.getString(1),
        row.getString(2),
        row.getInt(3),
        row.getString(4),
        row.getLong(5),
        says(
            row.getLong(6),
            new BigDecimal(row.getString(7)),
            row.getString(8),
            row.getString(9),
            row.getString(10),
            row.getString(11)));
  }

  @Override
  public @Nullable Version version(JsonNode row) {
    Long received = Moments.micros(row.path("received_at").asText());
    Long issued = Moments.micros(row.path("issued_at").asText());
    return received == null || issued == null
        ? null
        : version(
            row.path("source").asText(),
            row.path("invoice_id").asText(),
            row.path("version").asInt(),
            row.path("origin").asText(),
            received,
            says(
                issued,
                row.path("amount").decimalValue(),
                row.path("currency").asText(),
                row.path("payment_mode").asText(),
                row.path("customer_id").asText(),
                row.path("country").asText()));
  }

  private static Version version(
      String source, String id, int number, String origin, long receivedMicros, List<String> says) {
    return new Version(id, identity(source, id), number, origin, receivedMicros / 1_000, 0, says);
  }

  private static String identity(String source, String id) {
    return source + "|" + id;
  }

  private static List<String> says(
      long issuedMicros,
      BigDecimal amount,
      String currency,
      String mode,
      String customer,
      String country) {
    return List.of(Long.toString(issuedMicros), plain(amount), currency, mode, customer, country);
  }

  private static String plain(BigDecimal amount) {
    return amount.stripTrailingZeros().toPlainString();
  }

  @Override
  public boolean isCopy(
      String source, byte[] value, Map<String, NavigableMap<Integer, Version>> versions) {
    if (source.equals("kafka")) {
      JsonNode row = VersionAudit.tree(value);
      List<String> says = row == null ? null : said(row);
      return row != null
          && says != null
          && versionsOf(or(row, "source", source), row.path("invoice_id").asText(), versions)
              .stream()
              .anyMatch(version -> version.says().equals(says));
    }
    String text = new String(value, StandardCharsets.UTF_8);
    // A comma stands between cells, or in an amount.
    Set<String> words =
        Stream.of("[,;\t{}\\[\\]\"\r\n]|: ", "[;\t{}\\[\\]\"\r\n]|: ")
            .flatMap(ends -> Arrays.stream(text.split(ends)))
            .map(word -> word.strip().replaceAll("^:", ""))
            .collect(Collectors.toCollection(HashSet::new));
    Set<String> amounts =
        words.stream()
            .map(InvoiceVersions::decimal)
            .filter(Objects::nonNull)
            .map(InvoiceVersions::plain)
            .collect(Collectors.toSet());
    return words.stream()
        .flatMap(word -> versionsOf(source, word, versions).stream())
        .anyMatch(version -> amounts.contains(version.says().get(AMOUNT)));
  }

  private static List<Version> versionsOf(
      String source, String id, Map<String, NavigableMap<Integer, Version>> versions) {
    NavigableMap<Integer, Version> found = versions.get(identity(source, id));
    return found == null ? List.of() : List.copyOf(found.values());
  }

  /** What a record says; null when it is no invoice. */
  private static @Nullable List<String> said(JsonNode row) {
    String issued = row.path("issued_at").asText();
    Long micros = Moments.micros(issued.length() == 10 ? issued + "T00:00:00Z" : issued);
    JsonNode written = row.path("amount");
    BigDecimal amount = written.isNumber() ? written.decimalValue() : decimal(written.asText());
    String mode = or(row, "payment_mode", "").strip();
    return micros == null || amount == null
        ? null
        : says(
            micros,
            amount,
            or(row, "currency", "EUR").strip().toUpperCase(Locale.ROOT),
            mode.isEmpty() ? "other" : mode.toLowerCase(Locale.ROOT),
            or(row, "customer_id", ""),
            row.path("country").asText());
  }

  private static String or(JsonNode row, String field, String otherwise) {
    JsonNode value = row.path(field);
    return value.isTextual() && !value.asText().isEmpty() ? value.asText() : otherwise;
  }

  private static @Nullable BigDecimal decimal(String text) {
    String plain = text.replaceAll("[ \\u00A0\\u202F]", "").replace(',', '.');
    if (!plain.matches(
        "[+-]?(?:[0-9]{1,20}(?:\\.[0-9]{0,100})?|\\.[0-9]{1,100})(?:[eE][+-]?[0-9]{1,2})?")) {
      return null;
    }
    return new BigDecimal(plain).stripTrailingZeros();
  }
}
