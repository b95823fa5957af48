package io.tributary.jobs.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredStateTest {
  @TempDir Path directory;

  private long time = 1_700_000_000_000L;

  /** Each a minute after the one before. */
  private Path store(String place, long number) throws IOException {
    Path stored = Files.createDirectories(directory.resolve(place));
    try (OutputStream out = Files.newOutputStream(stored.resolve("_metadata"))) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(number, List.of(), List.of()), out);
    }
    time += 60_000;
    Files.setLastModifiedTime(stored.resolve("_metadata"), FileTime.fromMillis(time));
    return stored;
  }

  private void assertNewest(Path path, long number) throws IOException {
    assertThat(StoredState.newest(directory.toString()))
        .hasValueSatisfying(
            state -> {
              assertThat(state.number()).isEqualTo(number);
              assertThat(state.path()).endsWith(path.toString());
            });
  }

  @Test
  void theHighestNumberOfARunWinsWhateverTheNamesAndTimesSay() throws IOException {
    Path newest = store("job-a/chk-10", 10);
    store("job-a/chk-9", 9);
    assertNewest(newest, 10);
  }

  @Test
  void theNewestRunWinsThoughItBeganWithAnOlderSavepoint() throws IOException {
    store("job-a/chk-80", 80);
    store("savepoints/savepoint-50", 50);
    Path newest = store("job-b/chk-60", 60);
    assertNewest(newest, 60);
    assertNewest(store("savepoints/savepoint-61", 61), 61);
  }

  @Test
  void withinASecondTheHighestNumberWinsWhereTimesAreSeconds() throws IOException {
    for (String savepoint : List.of("a-savepoints/savepoint-50", "savepoints/savepoint-50")) {
      store("job/chk-49", 49);
      time -= 60_000;
      assertNewest(store(savepoint, 50), 50);
    }
  }

  @Test
  void aSavepointIsFoundThatWasPutBesideTheRuns() throws IOException {
    store("job-a/chk-10", 10);
    assertNewest(store("savepoint-a-1", 11), 11);
  }

  @Test
  void whatIsNotCompleteIsPassedOver() throws IOException {
    Path complete = store("job/chk-1", 1);
    Files.createDirectories(directory.resolve("job/chk-2"));
    Path cut = store("job/chk-3", 3).resolve("_metadata");
    byte[] bytes = Files.readAllBytes(cut);
    Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    Files.write(store("job/chk-4", 4).resolve("_metadata"), new byte[0]);
    Files.writeString(store("job/chk-5", 5).resolve("_metadata"), "something else entirely");
    Files.createDirectories(directory.resolve("job/shared"));
    Files.writeString(directory.resolve("note.txt"), "");
    assertNewest(complete, 1);
  }

  @Test
  void oneThatCannotBeReadJustNowIsNotPassedOverForAnOlderOne() throws IOException {
    Path unreadable = Path.of("/proc/self/mem"); // whose first bytes give an input/output error
    assumeTrue(Files.exists(unreadable), "a file that can't be read");
    store("job/chk-1", 1);
    Path newest = store("job/chk-2", 2).resolve("_metadata");
    Files.delete(newest);
    Files.createSymbolicLink(newest, unreadable);
    assertThatThrownBy(() -> StoredState.newest(directory.toString()))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageStartingWith("checkpoint.path: ")
        .hasMessageContainingAll(newest.toString(), "can't be read (", "twice", "--savepoint");
    assertThatThrownBy(() -> StoredState.newestOf(directory.toString(), "job"))
        .isInstanceOf(LaunchProblem.class);
  }

  @Test
  void oneOfAnotherVersionIsNotPassedOverForAnOlderOne() throws IOException {
    store("job/chk-1", 1);
    Path newest = store("job/chk-2", 2).resolve("_metadata");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[7] = 99; // the format's version, after four bytes that every one begins with
    Files.write(newest, bytes);
    assertThatThrownBy(() -> StoredState.newest(directory.toString()))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining("99");
  }

  @Test
  void whereNothingIsStoredThereIsNothingToGoOnFrom() throws IOException {
    assertThat(StoredState.newest(directory.toString())).isEmpty();
    assertThat(StoredState.newest(directory.resolve("not-there").toString())).isEmpty();
  }
}
