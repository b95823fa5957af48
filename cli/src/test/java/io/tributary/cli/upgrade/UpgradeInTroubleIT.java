package io.tributary.cli.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.jobs.tickets.TicketsJob;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upgrades in which what the upgrade itself relies on fails: never is nothing left, unsaid. */
final class UpgradeInTroubleIT {
  private static final Path JAR = Path.of("../jobs/target/tributary-jobs.jar").toAbsolutePath();
  private static final Duration STOP_DECIDED_WITHIN = Duration.ofSeconds(12);

  @TempDir private Path folder;
  private Path savepoint;
  private PlayedFlink flink;
  private final StringWriter said = new StringWriter();

  @BeforeEach
  void start() throws IOException {
    Path stored;
    try (Stream<Path> versions = Files.list(Path.of("src/test/resources/savepoints"))) {
      stored = versions.sorted().findFirst().orElseThrow().resolve("savepoint");
    }
    savepoint = folder.resolve("checkpoints/tickets/savepoints/savepoint-1");
    Files.createDirectories(savepoint.getParent());
    FileUtils.copy(
        new org.apache.flink.core.fs.Path(stored.toUri()),
        new org.apache.flink.core.fs.Path(savepoint.toUri()),
        false);
    for (String name : List.of("old.jar", "new.jar")) {
      Files.createSymbolicLink(folder.resolve(name), JAR);
    }
    flink = new PlayedFlink(Files.createDirectories(folder.resolve("flink")), savepoint);
  }

  @AfterEach
  void stop() throws IOException {
    flink.close();
    for (String name : List.of("old.jar", "new.jar")) {
      Files.deleteIfExists(folder.resolve(name)); // JUnit warns of links that lead elsewhere
    }
  }

  @Test
  void upgradesWhenNothingIsWrong() throws Exception {
    upgrade(Map.of());
    assertThat(said.toString()).contains("upgraded: job 0000");
    assertThat(flink.submissions()).singleElement().asString().contains("new.jar");
  }

  @Test
  void aLagThatNobodyKnowsIsNotTheEndOfTheInput() throws Exception {
    flink.setLag(-1);
    assertThatThrownBy(() -> upgrade(Map.of())).hasMessageContaining("nothing read yet");
  }

  @Test
  void goesBackWhenTheJobManagerIsAwayWhileTheNewJobIsCancelled() throws Exception {
    flink.newJobFailsWithACheckpointIn(folder.resolve("checkpoints/tickets"));
    flink.beAwayAtCancel(5);
    assertThatThrownBy(() -> upgrade(Map.of()))
        .hasMessageStartingWith("rolled back: the new job failed (")
        .hasMessageContaining("planted failure");
    assertThat(flink.submissions()).last().asString().contains("old.jar", "/chk-7 ");
  }

  @Test
  void goesBackWhenTheNewJobIsGoneWithItsJobManager() throws Exception {
    flink.newJobFailsWithACheckpointIn(folder.resolve("checkpoints/tickets"));
    flink.forgetAtCancel();
    assertThatThrownBy(() -> upgrade(Map.of())).hasMessageStartingWith("rolled back: ");
    assertThat(flink.submissions()).last().asString().contains("old.jar", "/chk-7 ");
  }

  @Test
  void goesBackWhenTheNewJarIsNotTaken() throws Exception {
    flink.refuseOnce();
    assertThatThrownBy(() -> upgrade(Map.of()))
        .hasMessageStartingWith("rolled back: ")
        .hasMessageContaining("planted refusal");
    assertThat(flink.submissions()).singleElement().asString().contains("old.jar", "savepoint-1");
  }

  @Test
  void saysWhatToDoWhenTheJobManagerStaysAway() throws Exception {
    flink.newJobFailsWithACheckpointIn(folder.resolve("checkpoints/tickets"));
    flink.beAwayAtCancel(1_000);
    assertThatThrownBy(() -> upgrade(Map.of()))
        .hasMessageContainingAll(
            "the old one was not started", "under file:" + folder, "from " + savepoint);
    assertThat(flink.submissions()).hasSize(1);
  }

