package io.tributary.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class ProgramTest {
  private static final String BUSY = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";

  @TempDir private Path folder;

  @Test
  void countsTheCpuTimeOfAProgramAndOfItsChildren() throws Exception {
    Cost idle = shell("exec true").run();
    Cost busy = shell(BUSY).run();
    Cost parent = shell("sh -c '" + BUSY + "'; true").run();
    assertThat(idle.cpuSeconds()).isLessThan(busy.cpuSeconds());
    assertThat(busy.cpuSeconds()).isPositive().isLessThanOrEqualTo(busy.wallSeconds() + 0.05);
    assertThat(parent.cpuSeconds()).isGreaterThan(busy.cpuSeconds() / 3);
  }

  @Test
  void keepsTheExitCodeAndTheOutput() throws Exception {
    Cost cost = shell("echo out; echo err >&2; exit 3").run();
    assertThat(cost.exitCode()).isEqualTo(3);
    assertThat(Files.readString(folder.resolve("log"))).contains("out", "err");
  }

  @Test
  void saysWhatAProgramThatFailsHasPrinted() {
    assertThatIOException()
        .isThrownBy(() -> shell("echo no such thing; exit 1").runForOutput())
        .withMessageContaining("ended with 1")
        .withMessageContaining("no such thing");
  }

  private Program shell(String script) {
    return new Program(List.of("sh", "-c", script), folder.resolve("log"));
  }
}
