package io.tributary.jobs.weather;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.json.JsonRows;
import io.tributary.pipeline.FeedPipeline;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.revise.Aggregate;
import io.tributary.pipeline.revise.RevisedOutputs;
import io.tributary.pipeline.revise.RevisedPipeline;
import io.tributary.pipeline.revise.Versioned;
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
 * files. The input says of each line what it is.
 */
class WeatherFeedTest {
  private static final Path GOLDEN = Path.of("src/test/resources/weather");
  private static final long RECEIVED = Instant.parse("2026-02-06T00:00:00Z").toEpochMilli();

  /** What the source does: parses the lines in their order, each with its number as offset. */
  private static final class Take extends ProcessFunction<String, Parsed<Observation>> {
    private static final long serialVersionUID = 1L;
    private final Intake<Observation> intake = WeatherSources.intake(Duration.ofHours(1));
    private long offset;

    @Override
    public void processElement(String line, Context context, Collector<Parsed<Observation>> out) {
      byte[] value = line.getBytes(StandardCharsets.UTF_8);
      out.collect(
          intake.take(new RawRecord("weather", 0, offset++, RECEIVED, null, value, false, 0)));
    }
  }

  /** Everything that comes out, as lines of JSON by output. */
  private static final class Collected implements RevisedOutputs<LocatedObservation> {
    final Map<String, CloseableIterator<String>> outputs = new HashMap<>();

    private <T> void collect(String name, DataStream<T> stream, MapFunction<T, String> line) {
      outputs.put(name, stream.map(line).returns(Types.STRING).collectAsync());
    }

    private <T> void collect(String name, DataStream<T> stream, Columns<T> columns) {
      collect(
          name,
          stream,
          row -> new String(new JsonRows<>(columns).bytes(row), StandardCharsets.UTF_8));
    }

    @Override
    public void delivered(DataStream<Versioned<LocatedObservation>> records) {
      collect("delivered", records, LocatedObservation.DELIVERED);
    }

    @Override
    public void deadLetters(DataStream<DeadLetter> letters) {
      collect(
          "rejected",
          letters,
          letter ->
              new ObjectMapper()
                  .createObjectNode()
                  .put("offset", letter.raw().offset())
                  .put("reason", letter.reason().name())
                  .put("field", letter.field())
                  .put("detail", letter.detail())
                  .toString());
    }

    @Override
    public void aggregates(DataStream<Aggregate> revisions) {
      collect("metrics", revisions, WeatherFeed.MESSAGE);
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
    for (String output : List.of("delivered", "metrics", "rejected")) {
      assertThat(out.get(output)).as(output).isEqualTo(lines(output));
    }
    long copies = lines("in").stream().filter(line -> line.contains("\"is\": \"copy")).count();
    assertThat(out.get("delivered").size() + out.get("rejected").size() + copies)
        .isEqualTo(lines("in").size());
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
    DataStream<Parsed<Observation>> parsed =
        environment
            .fromData(Types.STRING, lines("in").toArray(String[]::new))
            .setParallelism(1)
            .process(new Take())
            .returns(FeedPipeline.<Observation>parsedType())
            .setParallelism(1);
    Collected collected = new Collected();
    RevisedPipeline.build(
        WeatherFeed.feed(), Map.of("kafka", parsed), List.of("weather"), collected);
    var job = environment.executeAsync("weather");
    Map<String, List<String>> out = collected.sorted();
    job.getJobExecutionResult().get();
    return out;
  }
}