  @Test
  void stopsNothingForArgumentsThatTheNewJarRefuses() throws Exception {
    assertThatThrownBy(() -> upgrade(Map.of("parallelism", "many")))
        .hasMessageStartingWith("the new jar doesn't take the arguments (");
    assertThat(flink.asked()).isEmpty();
  }

  @Test
  void stopsNothingWhenThereIsNoJarToGoBackTo() throws Exception {
    Files.delete(folder.resolve("old.jar"));
    assertThatThrownBy(() -> upgrade(Map.of())).hasMessageContaining("old.jar can't be read");
    assertThat(flink.asked()).isEmpty();
  }

  @Test
  void waitsForAStopThatTakesLong() throws Exception {
    flink.stopTakes(3);
    upgrade(Map.of());
    assertThat(said.toString()).contains("upgraded: job 0000");
  }

  @Test
  void saysThatAJobWhichCouldNotBeStoppedRunsOn() throws Exception {
    flink.stopFails("planted: no savepoint", "RUNNING");
    assertThatThrownBy(() -> upgrade(Map.of()))
        .hasMessageContainingAll("planted: no savepoint", "it runs on");
    assertThat(flink.submissions()).isEmpty();
  }

  @Test
  void startsTheOldJobAgainWhenItHasEndedAlthoughTheStopFailed() throws Exception {
    flink.stopFails("planted: not all of it", "FAILED");
    assertThatThrownBy(() -> upgrade(Map.of()))
        .hasMessageStartingWith("rolled back: job " + PlayedFlink.RUNNING + " has ended")
        .hasMessageContaining("planted: not all of it");
    assertThat(flink.submissions()).singleElement().asString().contains("old.jar", "savepoint-1");
  }

  @Test
  void waitsForTheEndOfAStopThatNobodyCanAskAboutAnyMore() throws Exception {
    flink.stopIsLostSightOf(1);
    assertThatThrownBy(() -> upgrade(Map.of()))
        .hasMessageStartingWith("rolled back: job " + PlayedFlink.RUNNING + " has ended");
    assertThat(flink.submissions()).singleElement().asString().contains("old.jar", "savepoint-1");
  }

  @Test
  void saysThatItIsNotKnownWhetherAStopWillSucceed() throws Exception {
    flink.stopTakes(1_000);
    assertThatThrownBy(() -> upgrade(Map.of()))
        .hasMessageContaining("it is not known whether it will")
        .hasMessageContaining("once it has ended start it again");
    assertThat(flink.submissions()).isEmpty();
  }

  /** Under the old path there is nothing of it, and from the savepoint all would come twice. */
  @Test
  void goesBackToTheCheckpointOfAJobThatKeepsThemElsewhere() throws Exception {
    Path elsewhere = folder.resolve("elsewhere");
    flink.newJobFailsWithACheckpointIn(elsewhere.resolve("tickets"));
    assertThatThrownBy(() -> upgrade(Map.of("checkpoint.path", elsewhere.toString())))
        .hasMessageStartingWith("rolled back: ");
    assertThat(flink.submissions())
        .last()
        .asString()
        .contains("old.jar", elsewhere + "/tickets/", "/chk-7 ");
  }

  private void upgrade(Map<String, String> changes) throws Exception {
    List<String> arguments =
        List.of(
            "--kafka.bootstrap.servers=localhost:1",
            "--lake.path=" + folder.resolve("lake"),
            "--checkpoint.path=" + folder.resolve("checkpoints"));
    TicketsJob feed = new TicketsJob();
    try (FlinkJobs jobs = FlinkJobs.of(flink.commandLine().conf())) {
      new Upgrade(
              jobs,
              flink.commandLine(),
              Release.of("old", folder.resolve("old.jar"), feed, arguments, Map.of()),
              Release.of("new", folder.resolve("new.jar"), feed, arguments, changes),
              new Upgrade.Verification(1, Duration.ofSeconds(4)),
              STOP_DECIDED_WITHIN,
              new PrintWriter(said))
          .run(PlayedFlink.RUNNING);
    }
  }
}
