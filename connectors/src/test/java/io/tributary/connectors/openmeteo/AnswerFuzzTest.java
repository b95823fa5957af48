package io.tributary.connectors.openmeteo;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class AnswerFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
            """
            {"kind":"archive","start":"2026-11-01T00:00:00Z","end":"2026-11-02T00:00:00Z",\
            "received_at":"2026-11-03T10:00:00.123Z","places":[{"name":"Paris","country":null,\
            "latitude":48.8566,"longitude":2.3522}]}
            {"hourly":{}}""",
            "{\"places\":{\"a\":1}}",
            "\n")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void whatWasKeptIsReadAsItWasOrRefused(byte[] bytes) throws IOException {
    Answer answer;
    try {
      answer = Answer.of(bytes);
    } catch (IOException refused) {
      return;
    }
    Answer again = Answer.of(answer.bytes());
    assertThat(again.request()).isEqualTo(answer.request());
    assertThat(again.receivedAt()).isEqualTo(answer.receivedAt());
    assertThat(again.body()).isEqualTo(answer.body());
  }
}
