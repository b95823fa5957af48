package io.tributary.connectors.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class AnswersJournalFuzzTest {
  private static final class Subject {
    static final Path FOLDER;

    static {
      try {
        FOLDER = Files.createTempDirectory("answers");
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      FOLDER.toFile().deleteOnExit();
      FOLDER.resolve("1.jsonl").toFile().deleteOnExit();
    }
  }

  static Stream<byte[]> seeds() {
    String call =
        "{\"number\":1,\"at\":2,\"calls\":1,\"usage\":{\"input\":10,\"output\":2},\"cost\":33,\"pausedUntil\":0,\"answers\":[{\"key\":\"k\",\"answer\":{\"sentiment\":\"neutral\",\"topic\":\"sports\",\"confidence\":0.5}},{\"key\":\"none\"}]}\n";
    return Stream.of(
            call,
            call + call.replace(":1,\"at", ":0,\"at"),
            call + call.substring(0, 90),
            call.replace("\"sentiment\":\"neutral\",", ""),
            call.replace("0.5", "\"NaN\""),
            call.replace("\"key\":\"k\",", ""),
            "null\n{}\n\n",
            call.replace("10", "1e-2147483648"))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /** What is found can be used, and reads the same when it is written anew. */
  @MethodSource("seeds")
  @FuzzTest
  void findsWholeCallsAndPassesOverTheRest(byte[] bytes) throws IOException {
    List<Call> found = found(bytes);
    for (Call call : found) {
      assertThat(call.usage()).isNotNull();
      for (Call.Answered each : call.answers()) {
        assertThat(each.key()).isNotNull();
        if (each.answer() != null) {
          assertThat(each.answer().sentiment()).isNotNull();
          assertThat(each.answer().topic()).isNotNull();
          assertThat(each.answer().confidence()).isBetween(0.0, 1.0);
        }
      }
    }
    StringBuilder anew = new StringBuilder();
    for (Call call : found) {
      anew.append(AnswersJournal.line(call));
    }
    assertThat(found(anew.toString().getBytes(StandardCharsets.UTF_8))).isEqualTo(found);
  }

  private static List<Call> found(byte[] bytes) throws IOException {
    Files.write(Subject.FOLDER.resolve("1.jsonl"), bytes);
    try (AnswersJournal journal = AnswersJournal.open(Subject.FOLDER.toString())) {
      return journal.found();
    }
  }
}
