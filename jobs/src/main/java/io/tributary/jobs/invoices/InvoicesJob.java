package io.tributary.jobs.invoices;

import io.tributary.connectors.countries.RestCountriesSettings;
import io.tributary.connectors.kafka.admin.TopicSpec;
import io.tributary.connectors.lake.Dataset;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.launch.FeedTopics;
import io.tributary.jobs.launch.LaunchContext;
import io.tributary.jobs.launch.Launcher;
import io.tributary.jobs.launch.RevisedKafkaAndLake;
import io.tributary.jobs.launch.RevisedKafkaAndLake.Ends;
import io.tributary.jobs.settings.InvoiceKeys;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.revise.Aggregate;
import io.tributary.pipeline.revise.RevisedFeed;
import io.tributary.pipeline.revise.RevisedPipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The invoices feed's job. */
public final class InvoicesJob implements FeedJob {
  private static final List<String> TOPICS = List.of(InvoicesFeed.INPUT);

  public static void main(String[] arguments) throws Exception {
    Launcher.main(new InvoicesJob(), arguments);
  }

  @Override
  public String name() {
    return InvoicesFeed.NAME;
  }

  @Override
  public List<TopicSpec> topics(int replication) {
    List<TopicSpec> topics = new ArrayList<>();
    topics.add(FeedTopics.stream(InvoicesFeed.INPUT, replication));
    topics.add(FeedTopics.stream(InvoicesFeed.OUTPUT, replication).withRoomFor(TOPICS));
    topics.addAll(FeedTopics.besides(InvoicesFeed.NAME, TOPICS, replication));
    return topics;
  }

  @Override
  public List<String> inputs() {
    return TOPICS;
  }

  @Override
  public String keyOf(String input) {
    return "invoice_id";
  }

  @Override
  public List<String> folders(Settings settings) {
    return Stream.of(
            InvoicesFeed.received(),
            InvoicesFeed.invoices(),
            InvoicesFeed.daily(),
            InvoicesFeed.cumulative())
        .flatMap(List::stream)
        .map(Dataset::name)
        .map(name -> name.substring(0, name.indexOf(Dataset.DATE) - 1))
        .distinct()
        .map(folder -> settings.get(SettingKeys.LAKE_PATH) + "/" + folder)
        .toList();
  }

  @Override
  public void build(StreamExecutionEnvironment environment, LaunchContext context) {
    Map<String, DataStream<Parsed<Invoice>>> sources = InvoiceSources.of(environment, context);
    RevisedKafkaAndLake<EnrichedInvoice> outputs =
        new RevisedKafkaAndLake<>(
            context,
            new Ends<>(
                InvoicesFeed.OUTPUT,
                EnrichedInvoice::key,
                EnrichedInvoice.COLUMNS,
                InvoicesFeed.invoices(),
                InvoicesFeed.MESSAGE));
    outputs.unenriched(row -> row.region().equals(EnrichedInvoice.UNKNOWN));
    outputs.archive(sources, InvoicesFeed.received());
    RevisedFeed<Invoice, EnrichedInvoice> feed =
        InvoicesFeed.feed(
            new CountryEnrichment(
                context.settings().get(InvoiceKeys.COUNTRIES_URL).map(RestCountriesSettings::of)));
    DataStream<Aggregate> daily = RevisedPipeline.build(feed, sources, TOPICS, outputs);
    outputs.curate(
        daily,
        InvoicesFeed.daily(),
        RevisedPipeline.accumulate(feed, daily),
        InvoicesFeed.cumulative());
  }
}
