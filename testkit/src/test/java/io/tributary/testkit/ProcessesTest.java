package io.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ProcessesTest {
  @Test
  void takesTheBytesOfTheTotal() {
    String histogram =
        """
        123:
         num     #instances         #bytes  class name (module)
        -------------------------------------------------------
           1:         25000        2000000  [B (java.base@17)
           2:           100           2400  com.example.Total
        Total         25100        2002400
        """;
    assertThat(Processes.total(histogram)).isEqualTo(2_002_400);
  }

  @Test
  void refusesAnAnswerWithoutTotal() {
    assertThatThrownBy(() -> Processes.total("AttachNotSupported"))
        .isInstanceOf(ServerFailure.class)
        .hasMessageContaining("AttachNotSupported");
  }

  @Test
  void looksAtAJvm() {
    assertThat(Processes.liveHeap(ProcessHandle.current().pid())).isGreaterThan(1 << 20);
  }
}
