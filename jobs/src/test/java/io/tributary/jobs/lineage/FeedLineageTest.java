package io.tributary.jobs.lineage;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.openlineage.client.dataset.Naming;
import io.openlineage.server.OpenLineage;
import io.tributary.connectors.kafka.admin.TopicSpec;
import io.tributary.jobs.invoices.InvoicesJob;
import io.tributary.jobs.launch.FeedGraph;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.settings.Settings;
import io.tributary.jobs.texts.TextsJob;
import io.tributary.jobs.tickets.TicketsJob;
import io.tributary.jobs.tweets.TweetsJob;
import io.tributary.jobs.weather.WeatherJob;
import io.tributary.lineage.EventText;
import io.tributary.lineage.RunEvent;
import io.tributary.lineage.RunState;
import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.NamedDataset.Field;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the feeds' jobs say of their inputs and outputs, with all of them switched on. */
final class FeedLineageTest {
  private static final String KAFKA = "kafka://kafka-1:9092";
  private static final String SPECIFICATION = "tributary.openlineage.spec";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A job and the settings that switch on all it can read and write. */
  private record Full(FeedJob job, List<String> more) {
    String[] arguments() {
      List<String> all =
          new ArrayList<>(
              List.of(
                  "--kafka.bootstrap.servers=kafka-1:9092,kafka-2:9092",
                  "--lake.path=s3://lake/root"));
      all.addAll(more);
      return all.toArray(String[]::new);
    }

    List<Transformation<?>> ends() {
      return FeedGraph.environment(job, arguments()).getTransformations();
    }

    JobDatasets datasets() {
      return JobDatasets.of(ends());
    }

    @Override
    public String toString() {
      return job.name();
    }
  }

  private static final Full TICKETS = new Full(new TicketsJob(), List.of());
  private static final Full TEXTS =
      new Full(new TextsJob(), List.of("--texts.raw.path=hdfs://namenode:8020/raw"));
  private static final Full INVOICES =
      new Full(
          new InvoicesJob(),
          List.of(
              "--invoices.files.path=/inbox",
              "--invoices.database.url=jdbc:postgresql://db/shop",
              "--invoices.api.url=https://shop.example/products",
              "--invoices.ocr.path=/documents",
              "--countries.url=https://countries.example"));
  private static final Full WEATHER =
      new Full(
          new WeatherJob(),
          List.of(
              "--weather.places=Paris,FR,48.8566,2.3522",
              "--weather.history.from=2026-01-01",
              "--weather.database.url=jdbc:postgresql://db:5433/weatherdb"));
  private static final Full TWEETS =
      new Full(
          new TweetsJob(),
          List.of(
              "--tweets.elasticsearch.url=https://search:9200",
              "--tweets.cassandra.contact-points=cassandra:9042"));

