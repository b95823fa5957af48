package io.tributary.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connectors.collect.CollectedSource;
import io.tributary.connectors.collect.CollectingJob;
import io.tributary.connectors.collect.CollectingJob.Got;
import io.tributary.pipeline.record.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An inbox as a source of a job. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class InboxSourceTest {
  private static final int LINES = 60_000;
  private static final int FILES = 150;
  private static final int LINES_OF_A_FILE = 10;

  @TempDir private Path folder;
  @TempDir private Path checkpoints;
  private Inbox inbox;
  private CollectingJob job;
  private int written;

  @BeforeEach
  void open() {
    inbox = new Inbox(folder);
    job = new CollectingJob(checkpoints);
  }

  private CollectedSource<InboxPosition, Text> source(boolean bounded) {
    return new CollectedSource<>(
        inbox.collector(), CollectingJob.anything(), bounded, Duration.ofDays(1));
  }

  /** A file whose every hundredth line is bad. */
  private String csv(int lines) {
    StringBuilder text = new StringBuilder("invoice_id;montant\n");
    for (int i = 0; i < lines; i++, written++) {
      text.append(written).append(written % 100 == 0 ? "\n" : ";1,5\n");
    }
    return text.toString();
  }

  private void putFiles() throws Exception {
    for (int i = 0; i < FILES; i++) {
      Path part = inbox.put("day" + i % 3 + "/" + written + ".csv.part", csv(LINES_OF_A_FILE));
      String name = part.getFileName().toString().replace(".part", "");
      Files.move(part, part.resolveSibling(name));
    }
  }

  private void assertEachOnce() {
    List<Got> got = job.got();
    assertThat(got).hasSize(written);
    assertThat(got.stream().map(g -> g.raw().replace(";1,5", "")).distinct()).hasSize(written);
    assertThat(got.stream().map(g -> g.topic() + " " + g.offset()).distinct()).hasSize(written);
    assertThat(got.stream().filter(g -> !g.problem().isEmpty())).hasSize((written + 99) / 100);
  }

  @Test
  void everyRecordComesOnceWhileFilesArriveAndTheJobIsKilled() throws Exception {
    inbox.put("large.csv", csv(LINES));
    for (int kill = 1; kill <= 3; kill++) {
      JobClient running = job.start(source(false), kill);
      job.awaitGot(running, kill * LINES / 5);
      putFiles();
      job.kill(running);
    }
    inbox.put("last.csv", csv(10));
    JobClient running = job.start(source(false), 2);
    job.awaitGot(running, written);
    job.stop(running);
    assertEachOnce();
    assertThat(inbox.files())
        .hasSize(3 * FILES + 2)
        .allMatch(name -> name.startsWith("done/") && name.endsWith(".csv"));
  }

  @Test
  void boundedRunsTakeWhatIsThereAndFilesAreMovedWithTheLastSavepoint() throws Exception {
    putFiles();
    job.awaitEndAndStop(job.start(source(true), 1));
    assertThat(inbox.files()).hasSize(FILES).allMatch(name -> name.startsWith("done/"));
    putFiles();
    inbox.put("copy.csv", Files.readAllBytes(folder.resolve("done/day0/0.csv")));
    job.awaitEndAndStop(job.start(source(true), 2));
    assertEachOnce();
    assertThat(inbox.files()).hasSize(2 * FILES + 1).contains("done/copy.csv");
  }
}
