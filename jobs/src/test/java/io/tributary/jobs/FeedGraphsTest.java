package io.tributary.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.jobs.invoices.InvoicesJob;
import io.tributary.jobs.launch.FeedGraph;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.settings.Setting;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.texts.TextsJob;
import io.tributary.jobs.tickets.TicketsJob;
import io.tributary.jobs.tweets.TweetsJob;
import io.tributary.jobs.weather.WeatherJob;
import io.tributary.pipeline.KeepsState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.runtime.OperatorIDPair;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.graph.StreamEdge;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What savepoints and dashboards know of the jobs: names, uids and which steps share a task. */
final class FeedGraphsTest {
  static List<FeedJob> jobs() {
    return List.of(
        new TicketsJob(), new TextsJob(), new InvoicesJob(), new WeatherJob(), new TweetsJob());
  }

  private static StreamGraph graph(FeedJob job) {
    return FeedGraph.of(job, "--parallelism", "4");
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void namesUidsAndTasksAreAsTheyWere(FeedJob job) throws Exception {
    Path golden = Path.of("src/test/resources", job.name(), "graph.txt");
    StreamGraph graph = graph(job);
    List<String> lines = new ArrayList<>();
    lines.add("# operator | uid | parallelism");
    graph.getStreamNodes().stream()
        .map(
            node ->
                node.getOperatorName()
                    + " | "
                    + node.getTransformationUID()
                    + " | "
                    + node.getParallelism())
        .sorted()
        .forEach(lines::add);
    lines.add("# tasks");
    for (JobVertex task : graph.getJobGraph().getVertices()) {
      lines.add(task.getName());
    }
    lines.subList(lines.indexOf("# tasks") + 1, lines.size()).sort(null);
    assertThat(lines)
        .as("a change here breaks savepoints: see %s", golden)
        .isEqualTo(Files.readAllLines(golden));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void everyOperatorHasAUidOfItsOwn(FeedJob job) {
    List<String> uids =
        graph(job).getStreamNodes().stream().map(StreamNode::getTransformationUID).toList();
    assertThat(uids)
        .doesNotContainNull()
        .doesNotHaveDuplicates()
        .allMatch(uid -> uid.replace("Sink Committer: ", "").startsWith(job.name() + "."));
  }

  /** Flink refuses a savepoint of which an operator's is another one. */
  @ParameterizedTest
  @MethodSource("jobs")
  void maxParallelismIsTheSameWhateverTheParallelism(FeedJob job) {
    Map<String, Integer> expected = maxParallelism(job, "4");
    assertThat(expected).containsValues(1, 128);
    for (String parallelism : List.of("1", "2")) {
      assertThat(maxParallelism(job, parallelism))
          .as("parallelism %s: what shares a task has that of the task", parallelism)
          .isEqualTo(expected);
    }
  }

  private static Map<String, Integer> maxParallelism(FeedJob job, String parallelism) {
    List<String> arguments =
        new ArrayList<>(List.of("--parallelism", parallelism, "--quality.rejected", "5%"));
    switch (job.name()) {
      case "invoices" -> arguments.addAll(List.of("--invoices.files.path", "inbox"));
      case "weather" ->
          arguments.addAll(
              List.of(
                  "--weather.places",
                  "Paris,FR,48.8566,2.3522",
                  "--weather.database.url",
                  "jdbc:postgresql://localhost/weatherdb"));
      default -> {}
    }
    StreamGraph graph = FeedGraph.of(job, arguments.toArray(String[]::new));
    Map<String, Integer> byOperator = new TreeMap<>();
    for (JobVertex task : graph.getJobGraph().getVertices()) {
      for (OperatorIDPair operator : task.getOperatorIDs()) {
        byOperator.put(operator.getUserDefinedOperatorName(), task.getMaxParallelism());
      }
    }
    return byOperator;
  }

  /**
   * What is in the dashboard, in the store of a cluster's jobs and in checkpoints comes from here.
   */
  @ParameterizedTest
  @MethodSource("jobs")
  void noSecretTravelsWithAJob(FeedJob job, @TempDir Path folder) throws Exception {
    Path jaas = Files.writeString(folder.resolve("jaas"), "canary");
    Path config =
        Files.writeString(
            folder.resolve("job.properties"),
            "kafka.properties.sasl.jaas.config=${directory:" + folder + ":jaas}");
    List<String> arguments = new ArrayList<>(List.of("--config=" + config));
    arguments.addAll(
        switch (job.name()) {
          case "invoices" ->
              List.of(
                  "--invoices.database.url=jdbc:postgresql://localhost/factures",
                  "--invoices.ocr.path=" + folder.resolve("scans"),
                  "--invoices.ocr.api-url=http://localhost/ocr",
                  "--invoices.ocr.username=reader");
          case "weather" ->
              List.of(
                  "--weather.places=Paris,FR,48.8566,2.3522",
                  "--weather.database.url=jdbc:postgresql://localhost/weatherdb");
          case "tweets" ->
              List.of(
                  "--tweets.elasticsearch.url=http://localhost:9200",
                  "--tweets.elasticsearch.user=tributary",
                  "--tweets.cassandra.contact-points=localhost:9042",
                  "--tweets.cassandra.user=tributary",
                  "--openai.model=some");
          default -> List.of();
        });
    int files = 0;
    for (Setting<?> setting : SettingKeys.ALL) {
      boolean isSecret = setting.key().matches(".*(password|key)-file");
      if (isSecret && setting.feed().filter(job.name()::equals).isPresent()) {
        Path file = Files.writeString(folder.resolve("secret-" + files++), "canary");
        arguments.add("--" + setting.key() + "=" + file);
      }
    }

    JobGraph graph = FeedGraph.of(job, arguments.toArray(String[]::new)).getJobGraph();
    String sent = new String(InstantiationUtil.serializeObject(graph), StandardCharsets.ISO_8859_1);

    assertThat(sent).doesNotContain(Files.readString(jaas)).contains("${directory:" + folder);
    for (int i = 0; i < files; i++) {
      assertThat(sent).contains(folder.resolve("secret-" + i).toString());
    }
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void nothingIsLeftToKryo(FeedJob job) {
    StreamGraph graph = graph(job);
    for (StreamNode node : graph.getStreamNodes()) {
      Stream.Builder<TypeSerializer<?>> serializers = Stream.builder();
      for (TypeSerializer<?> in : node.getTypeSerializersIn()) {
        serializers.add(in);
      }
      if (node.getTypeSerializerOut() != null) {
        serializers.add(node.getTypeSerializerOut());
      }
      if (node.getStateKeySerializer() != null) {
        serializers.add(node.getStateKeySerializer());
      }
      for (StreamEdge edge : node.getOutEdges()) {
        if (edge.getOutputTag() != null) {
          serializers.add(
              edge.getOutputTag()
                  .getTypeInfo()
                  .createSerializer(graph.getExecutionConfig().getSerializerConfig()));
        }
      }
      if (node.getOperatorFactory() instanceof SimpleOperatorFactory<?> simple
          && simple.getOperator() instanceof KeepsState keeper) {
        Stream.of(keeper.keyedStates(), keeper.splitStates(), keeper.unionStates())
            .flatMap(List::stream)
            .forEach(
                state -> {
                  state.initializeSerializerUnlessSet(graph.getExecutionConfig());
                  serializers.add(
                      state instanceof ListStateDescriptor<?> list
                          ? list.getElementSerializer()
                          : state.getSerializer());
                });
      }
      assertThat(serializers.build())
          .as(node.getOperatorName())
          .noneMatch(serializer -> serializer instanceof KryoSerializer);
    }
  }
}
