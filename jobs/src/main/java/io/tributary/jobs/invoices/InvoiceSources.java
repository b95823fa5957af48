package io.tributary.jobs.invoices;

import io.tributary.connectors.collect.Collector;
import io.tributary.connectors.files.InboxCollector;
import io.tributary.connectors.http.ApiCollector;
import io.tributary.connectors.http.ApiSettings;
import io.tributary.connectors.jdbc.TableCollector;
import io.tributary.connectors.jdbc.TableSettings;
import io.tributary.connectors.ocr.DocumentCollector;
import io.tributary.connectors.ocr.DocumentSettings;
import io.tributary.connectors.ocr.OcrApi;
import io.tributary.connectors.ocr.OcrEngine;
import io.tributary.jobs.launch.CollectedRecords;
import io.tributary.jobs.launch.KafkaAndLake;
import io.tributary.jobs.launch.LaunchContext;
import io.tributary.jobs.launch.LaunchProblem;
import io.tributary.jobs.launch.LocalPath;
import io.tributary.jobs.launch.Secrets;
import io.tributary.jobs.settings.InvoiceKeys;
import io.tributary.jobs.settings.Settings;
import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The sources that the settings name, all parsed alike. */
final class InvoiceSources {
  private static final String PASSWORD = "INVOICES_DATABASE_PASSWORD";
  private static final String OCR_PASSWORD = "INVOICES_OCR_PASSWORD";

  private InvoiceSources() {}

  /**
   * What each source has parsed, by its code.
   *
   * @throws LaunchProblem if the settings name none
   */
  static Map<String, DataStream<Parsed<Invoice>>> of(
      StreamExecutionEnvironment environment, LaunchContext context) {
    Settings settings = context.settings();
    Intake<Invoice> intake =
        new Intake<>(
            new InvoiceParser(), Invoice::issuedAtMillis, "issued_at", InvoicesFeed.FUTURE_SKEW);
    Map<String, DataStream<Parsed<Invoice>>> sources = new LinkedHashMap<>();
    if (settings.get(InvoiceKeys.KAFKA)) {
      sources.put(
          InvoiceSource.KAFKA.code(),
          KafkaAndLake.source(
              environment,
              context,
              InvoicesFeed.NAME + ".source-" + InvoiceSource.KAFKA.code(),
              List.of(InvoicesFeed.INPUT),
              intake));
    }
    for (Collector<?> collector : collectors(settings)) {
      sources.put(collector.name(), CollectedRecords.of(environment, settings, collector, intake));
    }
    if (sources.isEmpty()) {
      throw new LaunchProblem(
          "invoices have no source: set invoices.kafka, invoices.files.path,"
              + " invoices.database.url, invoices.api.url or invoices.ocr.path");
    }
    return sources;
  }

  private static List<Collector<?>> collectors(Settings settings) {
    List<Collector<?>> collectors = new ArrayList<>();
    settings
        .get(InvoiceKeys.FILES_PATH)
        .ifPresent(
            inbox ->
                collectors.add(
                    new InboxCollector(
                        LocalPath.of("invoices.files.path", inbox),
                        settings.get(InvoiceKeys.FILES_SETTLE))));
    settings
        .get(InvoiceKeys.DATABASE_URL)
        .ifPresent(url -> collectors.add(new TableCollector(table(settings, url))));
    settings
        .get(InvoiceKeys.API_URL)
        .ifPresent(url -> collectors.add(new ApiCollector(api(settings, url))));
    settings
        .get(InvoiceKeys.OCR_PATH)
        .ifPresent(
            inbox ->
                collectors.add(
                    new DocumentCollector(
                        documents(settings, LocalPath.of("invoices.ocr.path", inbox).toString()))));
    return collectors;
  }

  private static DocumentSettings documents(Settings settings, String inbox) {
    DocumentSettings usual = DocumentSettings.of(inbox);
    return new DocumentSettings(
        inbox,
        settings
            .get(InvoiceKeys.OCR_API_URL)
            .<OcrEngine>map(
                url ->
                    new OcrApi(
                        url,
                        settings.get(InvoiceKeys.OCR_USERNAME).orElse(""),
                        Secrets.of(
                            InvoiceKeys.OCR_PASSWORD_FILE.key(),
                            settings.get(InvoiceKeys.OCR_PASSWORD_FILE),
                            OCR_PASSWORD)))
            .orElse(usual.engine()),
        usual.limits(),
        settings.get(InvoiceKeys.OCR_MIN_CONFIDENCE) / 100.0,
        settings.get(InvoiceKeys.OCR_COUNTRY).orElse(null),
        usual.settle(),
        usual.poll());
  }

  private static TableSettings table(Settings settings, String url) {
    return new TableSettings(
        url,
        settings.get(InvoiceKeys.DATABASE_USER),
        Secrets.of(
            InvoiceKeys.DATABASE_PASSWORD_FILE.key(),
            settings.get(InvoiceKeys.DATABASE_PASSWORD_FILE),
            PASSWORD),
        settings.get(InvoiceKeys.DATABASE_TABLE),
        settings.get(InvoiceKeys.DATABASE_CURSOR),
        settings.get(InvoiceKeys.DATABASE_KEY),
        settings.get(InvoiceKeys.DATABASE_LAG),
        TableSettings.WINDOW,
        TableSettings.PAGE,
        settings.get(InvoiceKeys.DATABASE_INTERVAL),
        TableSettings.TIMEOUT);
  }

  private static ApiSettings api(Settings settings, URI url) {
    ApiSettings usual = ApiSettings.of(url);
    return new ApiSettings(
        url,
        settings.get(InvoiceKeys.API_INTERVAL),
        usual.timeout(),
        usual.mostBytes(),
        settings.get(InvoiceKeys.API_REQUESTS_PER_MINUTE),
        usual.mostPages(),
        usual.mostItems(),
        usual.pause(),
        usual.longestPause(),
        usual.attempts());
  }
}
