package io.tributary.connectors.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AnswersJournalTest {
  private static final long NOON = 1_700_000_000_000L;

  @TempDir private Path folder;

  private static Call call(long number) {
    return new Call(
        number,
        NOON + number,
        1,
        new Usage(10, 2),
        33,
        0,
        List.of(
            new Call.Answered("k" + number, new Answer("neutral", "sports", 0.5)),
            new Call.Answered("none" + number, null)));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(each -> each.toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  private AnswersJournal open() throws IOException {
    return AnswersJournal.open(folder.toString());
  }

  private void write(long... numbers) throws Exception {
    try (AnswersJournal journal = open()) {
      for (long number : numbers) {
        journal.write(call(number)).get(10, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void whatWasWrittenIsFoundInItsOrder() throws Exception {
    write(10, 11);
    write(2);
    try (AnswersJournal journal = open()) {
      assertThat(journal.found()).containsExactly(call(2), call(10), call(11));
    }
  }

  @Test
  void whatComesMeanwhileGoesIntoOneFileAndIsDoneInItsOrder() throws Exception {
    try (AnswersJournal journal = open()) {
      List<CompletableFuture<Void>> all =
          LongStream.rangeClosed(1, 500).mapToObj(i -> journal.write(call(i))).toList();
      all.get(499).get(10, TimeUnit.SECONDS);
      assertThat(all).allMatch(CompletableFuture::isDone);
      assertThat(files()).hasSizeLessThan(500);
    }
    try (AnswersJournal journal = open()) {
      assertThat(journal.found()).hasSize(500);
    }
  }

  @Test
  void aLineThatWasCutOffWasUsedByNobody() throws Exception {
    write(1, 2);
    Path last = files().get(1);
    byte[] whole = Files.readAllBytes(last);
    Files.write(last, java.util.Arrays.copyOf(whole, whole.length - 1));
    try (AnswersJournal journal = open()) {
      assertThat(journal.found()).containsExactly(call(1));
    }
  }

  @Test
  void aLineThatIsNoCallIsPassedOver() throws Exception {
    write(1);
    String half =
        "{\"number\":2,\"usage\":{},\"answers\":[{\"key\":\"k2\",\"answer\":{\"topic\":\"sports\"}}]}";
    for (String line :
        List.of("garbage", "null", "{}", "{\"number\":2,\"answers\":[null]}", half, "7")) {
      Files.writeString(files().get(0), line + "\n", StandardOpenOption.APPEND);
    }
    try (AnswersJournal journal = open()) {
      assertThat(journal.found()).containsExactly(call(1));
    }
  }

  @Test
  void whatCheckpointsHaveIsDeleted() throws Exception {
    write(1, 2, 3);
    try (AnswersJournal journal = open()) {
      journal.forget(2, NOON + 2);
      await().untilAsserted(() -> assertThat(files()).as("the later one stays").hasSize(2));
      journal.forget(2, NOON + 3);
      await().untilAsserted(() -> assertThat(files()).hasSize(1));
    }
    try (AnswersJournal journal = open()) {
      assertThat(journal.found()).containsExactly(call(3));
    }
  }

  @Test
  void aFolderThatCannotBeOneIsAnErrorThatNamesIt() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> AnswersJournal.open(file.toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
  }
}
