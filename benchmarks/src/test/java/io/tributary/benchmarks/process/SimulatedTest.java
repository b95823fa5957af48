package io.tributary.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class SimulatedTest {
  @Test
  void takesTheLastSummary() {
    Simulated sent =
        Simulated.in(
            """
            clients: 1900 sent
            simulating: 10 valid, 0 late, 0 duplicates, 1 invalid
            client_tickets: 100 sent in 0.1 s (1000/s)
              95 valid, 2 late, 1 duplicates, 2 invalid
              invalid: bad uuid 2
            """);
    assertThat(sent).isEqualTo(new Simulated(95, 2, 1, 2));
    assertThat(sent.records()).isEqualTo(100);
    assertThat(sent.delivered()).isEqualTo(97);
  }

  @Test
  void refusesAnOutputWithoutSummary() {
    assertThatIllegalArgumentException().isThrownBy(() -> Simulated.in("tributary: no broker"));
  }
}
