package io.tributary.jobs.invoices;

import io.tributary.connectors.collect.CollectedSource;
import io.tributary.connectors.collect.Collector;
import io.tributary.connectors.files.InboxCollector;
import io.tributary.connectors.http.ApiCollector;
import io.tributary.connectors.http.ApiSettings;
import io.tributary.connectors.http.Paging;
import io.tributary.connectors.jdbc.Password;
import io.tributary.connectors.jdbc.TableCollector;
import io.tributary.connectors.jdbc.TableSettings;
import io.tributary.jobs.launch.KafkaAndLake;
import io.tributary.jobs.launch.LaunchContext;
import io.tributary.jobs.launch.LaunchProblem;
import io.tributary.jobs.settings.InvoiceKeys;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The sources that the settings name, all parsed alike. */
final class InvoiceSources {
  private static final String PASSWORD = "INVOICES_DATABASE_PASSWORD";

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
              name(InvoiceSource.KAFKA.code()),
              List.of(InvoicesFeed.INPUT),
              intake));
    }
    for (Collector<?> collector : collectors(settings)) {
      sources.put(collector.name(), collected(environment, settings, collector, intake));
    }
    if (sources.isEmpty()) {
      throw new LaunchProblem(
          "invoices have no source: set invoices.kafka, invoices.files.path,"
              + " invoices.database.url or invoices.api.url");
    }
    return sources;
  }

  private static String name(String source) {
    return InvoicesFeed.NAME + ".source-" + source;
  }

  private static <P> DataStream<Parsed<Invoice>> collected(
      StreamExecutionEnvironment environment,
      Settings settings,
      Collector<P> collector,
      Intake<Invoice> intake) {
    String name = name(collector.name());
    return environment
        .fromSource(
            new CollectedSource<>(collector, intake, settings.get(SettingKeys.BOUNDED)),
            WatermarkStrategy.noWatermarks(),
            name)
        .uid(name)
        .setParallelism(1)
        .setMaxParallelism(1);
  }

  private static List<Collector<?>> collectors(Settings settings) {
    List<Collector<?>> collectors = new ArrayList<>();
    settings
        .get(InvoiceKeys.FILES_PATH)
        .ifPresent(
            inbox ->
                collectors.add(
                    new InboxCollector(
                        local("invoices.files.path", inbox),
                        settings.get(InvoiceKeys.FILES_SETTLE))));
    settings
        .get(InvoiceKeys.DATABASE_URL)
        .ifPresent(url -> collectors.add(new TableCollector(table(settings, url))));
    settings
        .get(InvoiceKeys.API_URL)
        .ifPresent(url -> collectors.add(new ApiCollector(api(settings, url))));
    return collectors;
  }

  private static Path local(String key, String path) {
    URI uri = path.startsWith("/") ? Path.of(path).toUri() : URI.create(path);
    if (!"file".equals(uri.getScheme())) {
      throw new LaunchProblem(key + ": " + path + " is no folder of a local disk: mount it");
    }
    return Path.of(uri);
  }

  private static TableSettings table(Settings settings, String url) {
    Optional<String> file = settings.get(InvoiceKeys.DATABASE_PASSWORD_FILE);
    Password password =
        file.map(path -> Password.file(local("invoices.database.password-file", path)))
            .orElseGet(
                () ->
                    System.getenv(PASSWORD) == null
                        ? Password.none()
                        : Password.environment(PASSWORD));
    return new TableSettings(
        url,
        settings.get(InvoiceKeys.DATABASE_USER),
        password,
        "",
        settings.get(InvoiceKeys.DATABASE_TABLE),
        settings.get(InvoiceKeys.DATABASE_CURSOR),
        settings.get(InvoiceKeys.DATABASE_KEY),
        ZoneOffset.UTC,
        settings.get(InvoiceKeys.DATABASE_LAG),
        TableSettings.WINDOW,
        TableSettings.PAGE,
        settings.get(InvoiceKeys.DATABASE_INTERVAL),
        TableSettings.TIMEOUT);
  }

  private static ApiSettings api(Settings settings, URI url) {
    ApiSettings usual = ApiSettings.of(url, Paging.Numbered.usual());
    return new ApiSettings(
        url,
        usual.paging(),
        usual.mapping(),
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
