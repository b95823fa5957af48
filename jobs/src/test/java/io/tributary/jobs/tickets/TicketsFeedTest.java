package io.tributary.jobs.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connectors.json.JsonRows;
import io.tributary.connectors.kafka.MetricRecords;
import io.tributary.pipeline.Feed;
import io.tributary.pipeline.FeedOutputs;
import io.tributary.pipeline.FeedPipeline;
import io.tributary.pipeline.measure.Measures;
import io.tributary.pipeline.measure.MetricPoint;
import io.tributary.pipeline.measure.Windows;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.LateRecord;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Text;
import io.tributary.pipeline.time.PartitionClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole feed on a cluster in this process, from bytes to every output, compared with golden
 * files. The input says of each line by its ticket's number what it is; the rest is in the files.
 */
class TicketsFeedTest {
  private static final Path GOLDEN = Path.of("src/test/resources/tickets");
  private static final long RECEIVED = Instant.parse("2025-12-19T15:00:00Z").toEpochMilli();
  private static final Map<String, String> TEAMS =
      Map.of(
          "billing", "Billing",
          "technical", "Technical Support",
          "account", "Account Management",
          "general", "Customer Service");
  private static final Map<String, String> REGIONS =
      Map.of(
          "CLIENT_1", "Western Europe",
          "CLIENT_2", "Eastern Asia",
          "CLIENT_3", "Western Europe",
          "CLIENT_4", "Caribbean");

  /** What the source does: parses the lines in their order, each with its number as offset. */
  private static final class Take extends ProcessFunction<String, Parsed<Ticket>> {
    private static final long serialVersionUID = 1L;
    private final Intake<Ticket> intake;
    private long offset;

    Take(Intake<Ticket> intake) {
      this.intake = intake;
    }

    @Override
    public void processElement(String line, Context context, Collector<Parsed<Ticket>> out) {
      byte[] value = line.getBytes(StandardCharsets.UTF_8);
      out.collect(
          intake.take(
              new RawRecord("client_tickets", 0, offset++, RECEIVED, null, value, false, 0)));
    }
  }

  /** Tells how far time has come after each record. */
  private static final class ByClock implements WatermarkGenerator<Parsed<Ticket>> {
    private final PartitionClock clock =
        new PartitionClock(Duration.ofSeconds(10), Duration.ofHours(1));

    @Override
    public void onEvent(Parsed<Ticket> parsed, long timestamp, WatermarkOutput output) {
      if (parsed instanceof Accepted<Ticket>) {
        clock.observe(timestamp);
        output.emitWatermark(new Watermark(clock.watermark()));
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      // Told after each record.
    }
  }

  /** Everything that comes out, as lines of JSON by output. */
  private static final class Collected implements FeedOutputs<AssignedTicket> {
    final Map<String, CloseableIterator<String>> outputs = new HashMap<>();

    private <T> void collect(String name, DataStream<T> stream, MapFunction<T, String> line) {
      outputs.put(name, stream.map(line).returns(Types.STRING).collectAsync());
    }

    @Override
    public void delivered(DataStream<Accepted<AssignedTicket>> records) {
      collect(
          "enriched",
          records,
          accepted ->
              new String(
                  new JsonRows<>(AssignedTicket.COLUMNS).bytes(accepted.value()),
                  StandardCharsets.UTF_8));
    }

    @Override
    public void deadLetters(DataStream<DeadLetter> letters) {
      collect(
          "rejected",
          letters,
          letter ->
              object()
                  .put("offset", letter.raw().offset())
                  .put("reason", letter.reason().name())
                  .put("field", letter.field())
                  .put("detail", letter.detail())
                  .put("value", new String(letter.raw().value(), StandardCharsets.UTF_8))
                  .toString());
    }

    @Override
    public void late(DataStream<LateRecord> records) {
      collect(
          "late",
          records,
          late ->
              object()
                  .put("offset", late.raw().offset())
                  .put("watermark", Instant.ofEpochMilli(late.watermark()).toString())
                  .toString());
    }

