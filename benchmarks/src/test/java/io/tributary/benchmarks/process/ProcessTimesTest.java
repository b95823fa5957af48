package io.tributary.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcessTimesTest {
  @Test
  void readsFieldsBehindANameWithBracketsAndSpaces() {
    var fields = ProcessTimes.fields("42 (a (b) c) S 1 2 3\n");
    assertThat(fields).containsExactly("42", "a (b) c", "S", "1", "2", "3");
  }

  @Test
  void readsThePeakInBytes() {
    assertThat(ProcessTimes.peakMemory("Name:\tjava\nVmPeak:\t  9 kB\nVmHWM:\t    2048 kB\n"))
        .hasValue(2L << 20);
  }

  @Test
  void knowsThatAZombieHoldsNothing() {
    assertThat(ProcessTimes.peakMemory("Name:\tjava\nState:\tZ (zombie)\n")).isEmpty();
  }
}