  static List<Full> jobs() {
    return List.of(TICKETS, TEXTS, INVOICES, WEATHER, TWEETS);
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void noEndOfTheGraphIsSilent(Full full) {
    assertThat(silent(full.ends())).isEmpty();
  }

  @Test
  void anOutputThatSaysNothingIsFound() {
    StreamExecutionEnvironment environment =
        FeedGraph.environment(TICKETS.job(), TICKETS.arguments());
    environment.fromSequence(1, 2).sinkTo(new DiscardingSink<>()).name("forgotten");

    assertThat(silent(environment.getTransformations()))
        .hasSize(2)
        .anyMatch(name -> name.contains("forgotten"));
  }

  /** Sources, and what nothing follows, that don't name what they touch. */
  private static List<String> silent(Collection<Transformation<?>> ends) {
    Set<Transformation<?>> all = JobDatasets.withPredecessors(ends);
    Set<Transformation<?>> followed = new HashSet<>();
    all.forEach(step -> followed.addAll(step.getInputs()));
    return all.stream()
        .filter(step -> step.getInputs().isEmpty() || !followed.contains(step))
        .filter(step -> JobDatasets.touching(step).isEmpty())
        .map(Transformation::getName)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void allTopicsOfTheJobAreNamed(Full full) {
    JobDatasets datasets = full.datasets();
    Set<String> inputs = Set.copyOf(full.job().inputs());
    Set<String> outputs =
        full.job().topics(1).stream()
            .map(TopicSpec::name)
            .filter(topic -> !inputs.contains(topic))
            // Every feed has that topic; those with versions have no windows to be late for.
            .filter(topic -> !Set.of("invoices-late", "weather-late").contains(topic))
            .collect(toSet());

    assertThat(in(KAFKA, datasets.inputs())).isEqualTo(inputs);
    assertThat(in(KAFKA, datasets.outputs())).isEqualTo(outputs);
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void allFoldersOfTheJobAreNamed(Full full) {
    List<String> written =
        full.datasets().outputs().stream()
            .filter(each -> each.namespace().matches("(s3|hdfs)://.*"))
            .map(each -> each.namespace() + "/" + each.name().replaceFirst("^/", "") + "/")
            .toList();

    List<String> folders = full.job().folders(Settings.resolve(full.toString(), full.arguments()));
    assertThat(folders)
        .isNotEmpty()
        .allSatisfy(folder -> assertThat(written).anyMatch(each -> each.startsWith(folder + "/")));
    assertThat(written)
        .filteredOn(each -> !each.endsWith("/responses/"))
        .allSatisfy(each -> assertThat(folders).anyMatch(folder -> each.startsWith(folder + "/")));
  }

  private static Set<String> in(String namespace, List<NamedDataset> datasets) {
    return datasets.stream()
        .filter(each -> each.namespace().equals(namespace))
        .map(NamedDataset::name)
        .collect(toSet());
  }

  @Test
  void invoicesComeFromAllTheirSources() {
    assertThat(INVOICES.datasets().inputs())
        .extracting(NamedDataset::namespace, NamedDataset::name)
        .extracting(Object::toString)
        .containsExactlyInAnyOrder(
            "(\"" + KAFKA + "\", \"factures-raw\")",
            "(\"file\", \"/inbox\")",
            "(\"file\", \"/documents\")",
            "(\"postgres://db:5432\", \"shop.public.factures\")",
            "(\"https://shop.example:443\", \"/products\")",
            "(\"https://countries.example:443\", \"/\")");
  }

  @Test
  void weatherIsAskedForAndWrittenToItsDatabase() {
    JobDatasets weather = WEATHER.datasets();

    assertThat(in("https://api.open-meteo.com:443", weather.inputs()))
        .containsExactly("/v1/forecast");
    assertThat(in("https://archive-api.open-meteo.com:443", weather.inputs()))
        .containsExactly("/v1/archive");
    assertThat(in("postgres://db:5433", weather.outputs()))
        .containsExactlyInAnyOrder(
            "weatherdb.public.weather_data",
            "weatherdb.public.weather_data_refused",
            "weatherdb.public.weather_collections",
            "weatherdb.public.weather_requests");
  }

  @Test
  void tweetsGoToTheirStores() {
    JobDatasets tweets = TWEETS.datasets();

    assertThat(in("elasticsearch://search:9200", tweets.outputs()))
        .containsExactlyInAnyOrder("tweets_analyzed", "tweets_analyzed-refused");
    assertThat(in("cassandra://cassandra:9042", tweets.outputs()))
        .containsExactlyInAnyOrder(
            "tributary.tweets_by_day", "tributary.tweets_by_user", "tributary.refused");
  }

  @Test
  void columnsAreNamedWhereTheyAreKnown() {
    assertThat(
            INVOICES.datasets().outputs().stream()
                .filter(each -> each.name().equals("factures-enriched"))
                .flatMap(each -> each.fields().stream()))
        .contains(
            new Field("invoice_id", "string"),
            new Field("amount", "decimal(18,4)"),
            new Field("country_code", "string"));
    assertThat(
            TICKETS.datasets().outputs().stream()
                .filter(each -> each.name().equals("root/tickets_by_type"))
                .flatMap(each -> each.fields().stream()))
        .containsExactly(
            new Field("window_start", "timestamp(µs)"),
            new Field("window_end", "timestamp(µs)"),
            new Field("request_type", "string"),
            new Field("tickets", "int64"),
            new Field("unique_clients", "int64"));
  }

  @Test
  void namesAreThoseOfOpenLineagesOwnRules() {
    Naming.S3 s3 = new Naming.S3("lake", "root/metrics");
    Naming.HDFS hdfs = new Naming.HDFS("namenode", "8020", "/raw/fr");
    Naming.Kafka kafka = new Naming.Kafka("kafka-1", "9092", "processed-text");
    Naming.Postgres postgres =
        new Naming.Postgres("db", "5433", "weatherdb", "public", "weather_data");
    Naming.Cassandra cassandra =
        new Naming.Cassandra("cassandra", "9042", "tributary", "tweets_by_day");
    Naming.LocalFileSystem local = new Naming.LocalFileSystem("/inbox");
    List<NamedDataset> all =
        jobs().stream()
            .map(Full::datasets)
            .flatMap(each -> Stream.concat(each.inputs().stream(), each.outputs().stream()))
            .toList();

    for (Naming.DatasetNaming rule : List.of(s3, hdfs, kafka, postgres, cassandra, local)) {
      assertThat(all)
          .as(rule.getNamespace() + " " + rule.getName())
          .anyMatch(
              each ->
                  each.namespace().equals(rule.getNamespace())
                      && each.name().equals(rule.getName()));
    }
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void allEventsAreAsTheSchemaSays(Full full) throws Exception {
    for (String event : events(full)) {
      assertThat(schema().validate(JSON.readTree(event), SCHEMA_OPTIONS)).as(event).isEmpty();
      OpenLineage.RunEvent read = server().readValue(event, OpenLineage.RunEvent.class);
      assertThat(read.getInputs()).hasSameSizeAs(full.datasets().inputs());
      assertThat(read.getOutputs()).hasSameSizeAs(full.datasets().outputs());
    }
  }

  /**
   * The specification comes in no package: {@code -Dtributary.openlineage.spec=} a folder that has
   * what lies at openlineage.io/spec, {@code website/static/spec} of its repository.
   */
  @ParameterizedTest
  @MethodSource("jobs")
  @EnabledIfSystemProperty(named = SPECIFICATION, matches = ".+")
  void allEventsAreAsTheSpecificationItselfSays(Full full) throws Exception {
    String folder = Path.of(System.getProperty(SPECIFICATION)).toUri().toString();
    JsonSchemaFactory specification =
        JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder ->
                builder.schemaMappers(
                    mappers -> mappers.mapPrefix("https://openlineage.io/spec/", folder)));
    int facets = 0;
    for (String event : events(full)) {
      JsonNode read = JSON.readTree(event);
      assertThat(validate(specification, read, "schemaURL")).as(event).isEmpty();
      for (JsonNode facet : read.findParents("_schemaURL")) {
        assertThat(validate(specification, facet, "_schemaURL")).as(facet.toString()).isEmpty();
        facets++;
      }
      ((ObjectNode) read).put("eventType", "BEGIN");
      assertThat(validate(specification, read, "schemaURL")).isNotEmpty();
    }
    assertThat(facets).isGreaterThan(20);
  }

  private static Set<ValidationMessage> validate(
      JsonSchemaFactory specification, JsonNode node, String by) {
    return specification
        .getSchema(SchemaLocation.of(node.path(by).asText()))
        .validate(node, SCHEMA_OPTIONS);
  }

  /** An event of each state, of a run that ends, with a parent, and of one that doesn't. */
  private static List<String> events(Full full) {
    List<String> events = new ArrayList<>();
    RunEvents.Parent parent =
        RunEvents.Parent.of("airflow/one/dag.task/01890a5d-ac96-774b-bcce-b302099a8057");
    for (boolean bounded : new boolean[] {true, false}) {
      EventText text =
          RunEvents.of(
              "production",
              full.toString(),
              bounded,
              bounded ? Optional.of(parent) : Optional.empty(),
              full.datasets());
      for (RunState state : RunState.values()) {
        String event =
            text.of(
                new JobID(),
                new RunEvent(state, Instant.now(), state == RunState.FAIL ? "it \"broke\"" : ""));
        assertThat(event).contains("\"eventType\":\"" + state + "\"");
        events.add(event);
      }
    }
    return events;
  }

  @Test
  void theSchemaRefusesWhatIsWrong() throws Exception {
    EventText text =
        RunEvents.of("production", "tickets", false, Optional.empty(), TICKETS.datasets());
    String event = text.of(new JobID(), new RunEvent(RunState.START, Instant.now(), ""));

    for (String[] change :
        new String[][] {
          {"\"START\"", "\"BEGIN\""},
          {"\"runId\":\"", "\"runId\":\"x"},
          {"\"eventTime\":\"2", "\"eventTime\":\"x"},
          {"/2-0-2/", "/1-0-0/"},
          {"\"namespace\":\"kafka://", "\"namespace\":\"kafka:"},
          {"\"_producer\"", "\"producer\""},
          {"\"outputs\"", "\"output\""},
        }) {
      String wrong = event.replaceFirst(Pattern.quote(change[0]), change[1]);
      assertThat(schema().validate(JSON.readTree(wrong), SCHEMA_OPTIONS))
          .as(change[1])
          .isNotEmpty();
    }
    assertThatThrownBy(
            () ->
                server()
                    .readValue(event.replace("\"START\"", "\"BEGIN\""), OpenLineage.RunEvent.class))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aParentIsWrittenAsAirflowWritesIt() {
    RunEvents.Parent parent =
        RunEvents.Parent.of("prod/eu/invoices.load/01890a5d-ac96-774b-bcce-b302099a8057");

    assertThat(parent.namespace()).isEqualTo("prod/eu");
    assertThat(parent.name()).isEqualTo("invoices.load");
    assertThatThrownBy(() -> RunEvents.Parent.of("a/b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static final Consumer<ExecutionContext> SCHEMA_OPTIONS =
      context -> context.getExecutionConfig().setFormatAssertionsEnabled(true);

  private static JsonSchema schema() throws IOException {
    Path file = Path.of("src/test/resources/openlineage/run-event.schema.json");
    try (InputStream in = Files.newInputStream(file)) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
    }
  }

  /** What OpenLineage's own library gives to servers that read events. */
  private static ObjectMapper server() {
    return new ObjectMapper()
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .registerModule(
            new SimpleModule()
                .addDeserializer(
                    ZonedDateTime.class,
                    new JsonDeserializer<ZonedDateTime>() {
                      @Override
                      public ZonedDateTime deserialize(
                          JsonParser parser, DeserializationContext context) throws IOException {
                        return ZonedDateTime.parse(parser.getText());
                      }
                    }));
  }
}
