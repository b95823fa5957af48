package io.tributary.analytics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The server's own figures, for Prometheus. */
final class ServerMetrics {
  static final String TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer =
      PrometheusTextFormatWriter.builder().setIncludeCreatedTimestamps(false).build();
  private final Counter requests =
      Counter.builder()
          .name("tributary_analytics_requests_total")
          .help("Requests answered, by route and status.")
          .labelNames("route", "status")
          .register(registry);
  private final Histogram seconds =
      Histogram.builder()
          .name("tributary_analytics_request_seconds")
          .help("How long answers took, by route.")
          .labelNames("route")
          .classicOnly()
          .classicUpperBounds(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
          .register(registry);

  ServerMetrics(
      Mirror mirror,
      LakeWatch lake,
      Readers readers,
      Live live,
      Supplier<List<Part>> parts,
      Supplier<Optional<KafkaCluster.State>> kafka) {
    GaugeWithCallback.builder()
        .name("tributary_analytics_part_up")
        .help(
            "Whether what the server learns from answers: 1 or 0. Parts that are off are not here.")
        .labelNames("part")
        .callback(
            gauge ->
                parts.get().stream()
                    .filter(part -> part.status() != Part.Status.OFF)
                    .forEach(
                        part -> gauge.call(part.status() == Part.Status.OK ? 1 : 0, part.name())))
        .register(registry);
    GaugeWithCallback.builder()
        .name("tributary_analytics_lake_read_timestamp_seconds")
        .help("When the lake was last looked at.")
        .callback(gauge -> gauge.call(lake.looked().map(Instant::getEpochSecond).orElse(0L)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("tributary_analytics_lake_files")
        .help("Files that are mirrored, by feed.")
        .labelNames("feed")
        .callback(
            gauge ->
                mirror
                    .state()
                    .newest()
                    .forEach((feed, newest) -> gauge.call((double) newest.files(), feed)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("tributary_analytics_lake_newest_file_timestamp_seconds")
        .help("When the newest file of a feed was written.")
        .labelNames("feed")
        .callback(
            gauge ->
                mirror
                    .state()
                    .newest()
                    .forEach(
                        (feed, newest) ->
                            gauge.call((double) newest.written().getEpochSecond(), feed)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("tributary_analytics_lake_bytes")
        .help("How large a dataset below lake.path is.")
        .labelNames("dataset")
        .callback(
            gauge ->
                mirror.bytes().forEach((dataset, bytes) -> gauge.call((double) bytes, dataset)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("tributary_analytics_lake_unreadable_files")
        .help("Files that are there but can't be read.")
        .callback(gauge -> gauge.call(mirror.state().unreadable().size()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("tributary_analytics_questions")
        .help("Questions that the mirror is being asked.")
        .callback(gauge -> gauge.call(readers.busy()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("tributary_analytics_listeners")
        .help("Who listens to live events.")
        .callback(gauge -> gauge.call(live.listeners()))
        .register(registry);
    tellOf(kafka);
  }

  private void tellOf(Supplier<Optional<KafkaCluster.State>> kafka) {
    gauge(
        "brokers", "Brokers that are there.", kafka, (gauge, state) -> gauge.call(state.brokers()));
    gauge(
        "under_replicated_partitions",
        "Partitions that have fewer replicas in step than they should.",
        kafka,
        (gauge, state) -> gauge.call(state.underReplicated()));
    gauge(
        "offline_partitions",
        "Partitions without a leader.",
        kafka,
        (gauge, state) -> gauge.call(state.offline()));
    gauge(
        "topic_end_offsets",
        "Offsets written, markers of transactions too, of all partitions.",
        kafka,
        (gauge, state) ->
            state.topics().forEach((name, topic) -> gauge.call((double) topic.end(), name)),
        "topic");
    gauge(
        "topic_offsets_kept",
        "Offsets that have not been deleted or compacted away at the beginning.",
        kafka,
        (gauge, state) ->
            state
                .topics()
                .forEach((name, topic) -> gauge.call((double) (topic.end() - topic.begin()), name)),
        "topic");
    gauge(
        "topic_bytes",
        "What a topic takes on the disks of all brokers.",
        kafka,
        (gauge, state) ->
            state
                .topics()
                .forEach(
                    (name, topic) ->
                        topic.bytes().ifPresent(bytes -> gauge.call((double) bytes, name))),
        "topic");
    gauge(
        "disk_bytes",
        "How large the disk of a broker's folder is.",
        kafka,
        (gauge, state) ->
            state.disks().forEach(disk -> gauge.call((double) disk.size(), labels(disk))),
        "broker",
        "path");
    gauge(
        "disk_free_bytes",
        "How much of it is free.",
        kafka,
        (gauge, state) ->
            state.disks().forEach(disk -> gauge.call((double) disk.free(), labels(disk))),
        "broker",
        "path");
  }

  private static String[] labels(KafkaCluster.Disk disk) {
    return new String[] {Integer.toString(disk.broker()), disk.path()};
  }

  private void gauge(
      String name,
      String help,
      Supplier<Optional<KafkaCluster.State>> kafka,
      BiConsumer<GaugeWithCallback.Callback, KafkaCluster.State> tell,
      String... labels) {
    GaugeWithCallback.builder()
        .name("tributary_kafka_" + name)
        .help(help)
        .labelNames(labels)
        .callback(gauge -> kafka.get().ifPresent(state -> tell.accept(gauge, state)))
        .register(registry);
  }

  /** Counts an answer; a route is a pattern of ours, so there are few. */
  void answered(String route, int status, double took) {
    requests.labelValues(route, String.valueOf(status)).inc();
    seconds.labelValues(route).observe(took);
  }

  byte[] text() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.write(out, registry.scrape());
    return out.toByteArray();
  }
}
