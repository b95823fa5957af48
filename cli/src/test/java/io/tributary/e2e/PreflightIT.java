package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cli.Call;
import io.tributary.connectors.kafka.TopicSinks;
import io.tributary.jobs.tickets.TicketsJob;
import io.tributary.pipeline.KeepsState;
import io.tributary.testkit.BrokerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The savepoint of a real run, looked at when its broker is gone. */
final class PreflightIT {
  private static final String DONE = "the next run goes on from ";

  @TempDir private static Path folder;
  private static String savepoint;

  @BeforeAll
  static void runOnce() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder.resolve("kafka"))) {
      String bootstrap = "--kafka.bootstrap.servers=" + broker.bootstrap();
      Tributary.run(folder, "simulate", "tickets", bootstrap, "--count=2000", "--seed=7");
      List<String> run =
          List.of(
              "run",
              "tickets",
              "--bounded",
              bootstrap,
              "--lake.path=" + folder.resolve("lake"),
              "--checkpoint.path=" + folder.resolve("checkpoints"),
              "--parallelism=2",
              "--rest.port=0");
      // A second run has restored: then sinks register what they do for old savepoints.
      for (int i = 0; i < 2; i++) {
        String said = Tributary.run(folder, run.toArray(String[]::new));
        savepoint = said.substring(said.lastIndexOf(DONE) + DONE.length()).strip();
      }
    }
  }

  private static Call preflight(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("preflight", "tickets", "--savepoint", savepoint));
    arguments.addAll(List.of(more));
    return Call.of(arguments.toArray(String[]::new));
  }

  @Test
  void theJobRestoresFromWhatItHasWritten() throws Exception {
    Call call = preflight("--json");
    assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(call.out());
    assertThat(json.path("restores").asBoolean()).isTrue();
    assertThat(json.path("is_savepoint").asBoolean()).isTrue();
    Map<String, String> found = new TreeMap<>();
    for (JsonNode each : json.path("findings")) {
      found.put(
          each.path("operator").asText() + " " + each.path("name").asText(),
          each.path("verdict").asText());
    }
    assertThat(new TreeSet<>(found.values())).containsExactly("restores");
    assertThat(found)
        .containsOnlyKeys(
            "tickets.source SourceReaderState",
            "tickets.source (coordinator)",
            "tickets.clients SourceReaderState",
            "tickets.clients (coordinator)",
            "tickets.deduplicate identities",
            "tickets.deduplicate purged-through",
            "tickets.measure closed-through",
            "tickets.measure at-the-end",
            "tickets.measure closed-ahead",
            "tickets.measure lateness",
            "tickets.measure settings",
            "tickets.measure unclosed",
            "tickets.close-windows windows",
            "tickets.close-windows cumulative",
            "tickets.close-windows closed-ahead",
            "tickets.lake-publish staged",
            "tickets.lake-publish lineage",
            "tickets.topic writer_raw_states",
            "tickets.topic streaming_committer_raw_states",
            "tickets.topic (transactions)",
            "Sink Committer: tickets.topic streaming_committer_raw_states",
            "tickets.dead-letters writer_raw_states",
            "tickets.dead-letters streaming_committer_raw_states",
            "tickets.dead-letters (transactions)",
            "Sink Committer: tickets.dead-letters streaming_committer_raw_states",
            "tickets.late writer_raw_states",
            "tickets.late streaming_committer_raw_states",
            "tickets.late (transactions)",
            "Sink Committer: tickets.late streaming_committer_raw_states",
            "tickets.metrics writer_raw_states",
            "tickets.metrics streaming_committer_raw_states",
            "tickets.metrics (transactions)",
            "Sink Committer: tickets.metrics streaming_committer_raw_states");
    assertThat(preflight().out())
        .containsPattern("tickets.deduplicate +identities +restores\n")
        .endsWith(": the job restores\n");
  }

  @Test
  void otherSettingsDoNotFit() {
    Call prefix = preflight("--kafka.transaction.prefix", "staging");
    assertThat(prefix.exitCode()).isEqualTo(1);
    assertThat(prefix.out())
        .containsPattern("tickets.topic +\\(transactions\\) +incompatible .*prefix to tickets\n")
        .endsWith("4 incompatible: the job does NOT restore as it is\n");
    Call groups = preflight("--max-parallelism", "64");
    assertThat(groups.exitCode()).isEqualTo(1);
    assertThat(groups.out()).contains("128 in the savepoint, 64 in the job");
  }

  @Test
  void anotherBuildIsAskedForItsOwnStates() throws Exception {
    Call same = preflight("--jar", jar("same.jar", "identities", "identities").toString());
    assertThat(same.exitCode()).as(same.out() + same.err()).isZero();
    Call renamed = preflight("--jar", jar("other.jar", "identities", "identitie_").toString());
    assertThat(renamed.exitCode()).isEqualTo(1);
    assertThat(renamed.out())
        .containsPattern("tickets.deduplicate +identities +lost ")
        .containsPattern("tickets.deduplicate +identitie_ +new ");
    Call wrong = preflight("--jar", folder.resolve("same.jar").toString(), "--parallelism", "none");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("parallelism: 'none' is not");
  }

  /** The jobs' jar with another word of the same length in the step that drops duplicates. */
  private static Path jar(String name, String word, String other) throws Exception {
    Path jar = folder.resolve(name);
    try (FileSystem to = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
      for (Class<?> each : List.of(TicketsJob.class, TopicSinks.class, KeepsState.class)) {
        Path from = Path.of(each.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(from)) {
          copy(from, to);
        } else {
          URI zip = URI.create("jar:" + from.toUri());
          try (FileSystem opened = FileSystems.newFileSystem(zip, Map.of())) {
            copy(opened.getPath("/"), to);
          }
        }
      }
      Path changed = to.getPath("/io/tributary/pipeline/dedup/DropDuplicates.class");
      String bytes = Files.readString(changed, StandardCharsets.ISO_8859_1);
      String constant = "\1\0" + (char) word.length();
      assertThat(bytes).contains(constant + word);
      Files.writeString(
          changed, bytes.replace(constant + word, constant + other), StandardCharsets.ISO_8859_1);
    }
    return jar;
  }

  private static void copy(Path from, FileSystem to) throws IOException {
    Path own = from.resolve("io").resolve("tributary");
    try (Stream<Path> all = Files.walk(own)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        Path target = to.getPath("/" + from.relativize(each).toString());
        if (!Files.exists(target)) {
          Files.createDirectories(target.getParent());
          Files.copy(each, target);
        }
      }
    }
  }
}
