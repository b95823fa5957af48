package io.tributary.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class LiveHeapTest {
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
    assertThat(LiveHeap.total(histogram)).isEqualTo(2_002_400);
  }

  @Test
  void refusesAnAnswerWithoutTotal() {
    assertThatIllegalArgumentException().isThrownBy(() -> LiveHeap.total("AttachNotSupported"));
  }
}
