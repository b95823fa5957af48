package io.tributary.jobs.tickets;

import io.tributary.connectors.kafka.CompactedTopicTable;
import io.tributary.connectors.kafka.admin.TopicSpec;
import io.tributary.connectors.lake.Dataset;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.launch.FeedTopics;
import io.tributary.jobs.launch.KafkaAndLake;
import io.tributary.jobs.launch.LakeZone;
import io.tributary.jobs.launch.LaunchContext;
import io.tributary.jobs.launch.Launcher;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import io.tributary.pipeline.Feed;
import io.tributary.pipeline.FeedPipeline;
import io.tributary.pipeline.enrich.DirectoryEntry;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.Intake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The tickets feed's job. */
public final class TicketsJob implements FeedJob {
  private static final String ENRICHED = "tickets-enriched";

  public static void main(String[] arguments) throws Exception {
    Launcher.main(new TicketsJob(), arguments);
  }

  @Override
  public String name() {
    return TicketsFeed.NAME;
  }

  @Override
  public List<TopicSpec> topics(int replication) {
    List<TopicSpec> topics = new ArrayList<>();
    topics.add(FeedTopics.stream(TicketsFeed.INPUT, replication));
    topics.add(FeedTopics.directory(TicketsFeed.CLIENTS, replication));
    topics.add(FeedTopics.stream(ENRICHED, replication));
    topics.addAll(FeedTopics.besides(TicketsFeed.NAME, inputs(), replication));
    return topics;
  }

  @Override
  public List<String> inputs() {
    return List.of(TicketsFeed.INPUT, TicketsFeed.CLIENTS);
  }

  @Override
  public String keyOf(String input) {
    return input.equals(TicketsFeed.CLIENTS) ? "client_id" : "ticket_id";
  }

  @Override
  public List<String> folders(Settings settings) {
    return Stream.concat(
            TicketsFeed.tickets().stream().map(Dataset::name),
            TicketsFeed.windows().stream().map(Dataset::name))
        .map(name -> settings.get(SettingKeys.LAKE_PATH) + "/" + name)
        .toList();
  }

  @Override
  public void build(StreamExecutionEnvironment environment, LaunchContext context) {
    Feed<Ticket, AssignedTicket> feed =
        TicketsFeed.feed(
            context.settings().get(SettingKeys.TICKETS_TEAMS),
            new CompactedTopicTable<>(
                TicketsFeed.CLIENTS, context.consumerProperties(), new ClientParser()));
    KafkaAndLake<AssignedTicket> outputs =
        new KafkaAndLake<>(
            context,
            feed.measures(),
            ENRICHED,
            row -> row.ticket().clientId(),
            AssignedTicket.COLUMNS,
            new LakeZone<>("lake", context.lake(), TicketsFeed.tickets()),
            TicketsFeed.windows(),
            badClients(environment, context));
    outputs.unenriched(row -> row.region().equals(AssignedTicket.UNKNOWN_REGION));
    FeedPipeline.build(
        feed, KafkaAndLake.source(environment, context, feed), context.options(), outputs);
  }

  /** The directory is read by the tickets' own step; here its bad records become dead letters. */
  private static DataStream<DeadLetter> badClients(
      StreamExecutionEnvironment environment, LaunchContext context) {
    Intake<DirectoryEntry<String>> intake =
        new Intake<>(new ClientParser(), entry -> Long.MIN_VALUE, "", Duration.ZERO);
    return KafkaAndLake.checked(environment, context, TicketsFeed.CLIENTS, intake);
  }
}
