package io.tributary.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static final String JAAS =
      "org.apache.kafka.common.security.plain.PlainLoginModule required password=\"hunter2\";";

  @TempDir private Path folder;

  @Test
  void aContinuationOfNothingIsNoKey() throws IOException {
    Path file = write("a.properties", "window.size=2min\n\\\n\nwindow.lateness=3min\n");

    Settings settings = resolve(Map.of(), "--config", file.toString());

    assertThat(settings.get(SettingKeys.WINDOW_LATENESS)).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void listsEveryKeyThatIsDeclared() throws IllegalAccessException {
    List<Setting<?>> declared = new ArrayList<>();
    for (Class<?> keys :
        List.of(
            SettingKeys.class,
            QualityKeys.class,
            InvoiceKeys.class,
            WeatherKeys.class,
            TweetKeys.class,
            OpenAiKeys.class,
            LineageKeys.class)) {
      for (Field field : keys.getFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.get(null) instanceof Setting<?> one) {
          declared.add(one);
        }
      }
    }
    assertThat(SettingKeys.ALL).containsExactlyInAnyOrderElementsOf(declared);
    assertThat(SettingKeys.ALL).extracting(Setting::key).doesNotHaveDuplicates();
  }

  @Test
  void hasTheDefaultsOfTheContract() {
    Settings settings = resolve();

    assertThat(settings.get(SettingKeys.KAFKA_BOOTSTRAP_SERVERS)).isEqualTo("localhost:9092");
    assertThat(settings.get(SettingKeys.KAFKA_TRANSACTION_PREFIX)).isEqualTo("tickets");
    assertThat(settings.get(SettingKeys.KAFKA_TRANSACTION_TIMEOUT))
        .isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.get(SettingKeys.LAKE_PATH))
        .isEqualTo(folder.resolve("data/lake").toString());
    assertThat(settings.get(SettingKeys.LAKE_FORMAT)).isEqualTo("parquet");
    assertThat(settings.get(SettingKeys.LAKE_ROLL_INTERVAL)).isEqualTo(Duration.ofSeconds(40));
    assertThat(settings.get(SettingKeys.CHECKPOINT_PATH))
        .isEqualTo(folder.resolve("data/checkpoints").toString());
    assertThat(settings.get(SettingKeys.CHECKPOINT_INTERVAL)).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.get(SettingKeys.SAVEPOINT)).isEmpty();
    assertThat(settings.get(SettingKeys.PARALLELISM)).isPositive();
    assertThat(settings.get(SettingKeys.MAX_PARALLELISM)).isEqualTo(128);
    assertThat(settings.get(SettingKeys.WINDOW_SIZE)).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.get(SettingKeys.WINDOW_LATENESS)).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.get(SettingKeys.WATERMARK_OUT_OF_ORDERNESS))
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.get(SettingKeys.WATERMARK_FUTURE_SKEW)).isEqualTo(Duration.ofHours(1));
    assertThat(settings.get(SettingKeys.WATERMARK_IDLENESS)).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.get(SettingKeys.DEDUP_HORIZON)).isEqualTo(Duration.ofDays(7));
    assertThat(settings.get(SettingKeys.BOUNDED)).isFalse();
    assertThat(settings.get(SettingKeys.ALLOW_NON_EMPTY_LAKE)).isFalse();
    assertThat(settings.get(SettingKeys.TOPICS_REPLICATION)).isEqualTo(1);
    assertThat(settings.get(SettingKeys.REST_PORT)).isEqualTo(8081);
    assertThat(settings.get(SettingKeys.TICKETS_TEAMS))
        .containsExactly(
            Map.entry("billing", "Billing"),
            Map.entry("technical", "Technical Support"),
            Map.entry("account", "Account Management"),
            Map.entry("general", "Customer Service"));
  }

  @Test
  void aFlagOverrulesTheEnvironmentWhichOverrulesAFileWhichOverrulesTheDefault()
      throws IOException {
    Path file = write("a.properties", "window.size=2min\nwindow.lateness=3min\nrest.port=1\n");

    Settings settings =
        resolve(
            Map.of("WINDOW_SIZE", "4min", "WINDOW_LATENESS", "5min"),
            "--config",
            file.toString(),
            "--window.size",
            "6min");

    assertThat(settings.get(SettingKeys.WINDOW_SIZE)).isEqualTo(Duration.ofMinutes(6));
    assertThat(settings.get(SettingKeys.WINDOW_LATENESS)).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.get(SettingKeys.REST_PORT)).isEqualTo(1);
    assertThat(settings.rows())
        .filteredOn(row -> row.key().matches("window.*|rest.port|lake.format"))
        .extracting(Settings.Row::key, Settings.Row::value, Settings.Row::source)
        .containsExactly(
            tuple("lake.format", "parquet", "default"),
            tuple("window.size", "6min", "flag --window.size"),
            tuple("window.lateness", "5min", "environment WINDOW_LATENESS"),
            tuple("rest.port", "1", "file " + file + " line 3"));
    assertThat(settings.isSet(SettingKeys.WINDOW_SIZE)).isTrue();
    assertThat(settings.isSet(SettingKeys.LAKE_FORMAT)).isFalse();
  }

  @Test
  void theLastFlagAndTheLastFileWin() throws IOException {
    Path one = write("one.yaml", "window.size: 2min\nrest.port: 1\n");
    Path two = write("two.yaml", "rest.port: 2\n");

    Settings settings =
        resolve("--config=" + one, "--config=" + two, "--parallelism=1", "--parallelism=2");

    assertThat(settings.get(SettingKeys.WINDOW_SIZE)).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.get(SettingKeys.REST_PORT)).isEqualTo(2);
    assertThat(settings.get(SettingKeys.PARALLELISM)).isEqualTo(2);
  }

  @Test
  void readsYamlNestedAndDotted() throws IOException {
    Path file =
        write(
            "b.yml",
            """
            kafka:
              bootstrap.servers: [one:9092, two:9092]
              properties:
                security.protocol: SASL_SSL
                sasl:
                  jaas.config: secret words
            window: {size: 5min}
            rest.port: 0x1F
            savepoint:
            bounded: true
            tickets:
              teams:
                billing: Money
                technical: Wires
                account: Names
                general: Rest
            """);

    List<String> problems = problems(Map.of(), "--config", file.toString());
    assertThat(problems)
        .containsExactly(
            "rest.port: '0x1F' is not a whole number from 0 to 65535 (file "
                + file
                + " line 8): write it in digits");

    Files.writeString(file, Files.readString(file).replace("0x1F", "9"));
    Settings settings = resolve("--config", file.toString());
    assertThat(settings.get(SettingKeys.KAFKA_BOOTSTRAP_SERVERS)).isEqualTo("one:9092,two:9092");
    assertThat(settings.get(SettingKeys.WINDOW_SIZE)).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.get(SettingKeys.BOUNDED)).isTrue();
    assertThat(settings.get(SettingKeys.SAVEPOINT)).isEmpty();
    assertThat(settings.get(SettingKeys.TICKETS_TEAMS)).containsEntry("general", "Rest");
    assertThat(settings.kafkaProperties())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.jaas.config", "secret words")
        .containsEntry("bootstrap.servers", "one:9092,two:9092");
  }

  @Test
  void readsPropertiesOverSeveralLinesAndTellsTheFirst() throws IOException {
    Path file =
        write(
            "c.properties",
            "# a comment \\\n! another\n\ntickets.teams = billing=A,\\\n  technical=B,account=C,\\\n"
                + "  general=Service après-vente\nwindow.sise : 1min\n");

    assertThat(problems(Map.of(), "--config", file.toString()))
        .containsExactly(
            "window.sise: no such key (file " + file + " line 7): did you mean window.size?");
    Files.writeString(file, Files.readString(file).replace("sise", "size"));
    assertThat(resolve("--config", file.toString()).get(SettingKeys.TICKETS_TEAMS))
        .containsEntry("general", "Service après-vente");
  }

  @Test
  void tellsEverythingThatIsWrongAtOnceALineEach() throws IOException {
    Path file = write("d.yaml", "lake.fromat: json\nwindow:\n  size: soon\n");

    List<String> problems =
        problems(
            Map.of("CHECKPOINT_INTERVAL", "10", "UNHEARD_OF", "1", "KAFKA_PROPERTIES_HM", "1"),
            "--config",
            file.toString(),
            "--window.latness",
            "1min",
            "--paralelism=2",
            "--rest.port",
            "70000",
            "stray",
            "--lake.path",
            "--window.lateness=8d");

    assertThat(problems)
        .containsExactlyInAnyOrder(
            "lake.fromat: no such key (file " + file + " line 1): did you mean lake.format?",
            "window.size: 'soon' is not a duration from 1ms to 365d (file "
                + file
                + " line 3): write it with a unit, like 500ms, 10s, 1min, 2h or 7d",
            "checkpoint.interval: '10' is not a duration from 10ms to 1d (environment"
                + " CHECKPOINT_INTERVAL): write it with a unit, like 500ms, 10s, 1min, 2h or 7d",
            "window.latness: no such key (flag --window.latness): did you mean window.lateness?",
            "paralelism: no such key (flag --paralelism): did you mean parallelism?",
            "rest.port: '70000' is not a whole number from 0 to 65535 (flag --rest.port): write it"
                + " in digits",
            "argument 8: stands alone (command line): write --KEY VALUE or --KEY=VALUE",
            "lake.path: has no value (flag --lake.path): write --lake.path VALUE",
            "dedup.horizon: 7d is not longer than window.lateness and watermark.out-of-orderness"
                + " together, 691210s: raise dedup.horizon, or lower one of those");
  }

  @ParameterizedTest
  @CsvSource({
    "bootstrap.servers, kafka.bootstrap.servers",
    "window_size, window.size",
    "checkpoint.intreval, checkpoint.interval",
    "confg, config",
    "kafka.properties.sasl.jas.config, kafka.properties.sasl.jaas.config",
    "Lake.Path, lake.path"
  })
  void namesTheKeyThatWasMeant(String wrong, String right) {
    assertThat(problems(Map.of(), "--" + wrong, "x"))
        .containsExactly(
            wrong + ": no such key (flag --" + wrong + "): did you mean " + right + "?");
  }

  @Test
  void namesTheNearestKeyOfSomethingFarAway() {
    assertThat(problems(Map.of(), "--frobnicate"))
        .containsExactly("frobnicate: has no value (flag --frobnicate): write --frobnicate VALUE");
    assertThat(problems(Map.of(), "--frobnicate", "x"))
        .singleElement()
        .asString()
        .contains("the nearest key there is: ");
  }

  @Test
  void readsFlagsWithoutAValue() {
    Settings settings = resolve("--bounded", "--allow-non-empty-lake", "--rest.port", "1");
    assertThat(settings.get(SettingKeys.BOUNDED)).isTrue();
    assertThat(settings.get(SettingKeys.ALLOW_NON_EMPTY_LAKE)).isTrue();
    assertThat(settings.get(SettingKeys.REST_PORT)).isEqualTo(1);

    assertThat(resolve("--bounded", "false").get(SettingKeys.BOUNDED)).isFalse();
    assertThat(resolve("--bounded=false").get(SettingKeys.BOUNDED)).isFalse();
    assertThat(resolve(Map.of("BOUNDED", "TRUE")).get(SettingKeys.BOUNDED)).isTrue();
    assertThat(problems(Map.of(), "--bounded=maybe")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10",
        "-1s",
        "1h 3min",
        "",
        "5x",
        "1500us",
        "400d",
        "0",
        "s",
        "9999999999999999d",
        "PT"
      })
  void refusesWhatIsNoDuration(String text) {
    assertThat(problems(Map.of(), "--window.size=" + text)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"10s,PT10S", "1 min,PT1M", "1min,PT1M", "7d,PT168H", "1500ms,PT1.5S", "PT5S,PT5S"})
  void readsDurationsAsFlinkDoes(String text, Duration duration) {
    assertThat(resolve("--window.size", text).get(SettingKeys.WINDOW_SIZE)).isEqualTo(duration);
    assertThat(resolve("--window.lateness", "0").get(SettingKeys.WINDOW_LATENESS)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:0", "localhost:99999", "a:1,", "http://a:1", ""})
  void refusesWhatIsNoListOfAddresses(String text) {
    assertThat(problems(Map.of(), "--kafka.bootstrap.servers=" + text)).hasSize(1);
  }

  @Test
  void readsListsOfAddresses() {
    assertThat(
            resolve("--kafka.bootstrap.servers", "a-1.b:9092, [::1]:9093")
                .get(SettingKeys.KAFKA_BOOTSTRAP_SERVERS))
        .isEqualTo("a-1.b:9092,[::1]:9093");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "billing=A",
        "billing=A,technical=B,account=C,general=D,other=E",
        "billing=A,billing=A,technical=B,account=C,general=D",
        "billing=,technical=B,account=C,general=D",
        "nothing"
      })
  void refusesATableThatLacksATeamOrHasOneTooMany(String text) {
    assertThat(problems(Map.of(), "--tickets.teams", text)).hasSize(1);
  }

  @Test
  void makesLocalPathsAbsoluteWhereTheyAreTyped() {
    Settings settings =
        resolve("--lake.path", "../lake", "--checkpoint.path", "/var/c", "--savepoint", "s/1");
    assertThat(settings.get(SettingKeys.LAKE_PATH))
        .isEqualTo(folder.getParent().resolve("lake").toString());
    assertThat(settings.get(SettingKeys.CHECKPOINT_PATH)).isEqualTo("/var/c");
    assertThat(settings.get(SettingKeys.SAVEPOINT)).contains(folder.resolve("s/1").toString());

    Settings remote = resolve("--lake.path", "s3://b/lake", "--savepoint", "hdfs://h/s");
    assertThat(remote.get(SettingKeys.LAKE_PATH)).isEqualTo("s3://b/lake");
    assertThat(remote.get(SettingKeys.SAVEPOINT)).contains("hdfs://h/s");
  }

  @Test
  void takesSecretsFromTheEnvironmentAndShowsThemToNobody() {
    Settings settings =
        resolve(Map.of("KAFKA_PROPERTIES_SASL_JAAS_CONFIG", JAAS), "--window.size", "1min");

    assertThat(settings.kafkaProperties()).containsEntry("sasl.jaas.config", JAAS);
    assertThat(settings.rows())
        .filteredOn(row -> row.key().equals("kafka.properties.sasl.jaas.config"))
        .extracting(Settings.Row::value, Settings.Row::source)
        .containsExactly(tuple("******", "environment KAFKA_PROPERTIES_SASL_JAAS_CONFIG"));
    assertThat(settings.toString()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "tickets, lake.path, s3://key:hunter2@bucket/lake",
    "tickets, savepoint, s3://key:hunter2@bucket/savepoint-1",
    "texts, model.url, https://user:hunter2@models.example.com",
    "invoices, invoices.database.url, jdbc:postgresql://user:hunter2@db/shop",
    "invoices, invoices.database.url, jdbc:postgresql://db/shop?user=me&password=hunter2",
    "weather, weather.database.url, jdbc:postgresql://db/shop?sslpassword=hunter2&ssl=true"
  })
  void refusesAPasswordInAnAddressWithoutRepeatingIt(String feed, String key, String address) {
    InvalidSettings refused =
        catchThrowableOfType(
            InvalidSettings.class,
            () -> Settings.resolve(feed, List.of("--" + key + "=" + address), Map.of(), folder));
    assertThat(refused.lines())
        .singleElement()
        .asString()
        .startsWith(key + ": ")
        .contains("******")
        .doesNotContain("hunter2");
  }

  @Test
  void refusesASecretOnTheCommandLineWithoutRepeatingIt() {
    assertThat(problems(Map.of(), "--kafka.properties.sasl.jaas.config", JAAS))
        .containsExactly(
            "kafka.properties.sasl.jaas.config: is a secret, and a command line can be read by"
                + " others (flag --kafka.properties.sasl.jaas.config): put it into the environment"
                + " as KAFKA_PROPERTIES_SASL_JAAS_CONFIG, or into a file for --config");
    assertThat(problems(Map.of(), "--kafka.propertis.sasl.jaas.config=" + JAAS, JAAS))
        .noneMatch(line -> line.contains("hunter2"));
  }

  @Test
  void refusesKafkaPropertiesThatExactlyOnceDependsOnFromWhereverTheyCome() throws IOException {
    Path file = write("f.yaml", "kafka.properties:\n  isolation.level: read_uncommitted\n");
    assertThat(
            problems(
                Map.of("KAFKA_PROPERTIES_ACKS", "1"),
                "--config",
                file.toString(),
                "--kafka.properties.group.id=mine",
                "--kafka.properties.request.timeout.ms=soon"))
        .containsExactly(
            "kafka.properties.isolation.level: may not be set, exactly-once delivery depends on it"
                + " (file "
                + file
                + " line 2): remove it",
            "kafka.properties.acks: may not be set, exactly-once delivery depends on it"
                + " (environment KAFKA_PROPERTIES_ACKS): remove it",
            "kafka.properties.group.id: may not be set, the position in a topic comes from the"
                + " checkpoint, never from a consumer group (flag --kafka.properties.group.id):"
                + " remove it",
            "kafka.properties.request.timeout.ms: 'soon' is no int within [0,...] (flag"
                + " --kafka.properties.request.timeout.ms): see Kafka's documentation of"
                + " request.timeout.ms");
  }

  @Test
  void aFileMayServeSeveralFeedsACommandLineServesOne() throws IOException {
    Path file =
        write("g.yaml", "tickets.teams: billing=A,technical=B,account=C,general=D\nrest.port: 1\n");
    Settings settings =
        Settings.resolve("weather", List.of("--config", file.toString()), Map.of(), folder);
    assertThat(settings.get(SettingKeys.KAFKA_TRANSACTION_PREFIX)).isEqualTo("weather");
    assertThat(settings.rows()).noneMatch(row -> row.key().equals("tickets.teams"));

    InvalidSettings problem =
        catchThrowableOfType(
            InvalidSettings.class,
            () -> Settings.resolve("weather", List.of("--tickets.teams", "x"), Map.of(), folder));
    assertThat(problem)
        .hasMessage(
            "tickets.teams: is a key of tickets, not of weather (flag --tickets.teams): remove it");
  }

  @Test
  void aCommandLineForSeveralFeedsMayHaveKeysOfEach() {
    List<String> both = List.of("--texts.raw.path", "/raw", "--window.size", "5s");
    Settings tickets = Settings.resolve("tickets", Set.of("texts"), both, Map.of());
    assertThat(tickets.get(SettingKeys.WINDOW_SIZE)).isEqualTo(Duration.ofSeconds(5));
    assertThat(tickets.rows()).noneMatch(row -> row.key().equals("texts.raw.path"));
    Settings texts = Settings.resolve("texts", Set.of("tickets"), both, Map.of());
    assertThat(texts.get(SettingKeys.TEXTS_RAW_PATH)).contains("/raw");

    assertThatThrownBy(() -> Settings.resolve("tickets", Set.of("weather"), both, Map.of()))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("texts.raw.path: is a key of texts, not of tickets");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing.yaml | | does not exist",
        "h.json | {} | is neither .properties nor .yaml",
        "i.yaml | a: [ | is no YAML",
        "j.yaml | words | holds no keys",
        "k.properties | a=\\u12 | has a malformed \\u escape",
        "l.yaml | a: &x {b: *x} | is no YAML that can be used",
        "m.yaml | {rest.port: 1, rest: {port: 1}} | stands twice in"
      })
  void tellsWhyAFileCantBeUsed(String name, String contents, String reason) throws IOException {
    if (contents != null) {
      write(name, contents);
    }
    assertThat(problems(Map.of(), "--config", name)).anyMatch(line -> line.contains(reason));
  }

  @ParameterizedTest
  @ValueSource(strings = {"*hunter2", "!hunter2!x y"})
  void showsNothingOfAValueThatIsNoYaml(String value) throws IOException {
    Path file = write("n.yaml", "parallelism: 1\nkafka.properties.sasl.jaas.config: " + value);

    assertThat(problems(Map.of(), "--config", file.toString()))
        .allMatch(line -> line.contains("line 2") && !line.contains("hunter2"))
        .hasSize(1);
  }

  @Test
  void readsALineOfPropertiesThatOnlySeemsAComment() throws IOException {
    // Only spaces, tabs and form feeds may stand before a comment's sign: the JDK's rule.
    Path file = write("o.properties", "\u2003#a\\\nb = 1\n");

    assertThat(problems(Map.of(), "--config", file.toString()))
        .anyMatch(line -> line.startsWith("#ab: no such key"));
  }

  @Test
  void keepsALineForEachProblemWhateverTheValueHolds() {
    assertThat(problems(Map.of(), "--kafka.transaction.prefix", "two\nlines"))
        .containsExactly(
            "kafka.transaction.prefix: 'two lines' is not 1 to 100 letters, digits, dots, hyphens,"
                + " underscores (flag --kafka.transaction.prefix): write it like"
                + " tickets-production");
  }

  @Test
  void treatsAnEmptyVariableAsNotThere() {
    assertThat(resolve(Map.of("WINDOW_SIZE", " ")).isSet(SettingKeys.WINDOW_SIZE)).isFalse();
  }

  @Test
  void transactionsOutlastCheckpointsAndParallelismStaysWithinItsMost() {
    assertThat(
            problems(
                Map.of(),
                "--checkpoint.interval=10min",
                "--parallelism=9",
                "--max-parallelism=8",
                "--dedup.horizon=70s"))
        .containsExactly(
            "dedup.horizon: 70s is not longer than window.lateness and watermark.out-of-orderness"
                + " together, 70s: raise dedup.horizon, or lower one of those",
            "kafka.transaction.timeout: 10min is not longer than checkpoint.interval, 10min, at"
                + " which transactions are committed: raise it, or checkpoint more often",
            "parallelism: 9 is more than max-parallelism, 8: set parallelism to 8 or less");
  }

  @Test
  void aJobMayBeWithoutACheckpointForThreeIntervals() {
    assertThat(
            problems(
                Map.of(), "--checkpoint.interval=10s", "--checkpoint.failure-tolerance=29999ms"))
        .containsExactly(
            "checkpoint.failure-tolerance: 29999ms is less than three times checkpoint.interval,"
                + " 10s: raise it, or checkpoint more often");
    assertThat(
            resolve("--checkpoint.interval=10s", "--checkpoint.failure-tolerance=30s")
                .get(SettingKeys.CHECKPOINT_FAILURE_TOLERANCE))
        .hasSeconds(30);
  }

  private Settings resolve(String... arguments) {
    return resolve(Map.of(), arguments);
  }

  private Settings resolve(Map<String, String> environment, String... arguments) {
    return Settings.resolve("tickets", List.of(arguments), environment, folder);
  }

  private List<String> problems(Map<String, String> environment, String... arguments) {
    InvalidSettings problem =
        catchThrowableOfType(InvalidSettings.class, () -> resolve(environment, arguments));
    assertThat(problem).hasMessage(String.join("\n", problem.lines()));
    return problem.lines();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
