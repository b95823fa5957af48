package io.tributary.jobs.tweets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connectors.json.JsonRows;
import io.tributary.connectors.kafka.MetricRecords;
import io.tributary.pipeline.Feed;
import io.tributary.pipeline.FeedOutputs;
import io.tributary.pipeline.FeedPipeline;
import io.tributary.pipeline.enrich.Enricher;
import io.tributary.pipeline.measure.Measures;
import io.tributary.pipeline.measure.MetricPoint;
import io.tributary.pipeline.measure.Windows;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.LateRecord;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.time.PartitionClock;
import io.tributary.text.Analysis;
import io.tributary.text.Sentiment;
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
 * files. What tweets feel is said by a rule, so that a better analyser changes no golden file.
 */
final class TweetsFeedTest {
  private static final Path GOLDEN = Path.of("src/test/resources/tweets");
  private static final long RECEIVED = Instant.parse("2026-01-26T23:35:00Z").toEpochMilli();

  /** Goes by the smiley. */
  private static final class BySmiley implements Enricher<Tweet, AnalysedTweet> {
    private static final long serialVersionUID = 1L;
    private transient TweetReader reader;

    @Override
    public void open() {
      reader = new TweetReader();
    }

    @Override
    public AnalysedTweet enrich(Tweet tweet) {
      TweetContent content = reader.read(tweet);
      Sentiment sentiment =
          content.clean().contains(":)")
              ? Sentiment.POSITIVE
              : content.clean().contains(":(") ? Sentiment.NEGATIVE : Sentiment.NEUTRAL;
      return new AnalysedTweet(
          tweet, content, new Analysis(sentiment, "sports", 0.5), "smiley-1", "none", 0);
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  /** What the source does: parses the lines in their order, each with its number as offset. */
  private static final class Take extends ProcessFunction<String, Parsed<Tweet>> {
    private static final long serialVersionUID = 1L;
    private final Intake<Tweet> intake;
    private long offset;

    Take(Intake<Tweet> intake) {
      this.intake = intake;
    }

    @Override
    public void processElement(String line, Context context, Collector<Parsed<Tweet>> out) {
      byte[] value = line.getBytes(StandardCharsets.UTF_8);
      out.collect(
          intake.take(new RawRecord("tweets_raw", 0, offset++, RECEIVED, null, value, false, 0)));
    }
  }

  /** Tells how far time has come after each record. */
  private static final class ByClock implements WatermarkGenerator<Parsed<Tweet>> {
    private final PartitionClock clock =
        new PartitionClock(Duration.ofSeconds(10), Duration.ofHours(1));

    @Override
    public void onEvent(Parsed<Tweet> parsed, long timestamp, WatermarkOutput output) {
      if (parsed instanceof Accepted<Tweet>) {
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
  private static final class Collected implements FeedOutputs<AnalysedTweet> {
    final Map<String, CloseableIterator<String>> outputs = new HashMap<>();

    private <T> void collect(String name, DataStream<T> stream, MapFunction<T, String> line) {
      outputs.put(name, stream.map(line).returns(Types.STRING).collectAsync());
    }

    @Override
    public void delivered(DataStream<Accepted<AnalysedTweet>> records) {
      collect(
          "analysed",
          records,
          accepted ->
              new String(
                  new JsonRows<>(AnalysedTweet.COLUMNS).bytes(accepted.value()),
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
                  .toString());
    }

    @Override
    public void late(DataStream<LateRecord> records) {
      collect("late", records, late -> object().put("offset", late.raw().offset()).toString());
    }

    @Override
    public void metrics(DataStream<MetricPoint> points) {
      collect(
          "metrics",
          points.filter(point -> point.scope() == MetricPoint.Scope.WINDOW),
          point ->
              new String(
                  new MetricRecords("tweets", "tweets-metrics", Measures.count())
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
    for (String output : List.of("analysed", "late", "metrics", "rejected")) {
      assertThat(out.get(output)).as(output).isEqualTo(lines(output));
    }
    int copies = 2; // of tweets 1 and 2
    assertThat(out.get("analysed").size() + out.get("rejected").size() + copies)
        .isEqualTo(lines("in").size());
  }

  private static List<String> lines(String name) throws IOException {
    return Files.readAllLines(GOLDEN.resolve(name + ".jsonl"));
  }

  private static Map<String, List<String>> run(int parallelism) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    configuration.set(PipelineOptions.MAX_PARALLELISM, 16);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    Feed<Tweet, AnalysedTweet> feed = TweetsFeed.feed(new BySmiley());
    Intake<Tweet> intake =
        new Intake<>(feed.parser(), feed.eventTime(), feed.timeField(), Duration.ofHours(1));
    DataStream<Parsed<Tweet>> parsed =
        environment
            .fromData(Types.STRING, lines("in").toArray(String[]::new))
            .setParallelism(1)
            .process(new Take(intake))
            .returns(FeedPipeline.<Tweet>parsedType())
            .setParallelism(1)
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<Parsed<Tweet>>forGenerator(context -> new ByClock())
                    .withTimestampAssigner(
                        (each, none) ->
                            each instanceof Accepted<Tweet> accepted
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
    var job = environment.executeAsync("tweets");
    Map<String, List<String>> out = collected.sorted();
    job.getJobExecutionResult().get();
    return out;
  }
}
