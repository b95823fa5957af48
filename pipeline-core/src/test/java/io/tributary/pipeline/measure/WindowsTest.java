package io.tributary.pipeline.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WindowsTest {

  @Test
  void windowsAreAlignedToTheEpochBeforeItToo() {
    Windows windows = new Windows(Duration.ofSeconds(10), Duration.ofSeconds(3));
    assertThat(windows.startOf(0)).isZero();
    assertThat(windows.startOf(9_999)).isZero();
    assertThat(windows.startOf(10_000)).isEqualTo(10_000);
    assertThat(windows.startOf(-1)).isEqualTo(-10_000);
    assertThat(windows.endOf(-10_000)).isZero();
    assertThat(windows.closingTime(0)).isEqualTo(12_999);
  }

  @Test
  void refusesWindowsOfNoLengthAndNegativeLateness() {
    assertThatThrownBy(() -> new Windows(Duration.ZERO, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Windows(Duration.ofSeconds(1), Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
