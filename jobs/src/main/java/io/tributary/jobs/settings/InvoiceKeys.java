package io.tributary.jobs.settings;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of the invoices feed: which sources it reads, and how. */
public final class InvoiceKeys {
  /** What a name in a database may be: anything that can be seen. */
  private static final String NAME = "[^\\p{Cntrl}]{1,128}";

  public static final Setting<Boolean> KAFKA =
      of(
          "invoices.kafka",
          Form.yesOrNo(),
          "true",
          "Whether invoices are read from the topic `factures-raw`.");

  public static final Setting<Optional<String>> FILES_PATH =
      of(
          "invoices.files.path",
          Form.optionalPath(),
          "",
          "The inbox of CSV and JSON files, on a disk that the task managers share; nothing turns the"
              + " source off.");

  public static final Setting<Duration> FILES_SETTLE =
      of(
          "invoices.files.settle",
          Form.duration("0", "1h"),
          "5s",
          "How long a file in the inbox has not been changed before it is read.");

  public static final Setting<Optional<String>> DATABASE_URL =
      of(
          "invoices.database.url",
          Form.optionalText(
              "jdbc:postgresql:(?!.*(?i:password)=)[^@\\s]+",
              "an address that begins with jdbc:postgresql: and holds no password",
              "write it like jdbc:postgresql://db:5432/shop, and the user in invoices.database.user"),
          "",
          "The database of the table of invoices; nothing turns the source off.");

  public static final Setting<String> DATABASE_USER =
      of(
          "invoices.database.user",
          Form.text(NAME, "a name of 1 to 128 characters", "write the user's name"),
          "tributary",
          "The user who reads the table; the right to select is enough.");

  public static final Setting<Optional<String>> DATABASE_PASSWORD_FILE =
      of(
          "invoices.database.password-file",
          Form.optionalPath(),
          "",
          "The file that holds the user's password, on the task managers; else it is taken from their"
              + " environment's `INVOICES_DATABASE_PASSWORD`.");

  public static final Setting<String> DATABASE_TABLE =
      of(
          "invoices.database.table",
          Form.text(NAME, "a name of 1 to 128 characters", "write the table's name, unquoted"),
          "factures",
          "The table or view, with a column for each field of an invoice.");

  public static final Setting<String> DATABASE_CURSOR =
      of(
          "invoices.database.cursor",
          Form.text(NAME, "a name of 1 to 128 characters", "write the column's name, unquoted"),
          "updated_at",
          "Its column that rises with each row that is added or changed.");

  public static final Setting<String> DATABASE_KEY =
      of(
          "invoices.database.key",
          Form.text(NAME, "a name of 1 to 128 characters", "write the column's name, unquoted"),
          "invoice_id",
          "Its column that tells rows apart.");

  public static final Setting<Duration> DATABASE_LAG =
      of(
          "invoices.database.lag",
          Form.duration("0", "1d"),
          "1min",
          "How long a transaction may take from the moment that its rows' cursors were given until it"
              + " commits: longer than any does.");

  public static final Setting<Duration> DATABASE_INTERVAL =
      of(
          "invoices.database.interval",
          Form.duration("100ms", "1d"),
          "10s",
          "How often the table is asked for more.");

  public static final Setting<Optional<URI>> API_URL =
      of(
          "invoices.api.url",
          Form.optionalUrl(),
          "",
          "The address of a list of products, which become invoices; nothing turns the source off.");

  public static final Setting<Duration> API_INTERVAL =
      of(
          "invoices.api.interval",
          Form.duration("100ms", "7d"),
          "1min",
          "How long after a reading of the list it is read again.");

  public static final Setting<Integer> API_REQUESTS_PER_MINUTE =
      of(
          "invoices.api.requests-per-minute",
          Form.wholeNumber(1, 100_000),
          "60",
          "How many requests the API may be sent in a minute.");

  public static final Setting<Optional<String>> OCR_PATH =
      of(
          "invoices.ocr.path",
          Form.optionalPath(),
          "",
          "The inbox of PDFs and scans, on a disk that the task managers share; nothing turns the source"
              + " off.");

  public static final Setting<Integer> OCR_MIN_CONFIDENCE =
      of(
          "invoices.ocr.min-confidence",
          Form.wholeNumber(0, 100),
          "50",
          "In per cent: a document whose number, date or total was found with less goes to review.");

  public static final Setting<Optional<String>> OCR_COUNTRY =
      of(
          "invoices.ocr.country",
          Form.optionalText("[A-Z]{2}", "a code of two letters", "write it like FR"),
          "",
          "The country of an invoice that doesn't say its own; without it such a document goes to"
              + " review.");

  public static final Setting<Optional<URI>> OCR_API_URL =
      of(
          "invoices.ocr.api-url",
          Form.optionalUrl(),
          "",
          "The address of an OCR API that reads pictures; nothing means the program `tesseract`.");

  public static final Setting<Optional<String>> OCR_USERNAME =
      of(
          "invoices.ocr.username",
          Form.optionalText(NAME, "a name of 1 to 128 characters", "write the user's name"),
          "",
          "The user of the OCR API.");

  public static final Setting<Optional<String>> OCR_PASSWORD_FILE =
      of(
          "invoices.ocr.password-file",
          Form.optionalPath(),
          "",
          "The file that holds the OCR API's password, on the task managers; else it is taken from their"
              + " environment's `INVOICES_OCR_PASSWORD`.");

  public static final Setting<Optional<URI>> COUNTRIES_URL =
      Setting.computed(
              "countries.url",
              Form.optionalUrl(),
              feed -> "",
              "the table that comes with the program",
              "The address of REST Countries, before `/v3.1`, which is asked where an invoice's"
                  + " country lies.")
          .onlyFor("invoices");

  static final List<Setting<?>> ALL =
      List.of(
          KAFKA,
          FILES_PATH,
          FILES_SETTLE,
          DATABASE_URL,
          DATABASE_USER,
          DATABASE_PASSWORD_FILE,
          DATABASE_TABLE,
          DATABASE_CURSOR,
          DATABASE_KEY,
          DATABASE_LAG,
          DATABASE_INTERVAL,
          API_URL,
          API_INTERVAL,
          API_REQUESTS_PER_MINUTE,
          OCR_PATH,
          OCR_MIN_CONFIDENCE,
          OCR_COUNTRY,
          OCR_API_URL,
          OCR_USERNAME,
          OCR_PASSWORD_FILE,
          COUNTRIES_URL);

  private InvoiceKeys() {}

  private static <T> Setting<T> of(
      String key, Form<T> form, String defaultText, String description) {
    return Setting.of(key, form, defaultText, description).onlyFor("invoices");
  }
}
