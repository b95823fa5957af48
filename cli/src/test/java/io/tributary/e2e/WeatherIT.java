package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.testkit.BrokerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weather with copies, corrections in any order and garbage, through kills, against what was sent.
 */
final class WeatherIT {
  private static final int RECORDS = Integer.getInteger("tributary.weather", 4_000);
  private static final int KILLS = Integer.getInteger("tributary.kills", 2);

  /** Nobody has asked later than now. */
  private static final Instant FIRST =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(20));

  /** Places, where they say that they lie, and their regions. */
  private static final List<String[]> PLACES =
      List.of(
          new String[] {"Paris", "\"FR\"", "Europe"},
          new String[] {"Tunis", "\"Tunisie\"", "Africa"},
          new String[] {"الرباط", "\"المغرب\"", "Africa"},
          new String[] {"Montréal", "\"Canada\"", "Americas"},
          new String[] {"At sea", "null", "unknown"});

  @TempDir private Path folder;
  private BrokerProcess broker;
  private final ObjectMapper json = new ObjectMapper();
  private final SplittableRandom random = new SplittableRandom(6);

  /** The newest version of each observation, and how many there are of it. */
  private final Map<String, Observation> newest = new HashMap<>();

  private final Map<String, Integer> versions = new HashMap<>();
  private final Map<String, byte[]> sent = new HashMap<>();
  private final List<Observation> written = new ArrayList<>();
  private int rejected;

  private record Observation(
      int place,
      int hour,
      int tenthsOfDegrees,
      int tenthsOfMillimetres,
      int wind,
      boolean archive,
      int asked) {
    String id() {
      return PLACES.get(place)[0] + " " + observedAt();
    }

    Instant observedAt() {
      return FIRST.plus(Duration.ofHours(hour));
    }

    boolean isOlderThan(Observation other) {
      return archive == other.archive ? asked < other.asked : other.archive;
    }

    /** Asked for at the same moment, and it says something else. */
    Observation warmer() {
      return new Observation(
          place, hour, tenthsOfDegrees + 1, tenthsOfMillimetres, wind, archive, asked);
    }

    String json() {
      return ("{\"place\":\"%s\",\"country\":%s,\"latitude\":%d.5,\"longitude\":-7,"
              + "\"observed_at\":\"%s\",\"temperature_c\":%s,\"precipitation_mm\":%s,"
              + "\"wind_speed_kmh\":%d,\"source\":\"%s\",\"collected_at\":\"%s\"}")
          .formatted(
              PLACES.get(place)[0],
              PLACES.get(place)[1],
              10 * place,
              observedAt(),
              BigDecimal.valueOf(tenthsOfDegrees, 1),
              BigDecimal.valueOf(tenthsOfMillimetres, 1),
              wind,
              archive ? "archive" : "forecast",
              FIRST.plus(Duration.ofMinutes(asked)));
    }
  }

  @BeforeEach
  void startBroker() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  @Test
  void totalsAreThoseOfTheNewestVersionsWhateverIsKilled() throws Exception {
    new Topic(broker.bootstrap(), "weather").create(3, Map.of());
    send(RECORDS / 2);
    Tributary.run(folder, run("--bounded", "--parallelism=1"));
    assertRight();
    Topic observations = new Topic(broker.bootstrap(), "weather-observations");
    for (int kill = 0; kill < KILLS; kill++) {
      send(RECORDS / 2 / KILLS);
      try (Tributary killed = Tributary.start(folder, run())) {
        observations.awaitMore(0);
        killed.kill();
      }
    }
    Tributary.run(folder, run("--bounded"));
    assertRight();
    theAuditHoldsAndFindsWhatIsWrong();
    lettersThatWereMendedArePassedOnceMore();
    assertThat(Tributary.run(folder, with("show", "weather_by_region"))).contains("Africa");
  }

  private void theAuditHoldsAndFindsWhatIsWrong() throws Exception {
    assertThat(Tributary.run(folder, with("audit", "weather"))).contains("holds");
    Path file;
    try (Stream<Path> rows = Files.walk(folder.resolve("lake/weather_observations"))) {
      file = rows.filter(each -> each.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    Path aside = folder.resolve("aside");
    Files.move(file, aside);
    assertThat(saidBroken()).contains("weather_observations: ");
    Files.copy(aside, file);
    Path copy = file.resolveSibling("copy.parquet");
    Files.copy(aside, copy);
    assertThat(saidBroken()).contains("weather_observations: ", " doubled: ");
    Files.delete(copy);
  }

  private String saidBroken() throws Exception {
    try (Tributary audit = Tributary.start(folder, with("audit", "weather"))) {
      assertThat(audit.awaitExit()).isEqualTo(1);
      return audit.said();
    }
  }

  /** Letters can't be mended in the topic: here they are rejected again, each once. */
  private void lettersThatWereMendedArePassedOnceMore() throws Exception {
    assertThat(Tributary.run(folder, with("replay", "weather")))
        .contains("weather-dead-letters: " + rejected + " replayed, 0 passed over");
    Tributary.run(folder, run("--bounded"));
    assertThat(new Topic(broker.bootstrap(), "weather-dead-letters").count())
        .isEqualTo(2L * rejected);
    assertThat(Tributary.run(folder, with("audit", "weather"))).contains("holds");
  }

  private String[] with(String command, String argument) {
    List<String> all = new ArrayList<>(List.of(command, argument));
    all.add("--lake.path=" + folder.resolve("lake"));
    if (!command.equals("show")) {
      all.add("--kafka.bootstrap.servers=" + broker.bootstrap());
    }
    return all.toArray(String[]::new);
  }

  private void assertRight() throws Exception {
    archiveEqualsWhatWasSent();
    lakeHasEveryVersion();
    topicHasEveryVersion();
    Map<String, String> expected = expected();
    Map<String, String> lake = new TreeMap<>();
    lake.putAll(daily("place"));
    lake.putAll(daily("region"));
    assertThat(lake).isEqualTo(expected);
    assertThat(newestMessages()).isEqualTo(expected);
    assertThat(new Topic(broker.bootstrap(), "weather-dead-letters").count()).isEqualTo(rejected);
    assertThat(new Topic(broker.bootstrap(), "weather-late").count()).isZero();
  }

  private void archiveEqualsWhatWasSent() throws Exception {
    Set<String> archived = new HashSet<>();
    Outcome.query(
        "SELECT partition, \"offset\", value FROM " + files("raw/weather/kafka/*"),
        row -> {
          String place = row.getInt(1) + "@" + row.getLong(2);
          assertThat(archived.add(place)).as(place).isTrue();
          java.sql.Blob value = row.getBlob(3);
          assertThat(value.getBytes(1, (int) value.length())).isEqualTo(sent.get(place));
        });
    assertThat(archived).isEqualTo(sent.keySet());
  }

  private void lakeHasEveryVersion() throws Exception {
    Map<String, Map<Integer, String>> rows = new HashMap<>();
    Outcome.query(
        "SELECT place, epoch_ms(observed_at), revision, temperature_c, precipitation_mm,"
            + " wind_speed_kmh, country_code, region, apparent_temperature_c, weather_code FROM "
            + files("weather_observations/*"),
        row -> {
          String id = row.getString(1) + " " + Instant.ofEpochMilli(row.getLong(2));
          String was =
              rows.computeIfAbsent(id, i -> new TreeMap<>())
                  .put(
                      row.getInt(3),
                      row.getDouble(4) + " " + row.getDouble(5) + " " + row.getDouble(6));
          assertThat(was).as("twice: " + id).isNull();
          assertThat(row.getString(8)).isEqualTo(regionOf(row.getString(1)));
          assertThat(row.getObject(9)).isNull();
          assertThat(row.getObject(10)).isNull();
        });
    assertThat(rows.keySet()).isEqualTo(newest.keySet());
    rows.forEach(
        (id, revisions) -> {
          assertThat(revisions).as(id).hasSize(versions.get(id)).containsKey(versions.get(id));
          Observation observation = newest.get(id);
          assertThat(revisions.get(versions.get(id)))
              .as(id)
              .isEqualTo(
                  observation.tenthsOfDegrees / 10.0
                      + " "
                      + observation.tenthsOfMillimetres / 10.0
                      + " "
                      + (double) observation.wind);
        });
  }

  private void topicHasEveryVersion() {
    Map<String, Set<Integer>> seen = new HashMap<>();
    new Topic(broker.bootstrap(), "weather-observations")
        .read(
            record -> {
              JsonNode row = tree(record.value());
              String place = row.path("place").asText();
              assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(place);
              String id = place + " " + Instant.parse(row.path("observed_at").asText());
              assertThat(
                      seen.computeIfAbsent(id, i -> new HashSet<>())
                          .add(row.path("revision").asInt()))
                  .as("twice: " + row)
                  .isTrue();
              assertThat(row.path("weather_code").isNull()).isTrue();
            });
    versions.forEach((id, count) -> assertThat(seen.get(id)).as(id).hasSize(count));
  }

  private static String regionOf(String place) {
    return PLACES.stream().filter(each -> each[0].equals(place)).findFirst().orElseThrow()[2];
  }

  /** Days of each place and region and what they come to, counted over the newest versions. */
  private Map<String, String> expected() {
    Map<String, List<Observation>> groups = new HashMap<>();
    for (Observation each : newest.values()) {
      String day = each.observedAt().toString().substring(0, 10);
      String[] place = PLACES.get(each.place);
      for (String group : List.of("place|" + place[0], "region|" + place[2])) {
        groups.computeIfAbsent(day + "|" + group, g -> new ArrayList<>()).add(each);
      }
    }
    Map<String, String> words = new TreeMap<>();
    groups.forEach(
        (group, some) -> {
          long degrees = some.stream().mapToLong(Observation::tenthsOfDegrees).sum();
          long millimetres = some.stream().mapToLong(Observation::tenthsOfMillimetres).sum();
          long wind = some.stream().mapToLong(Observation::wind).sum();
          words.put(
              group,
              words(
                  some.size(),
                  mean(BigDecimal.valueOf(degrees, 1), some.size()),
                  some.stream().mapToInt(Observation::tenthsOfDegrees).min().orElseThrow() / 10.0,
                  some.stream().mapToInt(Observation::tenthsOfDegrees).max().orElseThrow() / 10.0,
                  millimetres / 10.0,
                  mean(BigDecimal.valueOf(wind), some.size()),
                  some.stream().mapToInt(Observation::wind).max().orElseThrow()));
        });
    return words;
  }

  private static double mean(BigDecimal sum, int count) {
    return sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL128).doubleValue();
  }

  private static String words(
      long count,
      double mean,
      double least,
      double greatest,
      double rain,
      double wind,
      double most) {
    return count + " " + mean + " " + least + " " + greatest + " " + rain + " " + wind + " " + most;
  }

  private Map<String, String> daily(String dimension) throws Exception {
    Map<String, String> words = new TreeMap<>();
    Outcome.query(
        ("SELECT date, %s AS value, observations, temperature_mean, temperature_min,"
                + " temperature_max, precipitation_sum, wind_mean, wind_max FROM %s QUALIFY"
                + " row_number() OVER (PARTITION BY date, value ORDER BY revision DESC) = 1")
            .formatted(dimension, files("weather_by_" + dimension + "/*")),
        row ->
            words.put(
                row.getString(1) + "|" + dimension + "|" + row.getString(2),
                words(
                    row.getLong(3),
                    row.getDouble(4),
                    row.getDouble(5),
                    row.getDouble(6),
                    row.getDouble(7),
                    row.getDouble(8),
                    row.getDouble(9))));
    return words;
  }

  private Map<String, String> newestMessages() {
    Map<String, String> words = new TreeMap<>();
    Map<String, Integer> revisions = new HashMap<>();
    new Topic(broker.bootstrap(), "weather-metrics")
        .read(
            record -> {
              JsonNode row = tree(record.value());
              String group =
                  row.path("window_start").asText().substring(0, 10)
                      + "|"
                      + row.path("dimension").asText()
                      + "|"
                      + row.path("value").asText();
              Integer before = revisions.put(group, row.path("revision").asInt());
              assertThat(row.path("revision").asInt()).isEqualTo(before == null ? 1 : before + 1);
              if (!group.endsWith("|total|all")) {
                words.put(
                    group,
                    words(
                        row.path("count").asLong(),
                        row.path("temperature_mean").asDouble(),
                        row.path("temperature_min").asDouble(),
                        row.path("temperature_max").asDouble(),
                        row.path("precipitation_sum").asDouble(),
                        row.path("wind_mean").asDouble(),
                        row.path("wind_max").asDouble()));
              }
            });
    return words;
  }

  private JsonNode tree(byte[] value) {
    try {
      return json.readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String files(String zone) {
    return "read_parquet('" + folder.resolve("lake").resolve(zone) + "/*.parquet')";
  }

  private void send(int records) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = new Topic(broker.bootstrap(), "").producer()) {
      for (int i = 0; i < records; i++) {
        switch (random.nextInt(30)) {
          case 0 -> reject(producer, "{\"place\":\"Par");
          case 1 -> reject(producer, observation().json().replace("-7,", "-187,"));
          case 2 ->
              reject(
                  producer,
                  observation().json().replaceFirst("collected_at\":\"20", "collected_at\":\"21"));
          case 3, 4 -> sendValid(producer, before());
          case 5 -> sendValid(producer, before().warmer());
          default -> sendValid(producer, observation());
        }
      }
    }
  }

  /** One that was sent already, or a first one. */
  private Observation before() {
    return written.isEmpty() ? observation() : written.get(random.nextInt(written.size()));
  }

  private void reject(KafkaProducer<byte[], byte[]> producer, String value) throws Exception {
    send(producer, value);
    rejected++;
  }

  private void sendValid(KafkaProducer<byte[], byte[]> producer, Observation observation)
      throws Exception {
    Observation before = newest.get(observation.id());
    // Of versions that were asked for at the same moment the one read last is newer.
    if (before == null || !observation.isOlderThan(before) && !observation.equals(before)) {
      newest.put(observation.id(), observation);
      versions.merge(observation.id(), 1, Integer::sum);
    }
    written.add(observation);
    send(producer, observation.json());
  }

  private Observation observation() {
    return new Observation(
        random.nextInt(PLACES.size()),
        random.nextInt(6 * 24),
        random.nextInt(-300, 400),
        random.nextInt(3) == 0 ? random.nextInt(300) : 0,
        random.nextInt(120),
        random.nextInt(4) == 0,
        random.nextInt(20 * 24 * 60));
  }

  private void send(KafkaProducer<byte[], byte[]> producer, String value) throws Exception {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    byte[] key = value.split("\"", -1)[3].getBytes(StandardCharsets.UTF_8);
    RecordMetadata metadata = producer.send(new ProducerRecord<>("weather", key, bytes)).get();
    sent.put(metadata.partition() + "@" + metadata.offset(), bytes);
  }

  private String[] run(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "weather",
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + folder.resolve("lake"),
                "--checkpoint.path=" + folder.resolve("checkpoints"),
                "--lake.roll-interval=1s",
                "--checkpoint.interval=1s",
                "--rest.port=0"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
