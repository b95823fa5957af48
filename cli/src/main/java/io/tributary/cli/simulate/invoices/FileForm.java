package io.tributary.cli.simulate.invoices;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** How programs export invoices. */
enum FileForm {
  CSV("csv") {
    @Override
    String write(List<byte[]> records) {
      return csv(records, ",", UnaryOperator.identity(), UnaryOperator.identity());
    }
  },
  /** As a spreadsheet in French does: headers, semicolons and decimal commas. */
  FRENCH_CSV("csv") {
    @Override
    String write(List<byte[]> records) {
      return csv(records, ";", name -> FRENCH.getOrDefault(name, name), DecimalComma::write);
    }
  },
  JSON("json") {
    @Override
    String write(List<byte[]> records) {
      return records.stream()
          .map(FileForm::text)
          .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }
  },
  /** The only one in which broken records don't break others. */
  JSON_LINES("jsonl") {
    @Override
    String write(List<byte[]> records) {
      return records.stream().map(record -> text(record) + "\n").collect(Collectors.joining());
    }
  };

  private static final List<String> COLUMNS =
      List.of(
          "invoice_id",
          "issued_at",
          "customer_id",
          "country",
          "amount",
          "currency",
          "payment_mode",
          "lines",
          "company",
          "customer_name");

  private static final Map<String, String> FRENCH =
      Map.of(
          "invoice_id", "Facture",
          "issued_at", "Date",
          "customer_id", "Client",
          "country", "Pays",
          "amount", "Montant",
          "currency", "Devise",
          "payment_mode", "Mode de paiement",
          "lines", "Lignes",
          "company", "Société",
          "customer_name", "Nom du client");

  private final String extension;

  FileForm(String extension) {
    this.extension = extension;
  }

  String extension() {
    return extension;
  }

  /** A file's text. */
  abstract String write(List<byte[]> records);

  /** By RFC 4180, but for the separator. */
  private static String csv(
      List<byte[]> records,
      String separator,
      UnaryOperator<String> header,
      UnaryOperator<String> amount) {
    StringBuilder file = new StringBuilder();
    file.append(row(COLUMNS.stream().map(header).toList(), separator));
    for (byte[] record : records) {
      JsonNode invoice =
          InvoiceJson.read(record)
              .orElseThrow(() -> new IllegalStateException("broken JSON has no cells"));
      file.append(
          row(
              COLUMNS.stream()
                  .map(
                      column -> {
                        String cell = InvoiceJson.text(invoice, column);
                        return column.equals("amount") ? amount.apply(cell) : cell;
                      })
                  .toList(),
              separator));
    }
    return file.toString();
  }

  private static String row(List<String> cells, String separator) {
    return cells.stream()
        .map(cell -> quoted(cell, separator))
        .collect(Collectors.joining(separator, "", "\r\n"));
  }

  private static String quoted(String cell, String separator) {
    return cell.contains(separator) || cell.contains("\"") || cell.contains("\n")
        ? '"' + cell.replace("\"", "\"\"") + '"'
        : cell;
  }

  private static String text(byte[] record) {
    return new String(record, StandardCharsets.UTF_8);
  }
}