    @Override
    public void metrics(DataStream<MetricPoint> points) {
      collect(
          "metrics",
          points.filter(point -> point.scope() == MetricPoint.Scope.WINDOW),
          point ->
              new String(
                  new MetricRecords(
                          "tickets",
                          "tickets-metrics",
                          Measures.<String>countDistinct("unique_clients", Text::of)
                              .tally("billing", each -> true)
                              .tally("technical", each -> true)
                              .tally("account", each -> true)
                              .tally("general", each -> true)
                              .tally("critical", each -> true))
                      .serialize(point, null, 0L)
                      .value(),
                  StandardCharsets.UTF_8));
    }

    private static ObjectNode object() {
      return new ObjectMapper().createObjectNode();
    }

    Map<String, List<String>> sorted() throws Exception {
      Map<String, List<String>> lines = new TreeMap<>();
      for (var output : outputs.entrySet()) {
        List<String> all = new ArrayList<>();
        try (CloseableIterator<String> iterator = output.getValue()) {
          iterator.forEachRemaining(all::add);
        }
        all.sort(null);
        lines.put(output.getKey(), all);
      }
      return lines;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whatGoesInComesOutAsTheGoldenFilesSay(int parallelism) throws Exception {
    Map<String, List<String>> out = run(parallelism);
    for (String output : List.of("enriched", "late", "metrics", "rejected")) {
      assertThat(out.get(output)).as(output).isEqualTo(lines(output));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void everyRecordHasOneFateAndEveryDeliveredOneIsWindowedOrLate(int parallelism) throws Exception {
    Map<String, List<String>> out = run(parallelism);
    int copies = 4; // of tickets 1, 17, 2 and 18
    assertThat(out.get("enriched").size() + out.get("rejected").size() + copies)
        .isEqualTo(lines("in").size());
    for (String dimension : List.of("total", "request_type", "priority", "region")) {
      assertThat(windowed(out.get("metrics"), dimension) + out.get("late").size())
          .as(dimension)
          .isEqualTo(out.get("enriched").size());
    }
  }

  private static long windowed(List<String> metrics, String dimension)
      throws JsonProcessingException {
    long count = 0;
    for (String line : metrics) {
      var point = new ObjectMapper().readTree(line);
      if (point.path("dimension").asText().equals(dimension)) {
        count += point.path("count").asLong();
      }
    }
    return count;
  }

  private static List<String> lines(String name) throws IOException {
    try (Stream<String> lines = Files.lines(GOLDEN.resolve(name + ".jsonl"))) {
      return lines.toList();
    }
  }

  private static Map<String, List<String>> run(int parallelism) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    configuration.set(PipelineOptions.MAX_PARALLELISM, 16);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    Feed<Ticket, AssignedTicket> feed = TicketsFeed.feed(TEAMS, new KnownRegions(REGIONS));
    Intake<Ticket> intake =
        new Intake<>(feed.parser(), feed.eventTime(), feed.timeField(), Duration.ofHours(1));
    DataStream<Parsed<Ticket>> parsed =
        environment
            .fromData(Types.STRING, lines("in").toArray(String[]::new))
            .setParallelism(1)
            .process(new Take(intake))
            .returns(FeedPipeline.<Ticket>parsedType())
            .setParallelism(1)
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<Parsed<Ticket>>forGenerator(context -> new ByClock())
                    .withTimestampAssigner(
                        (each, none) ->
                            each instanceof Accepted<Ticket> accepted
                                ? accepted.value().createdAtMillis()
                                : RECEIVED))
            .setParallelism(1);
    Collected collected = new Collected();
    FeedPipeline.build(
        feed,
        parsed,
        new FeedPipeline.Options(
            new Windows(Duration.ofMinutes(1), Duration.ofMinutes(1)),
            Duration.ofHours(1),
            Duration.ofDays(7),
            16),
        collected);
    var job = environment.executeAsync("tickets");
    Map<String, List<String>> out = collected.sorted();
    job.getJobExecutionResult().get();
    return out;
  }
}
