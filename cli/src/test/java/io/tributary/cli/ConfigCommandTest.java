package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigCommandTest {
  @Test
  void saysOfEachKeyWhereItsValueCameFrom(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("a.properties"), "window.size=20s\n");
    Call call =
        Call.of(
            "config", "tickets", "--config", file.toString(), "--parallelism", "3", "--bounded");
    assertThat(call.exitCode()).as(call.err()).isZero();
    assertThat(call.out())
        .containsPattern("key +value +from\n")
        .containsPattern("window.size +20s +file " + file + " line 1\n")
        .containsPattern("parallelism +3 +flag --parallelism\n")
        .containsPattern("bounded +true +flag --bounded\n")
        .containsPattern("window.lateness +1min +default\n");
  }

  @Test
  void masksSecrets(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("a.properties"), "kafka.properties.sasl.jaas.config=hidden\n");
    Call call = Call.of("config", "tickets", "--config=" + file);
    assertThat(call.out()).containsPattern("kafka.properties.sasl.jaas.config +\\*{6} +file");
    assertThat(call.out() + call.err()).doesNotContain("hidden");
  }

  @Test
  void tellsEveryWrongKeyAtOnceAndTheNearestRightOne() {
    Call call = Call.of("config", "tickets", "--windw.size", "1s", "--parallelism", "none");
    assertThat(call.exitCode()).isEqualTo(2);
    assertThat(call.out()).isEmpty();
    assertThat(call.err().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("tributary: "))
        .anyMatch(line -> line.contains("windw.size") && line.contains("window.size"))
        .anyMatch(line -> line.contains("parallelism: 'none' is not"));
  }

  @Test
  void namesTheFeedsThatThereAre() {
    Call call = Call.of("config", "tikets");
    assertThat(call.exitCode()).isEqualTo(2);
    assertThat(call.err())
        .contains(
            "there is no feed 'tikets': take one of [tickets, texts, invoices, weather, tweets]");
    assertThat(Call.of("config").exitCode()).isEqualTo(2);
  }
}
