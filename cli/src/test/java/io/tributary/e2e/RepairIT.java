package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of a lake are damaged, which nobody says who reads them, and written anew. */
final class RepairIT {
  @TempDir private Path folder;
  private BrokerProcess broker;

  @BeforeEach
  void startBroker() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  @Test
  void damagedFilesAreRebuiltFromTheTopicsOrFromAnotherLake() throws Exception {
    Tributary.run(
        folder,
        "simulate",
        "texts",
        "--kafka.bootstrap.servers=" + broker.bootstrap(),
        "--count=3000",
        "--seed=7",
        "--start=2025-12-19T23:59:58Z");
    Tributary.run(folder, texts("run", "--bounded", "--parallelism=2", "--rest.port=0"));
    Path lake = folder.resolve("lake");
    Path copy = folder.resolve("copy");
    copy(lake, copy);
    assertThat(Tributary.run(folder, texts("repair"))).contains(", 0 damaged, 0 rebuilt");

    List<Path> files = published(lake);
    for (Path file : files) {
      change(file, 1);
    }
    try (Tributary look = Tributary.start(folder, texts("repair", "--dry-run"))) {
      assertThat(look.awaitExit()).as(look.said()).isEqualTo(1);
      assertThat(look.said())
          .contains("texts: %d files, %1$d damaged, 0 rebuilt".formatted(files.size()));
    }

    assertThat(Tributary.run(folder, texts("repair")))
        .contains("texts: %d files, %1$d damaged, %1$d rebuilt".formatted(files.size()));
    assertThat(published(lake)).isEqualTo(files);
    assertThat(Tributary.run(folder, texts("audit"))).endsWith("holds\n");

    Path text = first(files, "processed");
    change(text, 1);
    assertThat(Tributary.run(folder, texts("repair", "--from", fromRaw().toString())))
        .contains(", 1 damaged, 1 rebuilt");
    assertThat(Tributary.run(folder, texts("audit"))).endsWith("holds\n");

    Files.write(text, Arrays.copyOf(Files.readAllBytes(text), 1_000));
    assertThat(Tributary.run(folder, texts("repair"))).contains(", 1 damaged, 1 rebuilt");
    assertThat(Tributary.run(folder, texts("audit"))).endsWith("holds\n");

    // What a running job has staged could pass for a row that the topic has forgotten.
    change(text, 1);
    Path staged = lake.resolve("processed/_staging/texts-test/1.pending");
    Files.createDirectories(staged.getParent());
    Files.writeString(staged, "");
    String copyOfLake = copy.toString();
    try (Tributary repair = Tributary.start(folder, texts("repair", "--from", copyOfLake))) {
      assertThat(repair.awaitExit()).as(repair.said()).isEqualTo(1);
      assertThat(repair.said()).contains("not published yet, so that all others must be published");
    }
    Files.delete(staged);
    assertThat(Tributary.run(folder, texts("repair", "--from", copyOfLake)))
        .contains(", 1 damaged, 1 rebuilt");
    assertThat(Tributary.run(folder, texts("audit"))).endsWith("holds\n");

    // A repair that was killed between its two renames.
    Files.move(
        text,
        text.resolveSibling(text.getFileName() + ".damaged"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(Tributary.run(folder, texts("repair"))).contains(", 1 damaged, 1 rebuilt");
    assertThat(Tributary.run(folder, texts("audit"))).endsWith("holds\n");

    change(text, 1);
    Files.delete(first(published(copy), "processed"));
    try (Tributary repair = Tributary.start(folder, texts("repair", "--from", copy.toString()))) {
      assertThat(repair.awaitExit()).as(repair.said()).isEqualTo(1);
      assertThat(repair.said())
          .contains("not rebuilt: " + copy + " has ", " rows that are missing");
    }
  }

  /**
   * All rows that a topic holds come back as they were; of other files it is said that none does.
   */
  @ParameterizedTest
  @CsvSource({"weather, weather_by_", "invoices, curated/"})
  void whatTopicsHoldIsRebuiltRowByRow(String feed, String totals) throws Exception {
    Tributary.run(
        folder,
        "simulate",
        feed,
        "--kafka.bootstrap.servers=" + broker.bootstrap(),
        "--count=1500",
        "--seed=7",
        "--start=2025-12-19T23:59:30Z");
    Tributary.run(folder, of("run", feed, "--bounded", "--parallelism=2", "--rest.port=0"));
    Path lake = folder.resolve("lake");
    Path copy = folder.resolve("copy");
    copy(lake, copy);
    List<Path> ofNoTopic = new ArrayList<>();
    List<Path> held = new ArrayList<>();
    for (Path file : published(lake)) {
      change(file, 40); // one alone may be of a page's header, which has no checksum
      boolean isTotal = lake.relativize(file).toString().startsWith(totals);
      (isTotal ? ofNoTopic : held).add(file);
    }
    assertThat(ofNoTopic).isNotEmpty();
    assertThat(held).isNotEmpty();

    try (Tributary repair = Tributary.start(folder, of("repair", feed))) {
      assertThat(repair.awaitExit()).as(repair.said()).isEqualTo(1);
      for (Path file : ofNoTopic) {
        assertThat(repair.said()).contains(file + ": not rebuilt: no topic holds its rows");
        Files.copy(copy.resolve(lake.relativize(file)), file, StandardCopyOption.REPLACE_EXISTING);
      }
      for (Path file : held) {
        assertThat(repair.said()).contains(file + ": rebuilt");
        Path before = copy.resolve(lake.relativize(file));
        assertThat(differences(file, before) + differences(before, file)).as("%s", file).isZero();
      }
    }
    assertThat(Tributary.run(folder, of("audit", feed))).endsWith("holds\n");
  }

  /** How many rows of a file another one lacks. */
  private static long differences(Path file, Path other) throws Exception {
    long[] count = new long[1];
    Outcome.query(
        "SELECT count(*) FROM (SELECT * FROM '%s' EXCEPT ALL SELECT * FROM '%s')"
            .formatted(file, other),
        row -> count[0] = row.getLong(1));
    return count[0];
  }

  /** A second lake, of what the raw zone has kept. */
  private Path fromRaw() throws Exception {
    Path second = folder.resolve("second");
    try (BrokerProcess scratch = BrokerProcess.start(second.resolve("kafka"))) {
      String kafka = "--kafka.bootstrap.servers=" + scratch.bootstrap();
      Tributary.run(folder, "topics", "texts", "--create", kafka);
      String raw = folder.resolve("lake/raw").toString();
      assertThat(Tributary.run(folder, "publish", "texts", "--raw", raw, kafka))
          .contains(raw + ": 3000 published");
      Tributary.run(
          folder,
          "run",
          "texts",
          "--bounded",
          kafka,
          "--lake.path=" + second.resolve("lake"),
          "--checkpoint.path=" + second.resolve("checkpoints"),
          "--parallelism=2",
          "--rest.port=0");
    }
    return second.resolve("lake");
  }

  private String[] texts(String command, String... more) {
    return of(command, "texts", more);
  }

  private String[] of(String command, String feed, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                command,
                feed,
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + folder.resolve("lake"),
                "--checkpoint.path=" + folder.resolve("checkpoints")));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static List<Path> published(Path lake) throws IOException {
    try (Stream<Path> all = Files.walk(lake)) {
      return all.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  private static Path first(List<Path> files, String zone) {
    return files.stream()
        .filter(file -> file.toString().contains("/" + zone + "/"))
        .findFirst()
        .orElseThrow();
  }

  /** In the first page, behind its header. */
  private static void change(Path file, int count) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 80; i < 80 + count; i++) {
      bytes[i] ^= 1;
    }
    Files.write(file, bytes);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each)));
      }
    }
  }
}
